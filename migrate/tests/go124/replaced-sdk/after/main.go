package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {}

func init() {
	proxywasm.SetHttpContext(func(uint32) types.HttpContext { return &stream{} })
}

type stream struct {
	types.DefaultHttpContext
}

// OnHttpRequestHeaders holds the request.
func (*stream) OnHttpRequestHeaders(int, bool) types.Action {
	return types.HeaderStopAllIterationAndWatermark
}
