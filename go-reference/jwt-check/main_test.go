package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

const secret = "0123456789abcdef"

var config = json.RawMessage(fmt.Sprintf(`{
	"issuers": [{"issuer": "a", "audiences": ["orders"], "keys": {"k": %q}}],
	"claimsToHeaders": [{"claim": "sub", "header": "x-user"}]
}`, base64.RawURLEncoding.EncodeToString([]byte(secret))))

func sign(claims map[string]any) string {
	encoded, _ := json.Marshal(claims)
	signed := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","kid":"k"}`)) + "." + base64.RawURLEncoding.EncodeToString(encoded)
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestTokens(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		host, status := test.NewTestHost(config)
		defer host.Reset()
		require.Equal(t, types.OnPluginStartStatusOK, status)

		for token, code := range map[string]string{
			sign(map[string]any{"iss": "a", "aud": "orders", "sub": "alice", "exp": 4102444800}): "",
			sign(map[string]any{"iss": "a", "aud": "orders", "sub": "alice", "exp": 946684800}):  "expired",
			sign(map[string]any{"iss": "a", "aud": "bills"}):                                     "wrong_audience",
			sign(map[string]any{"iss": "b", "aud": "orders"}):                                    "unknown_issuer",
			"a.b": "invalid_token",
		} {
			host.InitHttp()
			host.CallOnHttpRequestHeaders([][2]string{
				{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}, {"authorization", "Bearer " + token},
			})
			response := host.GetLocalResponse()
			if code == "" {
				require.Nil(t, response)
				require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "x-user", "alice"))
				require.False(t, test.HasHeader(host.GetRequestHeaders(), "authorization"))
			} else {
				require.NotNil(t, response, code)
				require.Equal(t, uint32(401), response.StatusCode)
				var body map[string]string
				require.NoError(t, json.Unmarshal(response.Data, &body))
				require.Equal(t, code, body["error"])
			}
			host.CompleteHttp()
		}
	})
}
