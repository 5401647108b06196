package main

import (
	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {
	wrapper.SetCtx(
		"pause-shared",
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
		wrapper.ProcessRequestBodyBy(onRequestBody),
	)
}

type config struct{}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	if ctx.Path() == "/held" {
		return 1
	}
	return hold(ctx.Method() == "POST")
}

func onRequestBody(ctx wrapper.HttpContext, config config, body []byte, log wrapper.Log) types.Action {
	return hold(len(body) > 10)
}

func hold(wanted bool) types.Action {
	if wanted {
		return types.ActionPause
	}
	return types.ActionContinue
}
