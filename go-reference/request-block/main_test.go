package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

func configuration(rules ...map[string]interface{}) json.RawMessage {
	encoded, err := json.Marshal(map[string]interface{}{"detail": "x-blocked-by", "rules": rules})
	if err != nil {
		panic(err)
	}
	return encoded
}

var (
	byPath = map[string]interface{}{"name": "admin", "in": "path", "begins": "/admin", "message": "not here"}
	byBody = map[string]interface{}{"in": "body", "matches": "secret=\\d+", "status": 422}
)

func TestParseConfig(t *testing.T) {
	test.RunGoTest(t, func(t *testing.T) {
		tests := []struct {
			name   string
			config json.RawMessage
			want   types.OnPluginStartStatus
		}{
			{"two rules", configuration(byPath, byBody), types.OnPluginStartStatusOK},
			{"no rules", configuration(), types.OnPluginStartStatusFailed},
			{"nowhere to look", configuration(map[string]interface{}{"is": "x"}), types.OnPluginStartStatusFailed},
			{"a bad pattern", configuration(map[string]interface{}{"in": "path", "matches": "("}), types.OnPluginStartStatusFailed},
			{"two ways to compare", json.RawMessage(`{"rules": [{"in": "path", "is": "a", "begins": "b"}]}`), types.OnPluginStartStatusFailed},
		}
		for _, tt := range tests {
			t.Run(tt.name, func(t *testing.T) {
				host, status := test.NewTestHost(tt.config)
				defer host.Reset()
				require.Equal(t, tt.want, status)
			})
		}
	})
}

func TestRequests(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("a path that is blocked", func(t *testing.T) {
			host, status := test.NewTestHost(configuration(byPath, byBody))
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)

			host.CallOnHttpRequestHeaders([][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/admin/x?y"}})
			response := host.GetLocalResponse()
			require.NotNil(t, response)
			require.Equal(t, uint32(403), response.StatusCode)
			require.Equal(t, "not here", string(response.Data))
			require.True(t, test.HasHeaderWithValue(response.Headers, "x-blocked-by", "admin"))
		})

		t.Run("a body that is blocked", func(t *testing.T) {
			host, _ := test.NewTestHost(configuration(byPath, byBody))
			defer host.Reset()

			action := host.CallOnHttpRequestHeaders([][2]string{
				{":authority", "a.com"}, {":method", "POST"}, {":path", "/"}, {"content-length", "9"},
			})
			require.Equal(t, types.HeaderStopIteration, action)
			host.CallOnHttpRequestBody([]byte("secret=12"))
			require.Equal(t, uint32(422), host.GetLocalResponse().StatusCode)
		})

		t.Run("a body that passes", func(t *testing.T) {
			host, _ := test.NewTestHost(configuration(byPath, byBody))
			defer host.Reset()

			host.CallOnHttpRequestHeaders([][2]string{
				{":authority", "a.com"}, {":method", "POST"}, {":path", "/"}, {"content-length", "8"},
			})
			require.Equal(t, types.ActionContinue, host.CallOnHttpRequestBody([]byte("secret=x")))
			require.Nil(t, host.GetLocalResponse())
			host.CompleteHttp()
		})
	})
}
