// hello-world shows the smallest plugin: no configuration, one hook, and an answer of its own to every request.
package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"hello-world",
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
	)
}

// HelloWorldConfig is empty, so the plugin needs no parser.
type HelloWorldConfig struct{}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config HelloWorldConfig) types.Action {
	proxywasm.SendHttpResponse(200, nil, []byte("hello world"), -1)
	return types.HeaderContinue
}
