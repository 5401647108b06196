// Package start sets the plugin up.
package start

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

type config struct{}

// Plugin registers the handlers.
func Plugin() {
	wrapper.SetCtx("other-programs", wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	_ = proxywasm.AddHttpRequestHeader("x-from", "other-programs")
	return types.ActionContinue
}
