package main

import (
	stdlog "log"

	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/tidwall/gjson"
)

func main() {
	stdlog.SetFlags(0)
	wrapper.SetCtx(
		"logs",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
	wrapper.RegisteTickFunc(1000, func() {})
}

type config struct {
	level string
}

func parseConfig(json gjson.Result, config *config, log wrapper.Log) error {
	config.level = json.Get("level").String()
	say(&log, config.level)
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	each := func(log wrapper.Log, text string) { log.Debug(text) }
	ctx.SetContext("log", log)
	if kept, ok := ctx.GetContext("log").(wrapper.Log); ok {
		each(kept, ctx.Path())
	}
	return types.ActionContinue
}
