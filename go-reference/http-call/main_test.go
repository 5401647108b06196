package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

const config = `{"tokenHeader": "x-token", "requestPath": "/token?a=1", "serviceSource": "ip", "serviceName": "auth", "servicePort": 80}`

var request = [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}, {":scheme", "http"}}

func TestParseConfig(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("each kind of service has its cluster", callsTheClusterOfEachKindOfService)
		t.Run("what is missing is told", refusesWhatIsIncomplete)
	})
}

func TestRequests(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("the request waits while the service is asked", asksTheServiceFirst)
		t.Run("the token goes with the request", copiesTheToken)
		t.Run("a request whose answer has no token goes on without", goesOnWithoutAToken)
		t.Run("an answer other than 200 fails the request", failsOnAnotherStatus)
		t.Run("no answer fails the request", failsWithoutAnAnswer)
		t.Run("requests are answered apart", keepsRequestsApart)
	})
}

func newHost(t *testing.T, config string) test.TestHost {
	host, status := test.NewTestHost(json.RawMessage(config))
	require.Equal(t, types.OnPluginStartStatusOK, status)
	return host
}

func callsTheClusterOfEachKindOfService(t *testing.T) {
	for _, service := range []struct{ config, cluster, authority string }{
		{`"serviceSource": "k8s", "namespace": "ns"`, "outbound|80||auth.ns.svc.cluster.local", "auth.ns.svc.cluster.local"},
		{`"serviceSource": "nacos", "namespace": "public"`, "outbound|80||auth.DEFAULT-GROUP.public.nacos", "auth"},
		{`"serviceSource": "ip"`, "outbound|80||auth.static", "auth"},
		{`"serviceSource": "dns", "domain": "auth.com"`, "outbound|80||auth.dns", "auth.com"},
	} {
		config := `{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80, ` + service.config + `}`
		host := newHost(t, config)
		host.CallOnHttpRequestHeaders(request)
		calls := host.GetHttpCalloutAttributes()
		require.Len(t, calls, 1)
		require.Equal(t, service.cluster, calls[0].Upstream)
		authority, _ := test.GetHeaderValue(calls[0].Headers, ":authority")
		require.Equal(t, service.authority, authority)
		host.Reset()
	}
}

func refusesWhatIsIncomplete(t *testing.T) {
	noValidRules := "parse config failed, no valid rules; global config parse error:"
	for _, refused := range [][2]string{
		{`{"requestPath": "/"}`, "missing tokenHeader in config"},
		{`{"tokenHeader": "x-token"}`, "missing requestPath in config"},
		{`{"tokenHeader": "x-token", "requestPath": "/"}`, "invalid service config"},
		{`{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth"}`, "invalid service config"},
		{`{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80}`, "unknown service source: "},
		{`{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80, "serviceSource": "nacos"}`, "missing namespace in config"},
		{`{"tokenHeader": "x-token", "requestPath": "/", "serviceName": "auth", "servicePort": 80, "serviceSource": "dns"}`, "missing domain in config"},
	} {
		host, status := test.NewTestHost(json.RawMessage(refused[0]))
		require.Equal(t, types.OnPluginStartStatusFailed, status, refused[0])
		require.Contains(t, host.GetWarnLogs(), "[http-call] [nil] [nil] parse rule config failed: "+noValidRules+refused[1])
		host.Reset()
	}
}

func asksTheServiceFirst(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	action := host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.HeaderStopIteration, action)
	calls := host.GetHttpCalloutAttributes()
	require.Len(t, calls, 1)
	require.Equal(t, "outbound|80||auth.static", calls[0].Upstream)
	require.Equal(t, [][2]string{{":method", "GET"}, {":path", "/token?a=1"}, {":authority", "auth"}}, calls[0].Headers)
	require.Empty(t, calls[0].Body)
	require.Equal(t, types.ActionPause, host.GetHttpStreamAction())
}

func copiesTheToken(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpCall([][2]string{{":status", "200"}, {"X-Token", "secret"}}, []byte("body"))
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-token", "secret"))
	require.Empty(t, host.GetHttpCalloutAttributes())
	require.Nil(t, host.GetLocalResponse())
	host.CompleteHttp()
}

func goesOnWithoutAToken(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpCall([][2]string{{":status", "200"}}, nil)
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.Equal(t, request, host.GetRequestHeaders())
}

func failsOnAnotherStatus(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpCall([][2]string{{":status", "403"}, {"x-token", "secret"}}, []byte("no"))
	response := host.GetLocalResponse()
	require.NotNil(t, response)
	require.Equal(t, uint32(500), response.StatusCode)
	require.Equal(t, "http call failed", string(response.Data))
	require.False(t, test.HasHeader(host.GetRequestHeaders(), "x-token"))
	require.Contains(t, host.GetErrorLogs(), "[http-call] [nil] [test-request-id-default] http call failed, status: 403")
}

// failsWithoutAnAnswer is what a time-out looks like: no headers at all.
func failsWithoutAnAnswer(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnHttpCall(nil, nil)
	response := host.GetLocalResponse()
	require.NotNil(t, response)
	require.Equal(t, uint32(500), response.StatusCode)
	require.Contains(t, host.GetErrorLogs(), "[http-call] [nil] [test-request-id-default] http call failed, status: 502")
}

func keepsRequestsApart(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	first, second := host.InitializeHttpContext(), host.InitializeHttpContext()
	host.CallOnRequestHeaders(first, request, true)
	host.CallOnRequestHeaders(second, request, true)
	for _, answer := range []struct {
		stream uint32
		token  string
	}{{second, "two"}, {first, "one"}} {
		call := host.GetCalloutAttributesFromContext(answer.stream)[0]
		host.CallOnHttpCallResponse(call.CalloutID, [][2]string{{":status", "200"}, {"x-token", answer.token}}, nil, nil)
	}
	require.True(t, test.HasHeaderWithValue(host.GetCurrentRequestHeaders(first), "x-token", "one"))
	require.True(t, test.HasHeaderWithValue(host.GetCurrentRequestHeaders(second), "x-token", "two"))
}
