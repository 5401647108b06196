// panics shows what a mistake in a hook leads to: the configuration names a phase and a mistake that is made there. In the
// five phases of a stream it is logged, and the request goes on; elsewhere the plugin is lost.
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
		"panics",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
		wrapper.ProcessRequestBodyBy(onHttpRequestBody),
		wrapper.ProcessResponseHeadersBy(onHttpResponseHeaders),
		wrapper.ProcessResponseBodyBy(onHttpResponseBody),
		wrapper.ProcessStreamDoneBy(onHttpStreamDone),
	)
}

// PanicsConfig holds the phase to fail in, what to do wrong there, and at which place of a list of three.
type PanicsConfig struct {
	phase   string
	mistake string
	index   int
	client  wrapper.HttpClient
}

func parseConfig(json gjson.Result, config *PanicsConfig, log log.Log) error {
	config.phase = json.Get("phase").String()
	config.mistake = json.Get("mistake").String()
	config.index = int(json.Get("index").Int())
	config.client = wrapper.NewClusterClient(wrapper.StaticIpCluster{ServiceName: "echo", Port: 80})
	fail(config, "configure")
	return nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config PanicsConfig, log log.Log) types.Action {
	ctx.SetContext("started", true)
	proxywasm.AddHttpRequestHeader("x-before", "1")
	fail(&config, "requestHeaders")
	proxywasm.AddHttpRequestHeader("x-after", "1")
	if config.phase == "answer" {
		return callOut(config, log)
	}
	return types.HeaderContinue
}

// callOut asks a service, and makes the mistake when it has answered.
func callOut(config PanicsConfig, log log.Log) types.Action {
	err := config.client.Get("/", nil, func(statusCode int, responseHeaders http.Header, responseBody []byte) {
		fail(&config, "answer")
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("call failed: %v", err)
		return types.HeaderContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}

func onHttpRequestBody(ctx wrapper.HttpContext, config PanicsConfig, body []byte, log log.Log) types.Action {
	proxywasm.ReplaceHttpRequestBody([]byte("replaced before"))
	fail(&config, "requestBody")
	proxywasm.ReplaceHttpRequestBody([]byte("replaced after"))
	return types.ActionContinue
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config PanicsConfig, log log.Log) types.Action {
	proxywasm.AddHttpResponseHeader("x-before", "1")
	fail(&config, "responseHeaders")
	proxywasm.AddHttpResponseHeader("x-after", "1")
	return types.HeaderContinue
}

func onHttpResponseBody(ctx wrapper.HttpContext, config PanicsConfig, body []byte, log log.Log) types.Action {
	proxywasm.ReplaceHttpResponseBody([]byte("replaced before"))
	fail(&config, "responseBody")
	proxywasm.ReplaceHttpResponseBody([]byte("replaced after"))
	return types.ActionContinue
}

func onHttpStreamDone(ctx wrapper.HttpContext, config PanicsConfig, log log.Log) {
	log.Infof("started: %t", ctx.GetBoolContext("started", false))
	fail(&config, "streamDone")
	log.Info("done")
}

// fail makes the mistake if this is the phase for it.
func fail(config *PanicsConfig, phase string) {
	if config.phase != phase {
		return
	}
	list := []int{1, 2, 3}
	switch config.mistake {
	case "index":
		log.Infof("%d", list[config.index])
	case "slice":
		log.Infof("%v", list[config.index:])
	case "divide":
		log.Infof("%d", 100/config.index)
	case "map":
		var counts map[string]int
		counts[phase] = config.index
	case "assertion":
		var value interface{} = phase
		log.Infof("%d", value.(int))
	case "text":
		panic("no such tenant: " + phase + "\nand so on")
	}
}
