package main

import (
	"example.com/common"
	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	. "github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {
	wrapper.SetCtx("shared-module", wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

type config struct{}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) Action {
	common.Say(log, "held")
	return ActionPause
}
