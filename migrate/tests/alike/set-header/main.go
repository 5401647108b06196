// set-header moved to Go 1.24 by hand.
package main

import (
	"errors"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"set-header",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
}

type config struct {
	name, value string
}

func parseConfig(json gjson.Result, config *config) error {
	config.name = json.Get("name").String()
	config.value = json.Get("value").String()
	if config.name == "" {
		return errors.New("name is missing")
	}
	log.Infof("sets %s", config.name)
	return nil
}

func onRequestHeaders(_ wrapper.HttpContext, config config) types.Action {
	if err := proxywasm.ReplaceHttpRequestHeader(config.name, config.value); err != nil {
		log.Warnf("cannot set %s: %v", config.name, err)
	}
	return types.HeaderContinue
}
