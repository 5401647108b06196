package main

import (
	"strings"

	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {
	name := strings.Join(names, "-")
	wrapper.SetCtx(name, wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

type config struct{}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	return types.ActionContinue
}
