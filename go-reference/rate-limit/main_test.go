package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var basic = func() json.RawMessage {
	data, _ := json.Marshal(map[string]any{
		"name":      "shop",
		"limits":    []map[string]any{{"by": "header", "name": "x-user", "perMinute": 2}},
		"showQuota": true,
		"redis":     map[string]any{"service": "redis.static", "port": 80},
	})
	return data
}()

var failClosed = json.RawMessage(`{
	"name": "shop",
	"limits": [{"by": "host", "perSecond": 1}],
	"failClosed": true,
	"redis": {"service": "redis.static"}
}`)

func TestOnHttpRequestHeaders(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		headers := [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}, {"x-user", "alice"}}

		t.Run("within the limit", func(t *testing.T) {
			host, status := test.NewTestHost(basic)
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)

			require.Equal(t, types.HeaderStopAllIterationAndWatermark, host.CallOnHttpRequestHeaders(headers))
			host.CallOnRedisCall(0, test.CreateRedisRespArray([]interface{}{2, 1, 60}))
			require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())

			host.CallOnHttpResponseHeaders([][2]string{{":status", "200"}})
			require.True(t, test.HasHeaderWithValue(host.GetResponseHeaders(), "x-ratelimit-remaining", "1"))
			host.CompleteHttp()
		})

		t.Run("over the limit", func(t *testing.T) {
			host, _ := test.NewTestHost(basic)
			defer host.Reset()
			host.CallOnHttpRequestHeaders(headers)
			host.CallOnRedisCall(0, test.CreateRedisRespArray([]interface{}{2, 3, 17}))
			response := host.GetLocalResponse()
			require.NotNil(t, response)
			require.Equal(t, uint32(429), response.StatusCode)
			require.True(t, test.HasHeaderWithValue(response.Headers, "retry-after", "17"))
		})

		t.Run("nobody to count", func(t *testing.T) {
			host, _ := test.NewTestHost(basic)
			defer host.Reset()
			require.Equal(t, types.HeaderContinue, host.CallOnHttpRequestHeaders(headers[:3]))
		})

		t.Run("an answer that is none", func(t *testing.T) {
			host, _ := test.NewTestHost(basic)
			defer host.Reset()
			host.CallOnHttpRequestHeaders(headers)
			host.CallOnRedisCall(0, test.CreateRedisRespString("OK"))
			require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
		})

		t.Run("without Redis nothing passes", func(t *testing.T) {
			host, _ := test.NewTestHost(failClosed)
			defer host.Reset()
			host.CallOnHttpRequestHeaders(headers)
			host.CallOnRedisCall(0, test.CreateRedisRespError("READONLY"))
			require.Equal(t, uint32(503), host.GetLocalResponse().StatusCode)
		})
	})
}
