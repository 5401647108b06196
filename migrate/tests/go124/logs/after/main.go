package main

import (
	stdlog "log"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	wasmlog "github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	stdlog.SetFlags(0)
	wrapper.SetCtx(
		"logs",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
	wrapper.RegisterTickFunc(1000, func() {})
}

type config struct {
	level string
}

func parseConfig(json gjson.Result, config *config, log wasmlog.Log) error {
	config.level = json.Get("level").String()
	say(log, config.level)
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wasmlog.Log) types.Action {
	each := func(log wasmlog.Log, text string) { log.Debug(text) }
	ctx.SetContext("log", log)
	if kept, ok := ctx.GetContext("log").(wasmlog.Log); ok {
		each(kept, ctx.Path())
	}
	return types.ActionContinue
}
