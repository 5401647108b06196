package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var config = json.RawMessage(`{"prefix": "c:", "ttlSeconds": 60, "redis": {"service": "redis.static", "port": 80}}`)

func TestCache(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		request := [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/a?b=1&a=2"}}

		t.Run("a miss is kept", func(t *testing.T) {
			host, status := test.NewTestHost(config)
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)
			require.Equal(t, types.HeaderStopAllIterationAndWatermark, host.CallOnHttpRequestHeaders(request))
			host.CallOnRedisCall(0, test.CreateRedisRespNull())
			require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
			host.CallOnHttpResponseHeaders([][2]string{{":status", "200"}, {"content-type", "text/plain"}, {"date", "now"}})
			host.CallOnHttpResponseBody([]byte("hello"))
			calls := host.GetRedisCalloutAttributes()
			require.Len(t, calls, 1)
			require.Contains(t, string(calls[0].Query), `{"status":200,"headers":[["content-type","text/plain"]],"body":"aGVsbG8="`)
			host.CallOnRedisCall(0, test.CreateRedisRespString("OK"))
			host.CompleteHttp()
		})

		t.Run("a hit", func(t *testing.T) {
			host, _ := test.NewTestHost(config)
			defer host.Reset()
			host.CallOnHttpRequestHeaders(request)
			host.CallOnRedisCall(0, test.CreateRedisRespString(`{"status":201,"headers":[["a","b"]],"body":"aGVsbG8="}`))
			response := host.GetLocalResponse()
			require.Equal(t, uint32(201), response.StatusCode)
			require.Equal(t, "hello", string(response.Data))
			require.Equal(t, [][2]string{{"a", "b"}, {"x-cache", "hit"}}, response.Headers)
		})

		t.Run("an entry that is none", func(t *testing.T) {
			host, _ := test.NewTestHost(config)
			defer host.Reset()
			host.CallOnHttpRequestHeaders(request)
			host.CallOnRedisCall(0, test.CreateRedisRespString("{"))
			require.Nil(t, host.GetLocalResponse())
			require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
		})
	})
}
