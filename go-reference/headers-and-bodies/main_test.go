package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var (
	request  = [][2]string{{":authority", "a.com"}, {":method", "POST"}, {":path", "/"}, {"x-a", "1"}}
	response = [][2]string{{":status", "200"}, {"x-b", "2"}}
)

func TestCalls(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("request headers are read", readsRequestHeaders)
		t.Run("request headers are changed", changesRequestHeaders)
		t.Run("all request headers are replaced", replacesRequestHeaders)
		t.Run("the request body is read in parts", readsTheRequestBody)
		t.Run("the request body is changed", changesTheRequestBody)
		t.Run("response headers are changed", changesResponseHeaders)
		t.Run("the response body is changed", changesTheResponseBody)
		t.Run("the answer to a call-out is read", readsTheAnswerToACallOut)
		t.Run("the plugin answers in any phase", answersInAnyPhase)
		t.Run("a method that does not exist fails alone", tellsOfAnUnknownMethod)
	})
}

func newHost(t *testing.T, config string) test.TestHost {
	host, status := test.NewTestHost(json.RawMessage(config))
	require.Equal(t, types.OnPluginStartStatusOK, status)
	return host
}

// lines are the log lines of the handlers, without the prefix.
func lines(logs []string) []string {
	var lines []string
	for _, line := range logs {
		if line, ok := strings.CutPrefix(line, "[headers-and-bodies] [nil] [test-request-id-default] "); ok {
			lines = append(lines, line)
		}
	}
	return lines
}

func readsRequestHeaders(t *testing.T) {
	host := newHost(t, `{"requestHeaders": [
		{"call": "GetHttpRequestHeaders"},
		{"call": "GetHttpRequestHeader", "key": "X-A"},
		{"call": "GetHttpRequestHeader", "key": "x-missing"}
	]}`)
	defer host.Reset()
	require.Equal(t, types.HeaderContinue, host.CallOnHttpRequestHeaders(request))
	require.Equal(t, []string{
		"GetHttpRequestHeaders: :authority=a.com, :method=POST, :path=/, x-a=1",
		"GetHttpRequestHeader: 1",
	}, lines(host.GetInfoLogs()))
	require.Equal(t, []string{
		"GetHttpRequestHeader failed: error status returned by host: not found",
	}, lines(host.GetErrorLogs()))
}

