// header-status shows what each status that a handler can return does to the stream. The configuration names, phase by
// phase, the status to return and what resumes the stream after it.
package main

import (
	"errors"
	"strconv"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"header-status",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
		wrapper.ProcessRequestBodyBy(onHttpRequestBody),
		wrapper.ProcessResponseHeadersBy(onHttpResponseHeaders),
		wrapper.ProcessResponseBodyBy(onHttpResponseBody),
	)
}

// HeaderStatusConfig holds what to do in each phase. A body whose phase is not configured is not read.
type HeaderStatusConfig struct {
	requestHeaders  Phase
	requestBody     Phase
	responseHeaders Phase
	responseBody    Phase
}

// Phase is what to do in one phase.
type Phase struct {
	configured bool
	status     types.Action
	// guarded returns HeaderContinue instead where no body follows the headers.
	guarded bool
	// resumedBy is the cluster of the call-out whose answer resumes the stream; nothing does where it is empty.
	resumedBy string
}

func parseConfig(json gjson.Result, config *HeaderStatusConfig, log log.Log) error {
	var err error
	if config.requestHeaders, err = parsePhase(json.Get("requestHeaders")); err != nil {
		return err
	}
	if config.requestBody, err = parsePhase(json.Get("requestBody")); err != nil {
		return err
	}
	if config.responseHeaders, err = parsePhase(json.Get("responseHeaders")); err != nil {
		return err
	}
	config.responseBody, err = parsePhase(json.Get("responseBody"))
	return err
}

func parsePhase(json gjson.Result) (Phase, error) {
	if !json.Exists() {
		return Phase{}, nil
	}
	status, err := parseStatus(json.Get("status").String())
	return Phase{
		configured: true,
		status:     status,
		guarded:    json.Get("guarded").Bool(),
		resumedBy:  json.Get("resumedBy").String(),
	}, err
}

func parseStatus(name string) (types.Action, error) {
	switch name {
	case "HeaderContinue":
		return types.HeaderContinue, nil
	case "HeaderStopIteration":
		return types.HeaderStopIteration, nil
	case "HeaderContinueAndEndStream":
		return types.HeaderContinueAndEndStream, nil
	case "HeaderStopAllIterationAndBuffer":
		return types.HeaderStopAllIterationAndBuffer, nil
	case "HeaderStopAllIterationAndWatermark":
		return types.HeaderStopAllIterationAndWatermark, nil
	case "ActionContinue":
		return types.ActionContinue, nil
	case "ActionPause":
		return types.ActionPause, nil
	default:
		return types.ActionContinue, errors.New("unknown status: " + name)
	}
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config HeaderStatusConfig, log log.Log) types.Action {
	if !config.requestBody.configured {
		ctx.DontReadRequestBody()
	}
	phase := config.requestHeaders
	if phase.guarded && !ctx.HasRequestBody() {
		log.Info("no request body")
		return types.HeaderContinue
	}
	resumeRequestLater(phase, log)
	return phase.status
}

func onHttpRequestBody(ctx wrapper.HttpContext, config HeaderStatusConfig, body []byte, log log.Log) types.Action {
	proxywasm.ReplaceHttpRequestHeader("x-request-body", strconv.Itoa(len(body)))
	resumeRequestLater(config.requestBody, log)
	return config.requestBody.status
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config HeaderStatusConfig, log log.Log) types.Action {
	if !config.responseBody.configured {
		ctx.DontReadResponseBody()
	}
	phase := config.responseHeaders
	if phase.guarded && !ctx.HasResponseBody() {
		log.Info("no response body")
		return types.HeaderContinue
	}
	resumeResponseLater(phase, log)
	return phase.status
}

func onHttpResponseBody(ctx wrapper.HttpContext, config HeaderStatusConfig, body []byte, log log.Log) types.Action {
	proxywasm.ReplaceHttpResponseHeader("x-response-body", strconv.Itoa(len(body)))
	resumeResponseLater(config.responseBody, log)
	return config.responseBody.status
}

func resumeRequestLater(phase Phase, log log.Log) {
	callOut(phase, log, func() {
		proxywasm.AddHttpRequestHeader("x-resumed-by", phase.resumedBy)
		proxywasm.ResumeHttpRequest()
	})
}

func resumeResponseLater(phase Phase, log log.Log) {
	callOut(phase, log, func() {
		proxywasm.AddHttpResponseHeader("x-resumed-by", phase.resumedBy)
		proxywasm.ResumeHttpResponse()
	})
}

func callOut(phase Phase, log log.Log, resume func()) {
	if phase.resumedBy == "" {
		return
	}
	headers := [][2]string{{":method", "GET"}, {":path", "/resume"}, {":authority", "resume"}}
	_, err := proxywasm.DispatchHttpCall(phase.resumedBy, headers, nil, nil, 1000,
		func(numHeaders, bodySize, numTrailers int) {
			log.Info("resumed")
			resume()
		})
	if err != nil {
		log.Errorf("call-out failed: %v", err)
	}
}
