package main

import (
	"encoding/json"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

var request = [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}, {":scheme", "http"}}

func TestParseConfig(t *testing.T) {
	test.RunGoTest(t, func(t *testing.T) {
		t.Run("the switch is read", readsTheSwitch)
		t.Run("only true switches it on", readsOnlyTrue)
		t.Run("a rule has a switch of its own", readsTheSwitchOfARule)
	})
}

func TestRequests(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("every request gets the header", addsTheHeader)
		t.Run("with the switch on it answers itself", answersWhenSwitchedOn)
		t.Run("without configuration the switch is off", startsWithoutConfiguration)
		t.Run("a configuration that is not JSON is refused", refusesWhatIsNotJSON)
		t.Run("requests that no rule is for pass unchanged", leavesOtherRequestsAlone)
	})
}

func readsTheSwitch(t *testing.T) {
	require.True(t, mockEnable(t, `{"mockEnable": true}`, "a.com"))
	require.False(t, mockEnable(t, `{"mockEnable": false}`, "a.com"))
}

func readsOnlyTrue(t *testing.T) {
	require.True(t, mockEnable(t, `{"mockEnable": "true"}`, "a.com"))
	require.True(t, mockEnable(t, `{"mockEnable": 1}`, "a.com"))
	require.False(t, mockEnable(t, `{"mockEnable": "yes"}`, "a.com"))
	require.False(t, mockEnable(t, `{"mockEnable": null}`, "a.com"))
}

func readsTheSwitchOfARule(t *testing.T) {
	config := `{"mockEnable": false, "_rules_": [{"_match_domain_": ["a.com"], "mockEnable": true}]}`
	require.True(t, mockEnable(t, config, "a.com"))
	require.False(t, mockEnable(t, config, "b.com"))
}

// mockEnable is the switch that a request to this domain gets.
func mockEnable(t *testing.T, config, domain string) bool {
	host, status := test.NewTestHost(json.RawMessage(config))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusOK, status)
	require.NoError(t, host.SetDomainName(domain))
	matched, err := host.GetMatchConfig()
	require.NoError(t, err)
	return matched.(*MyConfig).mockEnable
}

func addsTheHeader(t *testing.T) {
	host, status := test.NewTestHost(json.RawMessage(`{"mockEnable": false}`))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusOK, status)

	action := host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.HeaderContinue, action)
	value, found := test.GetHeaderValue(host.GetRequestHeaders(), "hello")
	require.True(t, found)
	require.Equal(t, "world", value)
	require.Nil(t, host.GetLocalResponse())
	host.CompleteHttp()
}

func answersWhenSwitchedOn(t *testing.T) {
	host, status := test.NewTestHost(json.RawMessage(`{"mockEnable": true}`))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusOK, status)

	host.CallOnHttpRequestHeaders(request)
	response := host.GetLocalResponse()
	require.NotNil(t, response)
	require.Equal(t, uint32(200), response.StatusCode)
	require.Equal(t, "hello world", string(response.Data))
	require.Equal(t, int32(-1), response.GRPCStatus)
	require.True(t, test.HasHeader(host.GetRequestHeaders(), "hello"))
}

func startsWithoutConfiguration(t *testing.T) {
	host, status := test.NewTestHost(nil)
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusOK, status)
	require.Contains(t, host.GetWarnLogs(), "[my-plugin] [nil] [nil] config is empty, but has ParseConfigFunc")

	host.CallOnHttpRequestHeaders(request)
	require.True(t, test.HasHeaderWithValue(host.GetRequestHeaders(), "hello", "world"))
	require.Nil(t, host.GetLocalResponse())
}

func refusesWhatIsNotJSON(t *testing.T) {
	host, status := test.NewTestHost(json.RawMessage(`{"mockEnable"`))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusFailed, status)
	require.Contains(t, host.GetWarnLogs(),
		`[my-plugin] [nil] [nil] the plugin configuration is not a valid json: {"mockEnable"`)
}

func leavesOtherRequestsAlone(t *testing.T) {
	host, status := test.NewTestHost(json.RawMessage(`{"_rules_": [{"_match_route_": ["foo"], "mockEnable": true}]}`))
	defer host.Reset()
	require.Equal(t, types.OnPluginStartStatusOK, status)

	action := host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.HeaderContinue, action)
	require.False(t, test.HasHeader(host.GetRequestHeaders(), "hello"))
	require.Nil(t, host.GetLocalResponse())
	host.CompleteHttp()

	require.NoError(t, host.SetRouteName("foo"))
	host.CallOnHttpRequestHeaders(request)
	require.True(t, test.HasHeader(host.GetRequestHeaders(), "hello"))
	require.NotNil(t, host.GetLocalResponse())
}
