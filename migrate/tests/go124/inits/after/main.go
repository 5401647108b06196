package main

import (
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	name := strings.Join(names, "-")
	wrapper.SetCtx(name, wrapper.ProcessRequestHeadersBy(onRequestHeaders))
}

type config struct{}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	return types.ActionContinue
}
