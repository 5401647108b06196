package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx("pause-common-build", wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

type config struct{}

// onRequestHeaders holds the headers until the body is there.
func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	return types.ActionPause
}
