// sound waits as it should, and has names that only look like those of the traps.
package main

import (
	"net/http"
	"os"
	"time"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

func main() {}

func init() {
	wrapper.SetCtx("sound", wrapper.ProcessRequestHeaders(onHttpRequestHeaders))
	wrapper.RegisterTickFunc(1000, func() { proxywasm.LogInfo(time.Now().String()) })
}

type store struct{}

func (store) Open(string) error { return nil }
func (store) Get(string) string { return os.Getenv("MODE") }

func onHttpRequestHeaders(ctx wrapper.HttpContext, config struct{}) types.Action {
	var http2 store
	if err := http2.Open(http2.Get("a")); err != nil {
		return types.HeaderContinue
	}
	err := wrapper.HttpCall(wrapper.RouteCluster{}, http.MethodGet, "/", nil, nil, onAnswer, 500)
	if err != nil {
		proxywasm.LogError(err.Error())
		return types.HeaderContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}

func onAnswer(statusCode int, headers http.Header, body []byte) {
	if statusCode != http.StatusOK {
		proxywasm.SendHttpResponse(uint32(statusCode), nil, body, -1)
		return
	}
	proxywasm.ResumeHttpRequest()
}
