// headers-and-bodies shows every utility method that a handler can call. The configuration lists, phase by phase, the
// methods to call with their arguments; what each of them gave back is logged.
package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"headers-and-bodies",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
		wrapper.ProcessRequestBodyBy(onHttpRequestBody),
		wrapper.ProcessResponseHeadersBy(onHttpResponseHeaders),
		wrapper.ProcessResponseBodyBy(onHttpResponseBody),
	)
}

// HeadersAndBodiesConfig holds the calls of each phase.
type HeadersAndBodiesConfig struct {
	requestHeaders  []Call
	requestBody     []Call
	responseHeaders []Call
	responseBody    []Call
}

// Call is one method with its arguments; a method reads only those it has.
type Call struct {
	method   string
	key      string
	value    string
	headers  [][2]string
	body     string
	start    int
	size     int
	status   uint32
	detail   string
	cluster  string
	trailers [][2]string
	timeout  uint32
	// answered holds the calls to make when the call-out is answered.
	answered []Call
	// wait pauses the phase after the call.
	wait bool
}

func parseConfig(json gjson.Result, config *HeadersAndBodiesConfig, log log.Log) error {
	config.requestHeaders = parseCalls(json.Get("requestHeaders"))
	config.requestBody = parseCalls(json.Get("requestBody"))
	config.responseHeaders = parseCalls(json.Get("responseHeaders"))
	config.responseBody = parseCalls(json.Get("responseBody"))
	return nil
}

func parseCalls(json gjson.Result) []Call {
	var calls []Call
	for _, item := range json.Array() {
		calls = append(calls, Call{
			method:   item.Get("call").String(),
			key:      item.Get("key").String(),
			value:    item.Get("value").String(),
			headers:  parsePairs(item.Get("headers")),
			body:     item.Get("body").String(),
			start:    int(item.Get("start").Int()),
			size:     int(item.Get("size").Int()),
			status:   uint32(item.Get("status").Int()),
			detail:   item.Get("detail").String(),
			cluster:  item.Get("cluster").String(),
			trailers: parsePairs(item.Get("trailers")),
			timeout:  uint32(item.Get("timeout").Int()),
			answered: parseCalls(item.Get("answered")),
			wait:     item.Get("wait").Bool(),
		})
	}
	return calls
}

// parsePairs reads a list of [key, value] lists, which keep their order.
func parsePairs(json gjson.Result) [][2]string {
	var pairs [][2]string
	for _, pair := range json.Array() {
		pairs = append(pairs, [2]string{pair.Get("0").String(), pair.Get("1").String()})
	}
	return pairs
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config HeadersAndBodiesConfig, log log.Log) types.Action {
	if makeCalls(config.requestHeaders, log) {
		return types.HeaderStopAllIterationAndWatermark
	}
	return types.HeaderContinue
}

func onHttpRequestBody(ctx wrapper.HttpContext, config HeadersAndBodiesConfig, body []byte, log log.Log) types.Action {
	log.Infof("request body: %s", body)
	if makeCalls(config.requestBody, log) {
		return types.ActionPause
	}
	return types.ActionContinue
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config HeadersAndBodiesConfig, log log.Log) types.Action {
	if makeCalls(config.responseHeaders, log) {
		return types.HeaderStopAllIterationAndWatermark
	}
	return types.HeaderContinue
}

func onHttpResponseBody(ctx wrapper.HttpContext, config HeadersAndBodiesConfig, body []byte, log log.Log) types.Action {
	log.Infof("response body: %s", body)
	if makeCalls(config.responseBody, log) {
		return types.ActionPause
	}
	return types.ActionContinue
}

// makeCalls makes the calls in order and says whether the phase has to pause.
func makeCalls(calls []Call, log log.Log) bool {
	pause := false
	for _, call := range calls {
		result, err := makeCall(call, log)
		if err != nil {
			log.Errorf("%s failed: %v", call.method, err)
			continue
		}
		log.Infof("%s: %s", call.method, result)
		pause = pause || call.wait
	}
	return pause
}

