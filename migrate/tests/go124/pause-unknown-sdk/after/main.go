package main

import (
	"net/http"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"pause",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
		wrapper.ProcessRequestBodyBy(onRequestBody),
	)
}

type config struct {
	client wrapper.HttpClient
}

func parseConfig(json gjson.Result, config *config, log log.Log) error {
	config.client = wrapper.NewClusterClient(wrapper.StaticIpCluster{ServiceName: "auth", Port: 80})
	return nil
}

// onRequestHeaders waits for the service.
func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	if ctx.Path() == "/open" {
		return types.ActionContinue
	}
	return ask(config, log)
}

func ask(config config, log log.Log) types.Action {
	err := config.client.Get("/check", nil, func(status int, headers http.Header, body []byte) {
		if status != http.StatusOK {
			proxywasm.SendHttpResponse(http.StatusForbidden, nil, nil, -1)
			return
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("cannot ask: %v", err)
		return types.ActionContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}

// onRequestBody holds the body back as before.
func onRequestBody(ctx wrapper.HttpContext, config config, body []byte, log log.Log) types.Action {
	if len(body) > 1024 {
		return types.ActionPause
	}
	return types.ActionContinue
}
