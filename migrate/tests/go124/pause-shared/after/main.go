package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"pause-shared",
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
		wrapper.ProcessRequestBodyBy(onRequestBody),
	)
}

type config struct{}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	if ctx.Path() == "/held" {
		// MIGRATE(pause): this 1 is a pause: if it is returned from a headers hook, make it types.HeaderStopAllIterationAndWatermark
		return 1
	}
	return hold(ctx.Method() == "POST")
}

func onRequestBody(ctx wrapper.HttpContext, config config, body []byte, log log.Log) types.Action {
	return hold(len(body) > 10)
}

func hold(wanted bool) types.Action {
	if wanted {
		// MIGRATE(pause): ActionPause is returned from headers hooks and from body hooks here; in headers it has to be types.HeaderStopAllIterationAndWatermark now: tell the two apart
		return types.ActionPause
	}
	return types.ActionContinue
}
