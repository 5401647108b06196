// NAME marks every request with a header, and answers in place of the upstream where the configuration says so.
package main

import (
	"errors"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"NAME",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
	)
}

// Config is what the console hands to the plugin.
type Config struct {
	header string
	answer string
}

func parseConfig(json gjson.Result, config *Config) error {
	config.header = json.Get("header").String()
	if config.header == "" {
		return errors.New("missing header in config")
	}
	config.answer = json.Get("answer").String()
	return nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config Config) types.Action {
	ctx.DontReadRequestBody()
	log.Debugf("%s %s", ctx.Method(), ctx.Path())
	if config.answer != "" {
		proxywasm.SendHttpResponse(200, nil, []byte(config.answer), -1)
		return types.HeaderStopAllIterationAndWatermark
	}
	proxywasm.ReplaceHttpRequestHeader(config.header, "NAME")
	return types.HeaderContinue
}
