// Package start sets the plugin up.
package start

import (
	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

type config struct{}

// Plugin registers the handlers.
func Plugin() {
	wrapper.SetCtx("other-programs", wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	_ = proxywasm.AddHttpRequestHeader("x-from", "other-programs")
	return types.ActionContinue
}
