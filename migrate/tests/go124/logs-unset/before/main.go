package main

import (
	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/tidwall/gjson"
)

var logger wrapper.Log

func main() {
	wrapper.SetCtx(
		"logs-unset",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	log    wrapper.Log
	parser parser
}

type parser struct {
	log wrapper.Log
	out wrapper.Log
}

func parseConfig(json gjson.Result, config *config, log wrapper.Log) error {
	config.log = log
	config.parser = parser{log: log}
	config.parser.out.Info("parsed")
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	logger.Debug(ctx.Path())
	return types.ActionContinue
}
