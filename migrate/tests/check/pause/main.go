// pause waits for an answer, and lets every body pass in the meantime.
package main

import (
	"net/http"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"pause",
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessResponseHeaders(onHttpResponseHeaders),
	)
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config struct{}) types.Action {
	if ctx.Path() == "/no" {
		proxywasm.SendHttpResponse(403, nil, nil, -1)
		return types.HeaderStopIteration
	}
	return ask(ctx)
}

func ask(ctx wrapper.HttpContext) types.Action {
	client := wrapper.RouteCluster{}
	err := wrapper.HttpCall(client, "GET", "/", nil, nil, func(int, http.Header, []byte) { proxywasm.ResumeHttpRequest() }, 500)
	if err != nil {
		return types.HeaderContinue
	}
	return types.HeaderStopIteration
}

// onHttpResponseHeaders asks first whether there is a body.
func onHttpResponseHeaders(ctx wrapper.HttpContext, config struct{}) types.Action {
	if ctx.HasResponseBody() {
		return types.HeaderStopIteration
	}
	return types.HeaderContinue
}
