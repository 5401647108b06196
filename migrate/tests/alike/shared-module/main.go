// shared-module moved to Go 1.24 by hand.
package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"shared-module",
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
}

type config struct{}

func onRequestHeaders(wrapper.HttpContext, config) types.Action {
	log.Info("held")
	return types.HeaderStopAllIterationAndWatermark
}
