package main

import (
	"example.com/common"
	. "github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx("shared-module", wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

type config struct{}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) Action {
	common.Say(log, "held")
	return HeaderStopAllIterationAndWatermark
}
