// pause-new-marker moved to Go 1.24 by hand.
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
	wrapper.SetCtx[config](
		"pause-new-marker",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onRequestHeaders),
		wrapper.ProcessRequestBody(onRequestBody),
	)
}

type config struct {
	client wrapper.HttpClient
}

func parseConfig(_ gjson.Result, config *config) error {
	config.client = wrapper.NewClusterClient(wrapper.StaticIpCluster{ServiceName: "auth", Port: 80})
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config) types.Action {
	if ctx.Path() == "/open" {
		return types.HeaderContinue
	}
	err := config.client.Get("/check", nil, func(status int, _ http.Header, _ []byte) {
		if status == http.StatusOK {
			_ = proxywasm.ResumeHttpRequest()
			return
		}
		_ = proxywasm.SendHttpResponse(http.StatusForbidden, nil, nil, -1)
	})
	if err != nil {
		log.Errorf("cannot ask: %v", err)
		return types.HeaderContinue
	}
	return types.HeaderStopIteration
}

func onRequestBody(_ wrapper.HttpContext, _ config, body []byte) types.Action {
	if len(body) > 1024 {
		return types.DataStopIterationAndBuffer
	}
	return types.DataContinue
}
