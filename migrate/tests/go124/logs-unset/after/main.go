package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

// MIGRATE(log): logger was a log without being set, and is nil now: set it, or use the package log
var logger log.Log

func main() {}

func init() {
	wrapper.SetCtx(
		"logs-unset",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	log    log.Log
	parser parser
}

type parser struct {
	log log.Log
	// MIGRATE(log): out was a log without being set, and is nil now: set it, or use the package log
	out log.Log
}

func parseConfig(json gjson.Result, config *config, log log.Log) error {
	config.log = log
	config.parser = parser{log: log}
	config.parser.out.Info("parsed")
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	logger.Debug(ctx.Path())
	return types.ActionContinue
}
