// logs moved to Go 1.24 by hand.
package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"logs",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
	wrapper.RegisterTickFunc(1000, func() {})
}

type config struct {
	level string
}

func parseConfig(json gjson.Result, config *config) error {
	config.level = json.Get("level").String()
	log.Info(config.level)
	log.Info(config.level)
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, _ config) types.Action {
	log.Debug(ctx.Path())
	return types.HeaderContinue
}
