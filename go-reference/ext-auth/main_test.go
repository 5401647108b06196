package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

const config = `{
	"service": {"name": "auth.dns", "path": "/check", "timeoutMs": 200},
	"upstreamHeaders": ["x-user"],
	"skip": [{"path": "/health"}]
}`

func start(t *testing.T) test.TestHost {
	t.Helper()
	host, status := test.NewTestHost(json.RawMessage(config))
	require.Equal(t, types.OnPluginStartStatusOK, status)
	return host
}

func ask(t *testing.T, host test.TestHost) {
	t.Helper()
	action := host.CallOnHttpRequestHeaders([][2]string{
		{":authority", "a.com"}, {":method", "GET"}, {":path", "/orders"}, {"authorization", "token"}, {"x-other", "1"},
	})
	require.Equal(t, types.HeaderStopAllIterationAndWatermark, action)
}

func TestService(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("asks", func(t *testing.T) {
			host := start(t)
			defer host.Reset()
			ask(t, host)
			call := host.GetHttpCalloutAttributes()[0]
			require.Equal(t, "outbound|80||auth.dns", call.Upstream)
			require.True(t, test.HasHeaderWithValue(call.Headers, ":path", "/check/orders"))
			require.True(t, test.HasHeaderWithValue(call.Headers, "authorization", "token"))
			require.False(t, test.HasHeader(call.Headers, "x-other"))
		})
		t.Run("lets pass", func(t *testing.T) {
			host := start(t)
			defer host.Reset()
			ask(t, host)
			host.CallOnHttpCall([][2]string{{":status", "204"}, {"X-User", "alice"}, {"x-secret", "s"}}, nil)
			require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
			require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-user", "alice"))
			require.False(t, test.HasHeader(host.GetRequestHeaders(), "x-secret"))
		})
		t.Run("refuses", func(t *testing.T) {
			host := start(t)
			defer host.Reset()
			ask(t, host)
			host.CallOnHttpCall([][2]string{{":status", "401"}, {"www-authenticate", "Basic"}}, []byte("who?"))
			response := host.GetLocalResponse()
			require.Equal(t, uint32(401), response.StatusCode)
			require.Equal(t, "who?", string(response.Data))
			require.True(t, test.HasHeaderWithValue(response.Headers, "www-authenticate", "Basic"))
		})
		t.Run("fails", func(t *testing.T) {
			host := start(t)
			defer host.Reset()
			ask(t, host)
			host.CallOnHttpCall([][2]string{{":status", "503"}}, nil)
			require.Equal(t, uint32(403), host.GetLocalResponse().StatusCode)
		})
		t.Run("is not asked", func(t *testing.T) {
			host := start(t)
			defer host.Reset()
			require.Equal(t, types.HeaderContinue, host.CallOnHttpRequestHeaders([][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/health?x"}}))
			require.Empty(t, host.GetHttpCalloutAttributes())
		})
	})
}
