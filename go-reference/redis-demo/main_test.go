package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/require"
)

const config = `{"serviceName": "redis.static", "qpm": 2}`

var request = [][2]string{{":authority", "a.com"}, {":method", "GET"}, {":path", "/"}, {":scheme", "http"}}

func TestParseConfig(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("the port depends on the kind of service", choosesThePort)
		t.Run("what is missing is told", refusesWhatIsIncomplete)
	})
}

func TestRequests(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("the request waits while it is counted", countsFirst)
		t.Run("the first request of a minute sets when its counter ends", endsTheCounter)
		t.Run("a request under the limit goes on, and its response says what is left", tellsWhatIsLeft)
		t.Run("a request over the limit is refused", refusesAboveTheLimit)
		t.Run("without Redis every request passes", passesWithoutRedis)
		t.Run("an error of Redis lets the request pass", passesOnAnError)
		t.Run("a counter that cannot be ended lets the request pass", passesWhenTheCounterDoesNotEnd)
		t.Run("responses without a request pass unchanged", leavesOtherResponsesAlone)
	})
}

func newHost(t *testing.T, config string) test.TestHost {
	host, status := test.NewTestHost(json.RawMessage(config))
	require.Equal(t, types.OnPluginStartStatusOK, status)
	return host
}

func choosesThePort(t *testing.T) {
	for _, service := range [][2]string{
		{`"serviceName": "redis.static"`, "outbound|80||redis.static"},
		{`"serviceName": "redis.dns"`, "outbound|6379||redis.dns"},
		{`"serviceName": "redis.dns", "servicePort": 7000`, "outbound|7000||redis.dns"},
	} {
		host := newHost(t, `{"qpm": 1, `+service[0]+`}`)
		host.CallOnHttpRequestHeaders(request)
		require.Equal(t, service[1], host.GetRedisCalloutAttributes()[0].Upstream)
		host.Reset()
	}
}

func refusesWhatIsIncomplete(t *testing.T) {
	noValidRules := "parse config failed, no valid rules; global config parse error:"
	for _, refused := range [][2]string{
		{`{"qpm": 1}`, "missing serviceName in config"},
		{`{"serviceName": "redis.static"}`, "missing or invalid qpm in config"},
		{`{"serviceName": "redis.static", "qpm": -1}`, "missing or invalid qpm in config"},
	} {
		host, status := test.NewTestHost(json.RawMessage(refused[0]))
		require.Equal(t, types.OnPluginStartStatusFailed, status, refused[0])
		require.Contains(t, host.GetWarnLogs(), "[redis-demo] [nil] [nil] parse rule config failed: "+noValidRules+refused[1])
		host.Reset()
	}
}

// command is the Redis command that waits for its reply.
func command(t *testing.T, host test.TestHost) string {
	calls := host.GetRedisCalloutAttributes()
	require.Len(t, calls, 1)
	return string(calls[0].Query)
}

func countsFirst(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	action := host.CallOnHttpRequestHeaders(request)
	require.Equal(t, types.HeaderStopIteration, action)
	require.True(t, strings.HasPrefix(command(t, host), "*2\r\n$4\r\nincr\r\n$10\r\n"))
	require.Equal(t, types.ActionPause, host.GetHttpStreamAction())
}

func endsTheCounter(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnRedisCall(0, test.CreateRedisRespInt(1))
	query := command(t, host)
	require.True(t, strings.HasPrefix(query, "*3\r\n$6\r\nexpire\r\n$10\r\n"))
	require.True(t, strings.HasSuffix(query, "\r\n$2\r\n60\r\n"))
	require.Equal(t, types.ActionPause, host.GetHttpStreamAction())

	host.CallOnRedisCall(0, test.CreateRedisRespInt(1))
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.Empty(t, host.GetRedisCalloutAttributes())
	host.CompleteHttp()
}

func tellsWhatIsLeft(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnRedisCall(0, test.CreateRedisRespInt(2))
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())

	host.CallOnHttpResponseHeaders([][2]string{{":status", "200"}})
	require.True(t, test.HasHeaderWithValue(host.GetResponseHeaders(), "callTimeLeft", "0"))
	timeStamp, found := test.GetHeaderValue(host.GetResponseHeaders(), "timeStamp")
	require.True(t, found)
	require.Len(t, timeStamp, 10)
	host.CompleteHttp()
}

func refusesAboveTheLimit(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnRedisCall(0, test.CreateRedisRespInt(3))
	response := host.GetLocalResponse()
	require.NotNil(t, response)
	require.Equal(t, uint32(429), response.StatusCode)
	require.Equal(t, "Too many requests\n", string(response.Data))
	require.True(t, test.HasHeaderWithValue(response.Headers, "callTimeLeft", "0"))
	require.True(t, test.HasHeader(response.Headers, "timeStamp"))
	require.Equal(t, types.ActionPause, host.GetHttpStreamAction())
}

func passesWithoutRedis(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnRedisCall(2, nil)
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.Nil(t, host.GetLocalResponse())
	require.Contains(t, host.GetErrorLogs(),
		"[redis-demo] [nil] [test-request-id-default] redis incr failed: cannot connect to redis cluster")
}

func passesOnAnError(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnRedisCall(0, test.CreateRedisRespError("ERR value is not an integer"))
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.Contains(t, host.GetErrorLogs(),
		"[redis-demo] [nil] [test-request-id-default] redis incr failed: ERR value is not an integer")

	host.CallOnHttpResponseHeaders([][2]string{{":status", "200"}})
	require.False(t, test.HasHeader(host.GetResponseHeaders(), "callTimeLeft"))
}

func passesWhenTheCounterDoesNotEnd(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.CallOnHttpRequestHeaders(request)
	host.CallOnRedisCall(0, test.CreateRedisRespInt(1))
	host.CallOnRedisCall(0, test.CreateRedisRespError("READONLY"))
	require.Equal(t, types.ActionContinue, host.GetHttpStreamAction())
	require.Contains(t, host.GetErrorLogs(), "[redis-demo] [nil] [test-request-id-default] redis expire failed: READONLY")
}

func leavesOtherResponsesAlone(t *testing.T) {
	host := newHost(t, config)
	defer host.Reset()
	host.InitHttp()
	host.CallOnHttpResponseHeaders([][2]string{{":status", "400"}})
	require.Equal(t, [][2]string{{":status", "400"}}, host.GetResponseHeaders())
}