func changesRequestHeaders(t *testing.T) {
	host := newHost(t, `{"requestHeaders": [
		{"call": "AddHttpRequestHeader", "key": "x-new", "value": "n"},
		{"call": "RemoveHttpRequestHeader", "key": "x-a"},
		{"call": "ReplaceHttpRequestHeader", "key": "X-Other", "value": "o"}
	]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, [][2]string{
		{":authority", "a.com"}, {":method", "POST"}, {":path", "/"}, {"x-new", "n"}, {"x-other", "o"},
	}, host.GetRequestHeaders())
}

func replacesRequestHeaders(t *testing.T) {
	host := newHost(t, `{"requestHeaders": [
		{"call": "ReplaceHttpRequestHeaders", "headers": [[":authority", "b.com"], [":path", "/b"], ["x-c", "3"]]}
	]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, [][2]string{{":authority", "b.com"}, {":path", "/b"}, {"x-c", "3"}}, host.GetRequestHeaders())
}

func readsTheRequestBody(t *testing.T) {
	host := newHost(t, `{"requestBody": [
		{"call": "GetHttpRequestBody", "start": 0, "size": 5},
		{"call": "GetHttpRequestBody", "start": 6, "size": 100}
	]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.ActionPause, host.CallOnHttpStreamingRequestBody([]byte("hello "), false))
	require.Equal(t, types.ActionContinue, host.CallOnHttpStreamingRequestBody([]byte("world"), true))
	require.Equal(t, []string{
		"request body: hello world",
		"GetHttpRequestBody: hello",
		"GetHttpRequestBody: world",
	}, lines(host.GetInfoLogs()))
}

func changesTheRequestBody(t *testing.T) {
	host := newHost(t, `{"requestBody": [
		{"call": "ReplaceHttpRequestBody", "body": "new"},
		{"call": "AppendHttpRequestBody", "body": " end"},
		{"call": "PrependHttpRequestBody", "body": "begin "}
	]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpRequestBody([]byte("old body"))
	require.Equal(t, "begin new end", string(host.GetRequestBody()))
}

func changesResponseHeaders(t *testing.T) {
	host := newHost(t, `{"responseHeaders": [
		{"call": "GetHttpResponseHeader", "key": ":status"},
		{"call": "ReplaceHttpResponseHeader", "key": ":status", "value": "201"},
		{"call": "RemoveHttpResponseHeader", "key": "x-b"},
		{"call": "AddHttpResponseHeader", "key": "x-new", "value": "n"}
	]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpResponseHeaders(response)
	require.Equal(t, [][2]string{{":status", "201"}, {"x-new", "n"}}, host.GetResponseHeaders())
	require.Contains(t, lines(host.GetInfoLogs()), "GetHttpResponseHeader: 200")
}

func changesTheResponseBody(t *testing.T) {
	host := newHost(t, `{"responseBody": [{"call": "PrependHttpResponseBody", "body": "first, "}]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpResponseHeaders(response)
	host.CallOnHttpResponseBody([]byte("then"))
	require.Equal(t, "first, then", string(host.GetResponseBody()))
	require.Contains(t, lines(host.GetInfoLogs()), "response body: then")
}

func readsTheAnswerToACallOut(t *testing.T) {
	host := newHost(t, `{"requestHeaders": [{
		"call": "DispatchHttpCall", "cluster": "service", "timeout": 500, "body": "question", "wait": true,
		"headers": [[":method", "POST"], [":path", "/ask"], [":authority", "service"]],
		"answered": [
			{"call": "GetHttpCallResponseHeaders"},
			{"call": "GetHttpCallResponseBody", "start": 0, "size": 100},
			{"call": "AddHttpRequestHeader", "key": "x-answered", "value": "yes"},
			{"call": "ResumeHttpRequest"}
		]
	}]}`)
	defer host.Reset()
	require.Equal(t, types.HeaderStopAllIterationAndWatermark, host.CallOnHttpRequestHeaders(request))
	calls := host.GetHttpCalloutAttributes()
	require.Len(t, calls, 1)
	require.Equal(t, "service", calls[0].Upstream)
	require.Equal(t, "question", string(calls[0].Body))

	host.CallOnHttpCall([][2]string{{":status", "200"}, {"x-c", "3"}}, []byte("answer"))
	require.Equal(t, []string{
		"DispatchHttpCall: done",
		"answered: 2 headers, 6 bytes, 0 trailers",
		"GetHttpCallResponseHeaders: :status=200, x-c=3",
		"GetHttpCallResponseBody: answer",
		"AddHttpRequestHeader: done",
		"ResumeHttpRequest: done",
	}, lines(host.GetInfoLogs()))
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-answered", "yes"))
}

func answersInAnyPhase(t *testing.T) {
	for _, phase := range []string{"requestHeaders", "requestBody", "responseHeaders", "responseBody"} {
		host := newHost(t, `{"`+phase+`": [{
			"call": "SendHttpResponseWithDetail", "status": 403, "detail": "why", "headers": [["x-d", "4"]], "body": "no"
		}]}`)
		host.CallOnHttpRequestHeaders(request)
		host.CallOnHttpRequestBody([]byte("body"))
		host.CallOnHttpResponseHeaders(response)
		host.CallOnHttpResponseBody([]byte("body"))
		answer := host.GetLocalResponse()
		require.NotNil(t, answer, phase)
		require.Equal(t, uint32(403), answer.StatusCode)
		require.Equal(t, "why", answer.StatusCodeDetail)
		require.Equal(t, [][2]string{{"x-d", "4"}}, answer.Headers)
		require.Equal(t, "no", string(answer.Data))
		host.Reset()
	}
}

func tellsOfAnUnknownMethod(t *testing.T) {
	host := newHost(t, `{"requestHeaders": [
		{"call": "GetEverything"}, {"call": "AddHttpRequestHeader", "key": "x-new", "value": "n"}
	]}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, []string{"GetEverything failed: no such method"}, lines(host.GetErrorLogs()))
	require.True(t, test.HasHeader(host.GetRequestHeaders(), "x-new"))
}
