// pause-common-build moved to Go 1.24 by hand.
package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"pause-common-build",
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
}

type config struct{}

func onRequestHeaders(wrapper.HttpContext, config) types.Action {
	return types.HeaderStopIteration
}
