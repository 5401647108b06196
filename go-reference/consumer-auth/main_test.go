package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

const config = `{
	"headers": ["X-Api-Key", "Authorization"],
	"queries": ["apikey"],
	"consumers": [{"name": "alice", "key": "key-of-alice"}, {"name": "carol", "password": "pass:word"}],
	"_rules_": [{"_match_route_": ["orders"], "allow": ["alice", "carol"]}, {"_match_route_": ["bills"], "allow": ["carol"]}]
}`

func TestConsumers(t *testing.T) {
	type request struct {
		name     string
		route    string
		path     string
		header   [2]string
		status   uint32
		consumer string
	}
	requests := []request{
		{name: "no rule", route: "other", path: "/"},
		{name: "nothing", route: "orders", path: "/", status: 401},
		{name: "a key", route: "orders", path: "/", header: [2]string{"x-api-key", "key-of-alice"}, consumer: "alice"},
		{name: "a bearer", route: "orders", path: "/", header: [2]string{"authorization", "Bearer key-of-alice"}, consumer: "alice"},
		{name: "a query", route: "orders", path: "/?apikey=key-of-alice", consumer: "alice"},
		{name: "a password", route: "orders", path: "/", header: [2]string{"authorization", "Basic Y2Fyb2w6cGFzczp3b3Jk"}, consumer: "carol"},
		{name: "a password that is wrong", route: "orders", path: "/", header: [2]string{"authorization", "Basic Y2Fyb2w6"}, status: 401},
		{name: "another's route", route: "bills", path: "/", header: [2]string{"x-api-key", "key-of-alice"}, status: 403},
		{name: "two credentials", route: "orders", path: "/?apikey=a", header: [2]string{"x-api-key", "b"}, status: 401},
	}
	test.RunTest(t, func(t *testing.T) {
		for _, r := range requests {
			t.Run(r.name, func(t *testing.T) {
				host, status := test.NewTestHost(json.RawMessage(config))
				defer host.Reset()
				require.Equal(t, types.OnPluginStartStatusOK, status)
				require.NoError(t, host.SetRouteName(r.route))

				headers := [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", r.path}}
				if r.header[0] != "" {
					headers = append(headers, r.header)
				}
				host.CallOnHttpRequestHeaders(headers)
				if r.status != 0 {
					require.NotNil(t, host.GetLocalResponse())
					require.Equal(t, r.status, host.GetLocalResponse().StatusCode)
					return
				}
				require.Nil(t, host.GetLocalResponse())
				consumer, _ := test.GetHeaderValue(host.GetRequestHeaders(), "x-consumer")
				require.Equal(t, r.consumer, consumer)
			})
		}
	})
}
