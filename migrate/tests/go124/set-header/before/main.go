package main

import (
	"errors"

	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/tidwall/gjson"
)

// main registers the handlers.
func main() {
	wrapper.SetCtx(
		"set-header",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	name, value string
}

func parseConfig(json gjson.Result, config *config, log wrapper.Log) error {
	config.name = json.Get("name").String()
	config.value = json.Get("value").String()
	if config.name == "" {
		return errors.New("name is missing")
	}
	log.Infof("sets %s", config.name)
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	if err := proxywasm.ReplaceHttpRequestHeader(config.name, config.value); err != nil {
		log.Warnf("cannot set %s: %v", config.name, err)
	}
	return types.ActionContinue
}
