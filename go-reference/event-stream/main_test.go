package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

func TestEvents(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		config := json.RawMessage(`{"drop": ["ping"], "summary": true, "rewrite": [{"path": "model", "value": "hidden"}]}`)
		host, status := test.NewTestHost(config)
		defer host.Reset()
		require.Equal(t, types.OnPluginStartStatusOK, status)

		host.CallOnHttpRequestHeaders([][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}})
		host.CallOnHttpResponseHeaders([][2]string{{":status", "200"}, {"content-type", "text/event-stream"}})

		host.CallOnHttpStreamingResponseBody([]byte("event: ping\ndata: {}\n\nda"), false)
		require.Empty(t, host.GetResponseBody())
		host.CallOnHttpStreamingResponseBody([]byte("ta: {\"model\":\"m\"}\n\nid: 1\n"), false)
		require.Equal(t, "data: {\"model\":\"hidden\"}\n\n", string(host.GetResponseBody()))
		host.CallOnHttpStreamingResponseBody([]byte("data: end"), true)
		require.Equal(t, "id: 1\ndata: end\n\n"+
			"event: summary\ndata: {\"events\":2,\"dropped\":1,\"bytes\":58,\"by_name\":{\"message\":2,\"ping\":1}}\n\n", string(host.GetResponseBody()))
		host.CompleteHttp()
	})
}
