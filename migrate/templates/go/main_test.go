package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var request = [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}, {":scheme", "http"}}

func TestPlugin(t *testing.T) {
	test.RunGoTest(t, func(t *testing.T) {
		t.Run("marks a request", marksARequest)
		t.Run("answers in place of the upstream", answers)
		t.Run("refuses a configuration without a header", refusesWhatIsIncomplete)
	})
}

func marksARequest(t *testing.T) {
	host, status := test.NewTestHost(json.RawMessage(`{"header": "x-mark"}`))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusOK, status)
	require.Equal(t, types.HeaderContinue, host.CallOnHttpRequestHeaders(request))
	require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-mark", "NAME"))
	require.Nil(t, host.GetLocalResponse())
}

func answers(t *testing.T) {
	host, _ := test.NewTestHost(json.RawMessage(`{"header": "x-mark", "answer": "hello"}`))
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	require.Equal(t, "hello", string(host.GetLocalResponse().Data))
}

func refusesWhatIsIncomplete(t *testing.T) {
	host, status := test.NewTestHost(json.RawMessage(`{}`))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusFailed, status)
}
