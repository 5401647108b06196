package main

import (
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm"
	"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {
	proxywasm.SetNewHttpContext(func(uint32, uint32) proxywasm.HttpContext { return &stream{} })
}

type stream struct {
	proxywasm.DefaultHttpContext
}

// OnHttpRequestHeaders sets a header.
func (*stream) OnHttpRequestHeaders(int, bool) types.Action {
	_ = proxywasm.SetHttpRequestHeader("x-from", "old-contexts")
	return types.ActionContinue
}
