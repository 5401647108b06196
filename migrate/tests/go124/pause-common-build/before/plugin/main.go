package main

import (
	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {
	wrapper.SetCtx("pause-common-build", wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

type config struct{}

// onRequestHeaders holds the headers until the body is there.
func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	return types.ActionPause
}
