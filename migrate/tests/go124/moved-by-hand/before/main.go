// moved-by-hand holds requests until their body is there, and keeps the SDK it was moved to.
package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func init() {
	proxywasm.SetHttpContext(func(uint32) types.HttpContext { return &stream{} })
}

func main() {}

type stream struct {
	types.DefaultHttpContext
}

// OnHttpRequestHeaders holds the headers until the body is there.
func (*stream) OnHttpRequestHeaders(_ int, end bool) types.Action {
	if end {
		return types.ActionContinue
	}
	return types.ActionPause
}
