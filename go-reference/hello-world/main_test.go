package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var request = [][2]string{{":authority", "a.com"}, {":method", "POST"}, {":path", "/"}, {":scheme", "http"}}

func TestRequests(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("every request is answered", answersEveryRequest)
		t.Run("whether it has a body or not", answersBeforeTheBody)
		t.Run("the request headers stay as they are", leavesTheHeadersAlone)
		t.Run("responses pass", letsResponsesPass)
		t.Run("any configuration will do", startsWithAnyConfiguration)
		t.Run("the configuration of a rule keeps other requests out", answersWhereARuleMatches)
	})
}

func newHost(t *testing.T, config string) test.TestHost {
	host, status := test.NewTestHost(json.RawMessage(config))
	require.Equal(t, types.OnPluginStartStatusOK, status)
	return host
}

func answersEveryRequest(t *testing.T) {
	host := newHost(t, `{}`)
	defer host.Reset()
	for range 3 {
		action := host.CallOnHttpRequestHeaders(request, test.WithEndOfStream(true))
		require.Equal(t, types.HeaderContinue, action)
		response := host.GetLocalResponse()
		require.NotNil(t, response)
		require.Equal(t, uint32(200), response.StatusCode)
		require.Equal(t, "hello world", string(response.Data))
		require.Empty(t, response.Headers)
		require.Equal(t, int32(-1), response.GRPCStatus)
		host.CompleteHttp()
	}
}

func answersBeforeTheBody(t *testing.T) {
	host := newHost(t, `{}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.NotNil(t, host.GetLocalResponse())
	action := host.CallOnHttpRequestBody([]byte("body"))
	require.Equal(t, types.ActionContinue, action)
	require.Equal(t, "body", string(host.GetRequestBody()))
}

func leavesTheHeadersAlone(t *testing.T) {
	host := newHost(t, `{}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, request, host.GetRequestHeaders())
}

func letsResponsesPass(t *testing.T) {
	host := newHost(t, `{}`)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	headers := [][2]string{{":status", "200"}, {"server", "upstream"}}
	require.Equal(t, types.HeaderContinue, host.CallOnHttpResponseHeaders(headers))
	require.Equal(t, types.ActionContinue, host.CallOnHttpResponseBody([]byte("body")))
	require.Equal(t, headers, host.GetResponseHeaders())
	require.Equal(t, "body", string(host.GetResponseBody()))
}

func startsWithAnyConfiguration(t *testing.T) {
	for _, config := range []string{``, `{}`, `{"any": ["thing"]}`, `null`} {
		host := newHost(t, config)
		require.Empty(t, host.GetWarnLogs())
		host.CallOnHttpRequestHeaders(request)
		require.NotNil(t, host.GetLocalResponse())
		host.Reset()
	}
}

func answersWhereARuleMatches(t *testing.T) {
	host := newHost(t, `{"_rules_": [{"_match_domain_": ["*.a.com"]}]}`)
	defer host.Reset()
	for domain, answered := range map[string]bool{"x.a.com": true, "a.com": false} {
		host.CallOnHttpRequestHeaders([][2]string{{":authority", domain}})
		require.Equal(t, answered, host.GetLocalResponse() != nil, domain)
		host.CompleteHttp()
	}
}
