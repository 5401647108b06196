package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var (
	request  = [][2]string{{":authority", "a.com"}, {":method", "POST"}, {":path", "/"}, {":scheme", "http"}}
	response = [][2]string{{":status", "200"}}
)

func TestParseConfig(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("a status that does not exist is refused", refusesAnUnknownStatus)
		t.Run("all phases can be left out", startsWithoutPhases)
	})
}

func TestStatuses(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("each status is returned", returnsEachStatus)
		t.Run("a guarded phase holds only what has a body", guardsRequestsWithoutBody)
		t.Run("a call-out resumes the request", resumesTheRequest)
		t.Run("a call-out resumes the response", resumesTheResponse)
		t.Run("the length of the request body goes with the headers that wait for it", measuresTheRequestBody)
		t.Run("the length of the response body goes with the headers that wait for it", measuresTheResponseBody)
		t.Run("a body whose phase is not configured is not read", leavesOtherBodiesAlone)
	})
}

func newHost(t *testing.T, config string) test.TestHost {
	host, status := test.NewTestHost(json.RawMessage(config))
	require.Equal(t, types.OnPluginStartStatusOK, status)
	return host
}

func refusesAnUnknownStatus(t *testing.T) {
	noValidRules := "parse config failed, no valid rules; global config parse error:"
	for _, phase := range []string{"requestHeaders", "requestBody", "responseHeaders", "responseBody"} {
		host, status := test.NewTestHost(json.RawMessage(`{"` + phase + `": {"status": "Stop"}}`))
		require.Equal(t, types.OnPluginStartStatusFailed, status, phase)
		require.Contains(t, host.GetWarnLogs(),
			"[header-status] [nil] [nil] parse rule config failed: "+noValidRules+"unknown status: Stop")
		host.Reset()
	}
}

func startsWithoutPhases(t *testing.T) {
	host := newHost(t, `{}`)
	defer host.Reset()
	require.Equal(t, types.HeaderContinue, host.CallOnHttpRequestHeaders(request))
	require.Equal(t, types.HeaderContinue, host.CallOnHttpResponseHeaders(response))
}

func returnsEachStatus(t *testing.T) {
	for _, status := range []struct {
		name   string
		action types.Action
	}{
		{"HeaderContinue", types.HeaderContinue},
		{"HeaderStopIteration", types.HeaderStopIteration},
		{"HeaderContinueAndEndStream", types.HeaderContinueAndEndStream},
		{"HeaderStopAllIterationAndBuffer", types.HeaderStopAllIterationAndBuffer},
		{"HeaderStopAllIterationAndWatermark", types.HeaderStopAllIterationAndWatermark},
	} {
		phase := `{"status": "` + status.name + `"}`
		host := newHost(t, `{"requestHeaders": `+phase+`, "responseHeaders": `+phase+`}`)
		require.Equal(t, status.action, host.CallOnHttpRequestHeaders(request), status.name)
		require.Equal(t, status.action, host.CallOnHttpResponseHeaders(response), status.name)
		require.Equal(t, status.action, host.GetHttpStreamAction(), status.name)
		host.Reset()
	}
}

func guardsRequestsWithoutBody(t *testing.T) {
	host := newHost(t, `{"requestHeaders": {"status": "HeaderStopIteration", "guarded": true}}`)
	defer host.Reset()
	require.Equal(t, types.HeaderStopIteration, host.CallOnHttpRequestHeaders(request))
	require.Empty(t, host.GetInfoLogs()[1:])
	host.CompleteHttp()

	require.Equal(t, types.HeaderContinue, host.CallOnHttpRequestHeaders(request, test.WithEndOfStream(true)))
	require.Contains(t, host.GetInfoLogs(), "[header-status] [nil] [test-request-id-default] no request body")
}

func resumesTheRequest(t *testing.T) {
	host := newHost(t, `{"requestHeaders": {"status": "HeaderStopAllIterationAndWatermark", "resumedBy": "timer"}}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	calls := host.GetHttpCalloutAttributes()
	require.Len(t, calls, 1)
	require.Equal(t, "timer", calls[0].Upstream)

	host.CallOnHttpCall([][2]string{{":status", "200"}}, nil)
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-resumed-by", "timer"))
	require.Contains(t, host.GetInfoLogs(), "[header-status] [nil] [test-request-id-default] resumed")
}

func resumesTheResponse(t *testing.T) {
	host := newHost(t, `{"responseHeaders": {"status": "HeaderStopIteration", "resumedBy": "timer"}}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpResponseHeaders(response)
	require.Equal(t, types.ActionPause, host.GetHttpStreamAction())

	host.CallOnHttpCall([][2]string{{":status", "200"}}, nil)
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.True(t, test.HasHeaderWithValue(host.GetResponseHeaders(), "x-resumed-by", "timer"))
}

func measuresTheRequestBody(t *testing.T) {
	host := newHost(t, `{"requestHeaders": {"status": "HeaderStopIteration"}, "requestBody": {"status": "ActionContinue"}}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.ActionPause, host.CallOnHttpStreamingRequestBody([]byte("12345"), false))
	require.False(t, test.HasHeader(host.GetRequestHeaders(), "x-request-body"))
	require.Equal(t, types.ActionContinue, host.CallOnHttpStreamingRequestBody([]byte("67"), true))
	require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-request-body", "7"))
	require.Equal(t, "1234567", string(host.GetRequestBody()))
}

func measuresTheResponseBody(t *testing.T) {
	host := newHost(t, `{"responseHeaders": {"status": "HeaderStopIteration"}, "responseBody": {"status": "ActionPause"}}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpResponseHeaders(response)
	require.Equal(t, types.ActionPause, host.CallOnHttpResponseBody([]byte("12345")))
	require.True(t, test.HasHeaderWithValue(host.GetResponseHeaders(), "x-response-body", "5"))
}

func leavesOtherBodiesAlone(t *testing.T) {
	host := newHost(t, `{"requestHeaders": {"status": "HeaderStopIteration"}}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.ActionContinue, host.CallOnHttpStreamingRequestBody([]byte("12345"), false))
	require.False(t, test.HasHeader(host.GetRequestHeaders(), "x-request-body"))
}