func makeCall(call Call, log log.Log) (string, error) {
	switch call.method {
	case "GetHttpRequestHeaders":
		return showPairs(proxywasm.GetHttpRequestHeaders())
	case "ReplaceHttpRequestHeaders":
		return showDone(proxywasm.ReplaceHttpRequestHeaders(call.headers))
	case "GetHttpRequestHeader":
		return proxywasm.GetHttpRequestHeader(call.key)
	case "RemoveHttpRequestHeader":
		return showDone(proxywasm.RemoveHttpRequestHeader(call.key))
	case "ReplaceHttpRequestHeader":
		return showDone(proxywasm.ReplaceHttpRequestHeader(call.key, call.value))
	case "AddHttpRequestHeader":
		return showDone(proxywasm.AddHttpRequestHeader(call.key, call.value))
	case "GetHttpRequestBody":
		return showBytes(proxywasm.GetHttpRequestBody(call.start, call.size))
	case "AppendHttpRequestBody":
		return showDone(proxywasm.AppendHttpRequestBody([]byte(call.body)))
	case "PrependHttpRequestBody":
		return showDone(proxywasm.PrependHttpRequestBody([]byte(call.body)))
	case "ReplaceHttpRequestBody":
		return showDone(proxywasm.ReplaceHttpRequestBody([]byte(call.body)))
	case "ResumeHttpRequest":
		return showDone(proxywasm.ResumeHttpRequest())
	case "GetHttpResponseHeaders":
		return showPairs(proxywasm.GetHttpResponseHeaders())
	case "ReplaceHttpResponseHeaders":
		return showDone(proxywasm.ReplaceHttpResponseHeaders(call.headers))
	case "GetHttpResponseHeader":
		return proxywasm.GetHttpResponseHeader(call.key)
	case "RemoveHttpResponseHeader":
		return showDone(proxywasm.RemoveHttpResponseHeader(call.key))
	case "ReplaceHttpResponseHeader":
		return showDone(proxywasm.ReplaceHttpResponseHeader(call.key, call.value))
	case "AddHttpResponseHeader":
		return showDone(proxywasm.AddHttpResponseHeader(call.key, call.value))
	case "GetHttpResponseBody":
		return showBytes(proxywasm.GetHttpResponseBody(call.start, call.size))
	case "AppendHttpResponseBody":
		return showDone(proxywasm.AppendHttpResponseBody([]byte(call.body)))
	case "PrependHttpResponseBody":
		return showDone(proxywasm.PrependHttpResponseBody([]byte(call.body)))
	case "ReplaceHttpResponseBody":
		return showDone(proxywasm.ReplaceHttpResponseBody([]byte(call.body)))
	case "ResumeHttpResponse":
		return showDone(proxywasm.ResumeHttpResponse())
	case "DispatchHttpCall":
		return showDone(dispatch(call, log))
	case "GetHttpCallResponseHeaders":
		return showPairs(proxywasm.GetHttpCallResponseHeaders())
	case "GetHttpCallResponseBody":
		return showBytes(proxywasm.GetHttpCallResponseBody(call.start, call.size))
	case "GetHttpCallResponseTrailers":
		return showPairs(proxywasm.GetHttpCallResponseTrailers())
	case "SendHttpResponse":
		return showDone(proxywasm.SendHttpResponse(call.status, call.headers, []byte(call.body), -1))
	case "SendHttpResponseWithDetail":
		return showDone(proxywasm.SendHttpResponseWithDetail(call.status, call.detail, call.headers, []byte(call.body), -1))
	default:
		return "", errors.New("no such method")
	}
}

// dispatch sends the call-out; its answer is logged and sets off the calls listed for it.
func dispatch(call Call, log log.Log) error {
	_, err := proxywasm.DispatchHttpCall(call.cluster, call.headers, []byte(call.body), call.trailers, call.timeout,
		func(numHeaders, bodySize, numTrailers int) {
			log.Infof("answered: %d headers, %d bytes, %d trailers", numHeaders, bodySize, numTrailers)
			makeCalls(call.answered, log)
		})
	return err
}

func showPairs(pairs [][2]string, err error) (string, error) {
	var shown []string
	for _, pair := range pairs {
		shown = append(shown, fmt.Sprintf("%s=%s", pair[0], pair[1]))
	}
	return strings.Join(shown, ", "), err
}

func showBytes(bytes []byte, err error) (string, error) {
	return string(bytes), err
}

func showDone(err error) (string, error) {
	return "done", err
}
