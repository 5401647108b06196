package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"tested",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	name string
}

func parseConfig(json gjson.Result, config *config, log log.Log) error {
	config.name = json.Get("name").String()
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	log.Infof(config.name)
	(&wrapper.DefaultLog{}).Info("no log of its own")
	_ = proxywasm.AddHttpRequestHeader("x-name", config.name)
	return types.ActionContinue
}
