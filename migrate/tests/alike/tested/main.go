// tested moved to Go 1.24 by hand.
package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"tested",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
}

type config struct {
	name string
}

func parseConfig(json gjson.Result, config *config) error {
	config.name = json.Get("name").String()
	return nil
}

func onRequestHeaders(_ wrapper.HttpContext, config config) types.Action {
	log.Info(config.name)
	(&wrapper.DefaultLog{}).Info("no log of its own")
	_ = proxywasm.AddHttpRequestHeader("x-name", config.name)
	return types.HeaderContinue
}
