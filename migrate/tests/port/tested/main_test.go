package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"tested/counts"
	"tested/store"
	"testing"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/test"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tidwall/gjson"
)

// Test configuration: two rules
var twoRules = func() json.RawMessage {
	data, _ := json.Marshal(map[string]interface{}{
		"strict":  true,
		"headers": map[string]string{"x-a": "1", "x-b": "2"},
		"rules": []map[string]interface{}{
			{"name": "admin", "paths": []string{"admin", "/staff/"}, "limit": 3},
			{"name": "none"},
		},
	})
	return data
}()

var emptyConfig = func() json.RawMessage {
	data, _ := json.Marshal(map[string]interface{}{})
	return data
}()

func TestParseConfig(t *testing.T) {
	test.RunGoTest(t, func(t *testing.T) {
		t.Run("two rules", func(t *testing.T) {
			host, status := test.NewTestHost(twoRules)
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)

			config, err := host.GetMatchConfig()
			require.NoError(t, err)
			require.NotNil(t, config)

			fieldConfig := config.(*FieldConfig)
			require.Len(t, fieldConfig.rules, 2)
			require.Equal(t, "admin", fieldConfig.rules[0].Name)
			require.Equal(t, int64(3), fieldConfig.rules[0].Limit)
			require.Equal(t, []string{"/admin", "/staff"}, fieldConfig.rules[0].Paths)
			require.Equal(t, map[string]string{"x-a": "1", "x-b": "2"}, fieldConfig.headers)
			require.Equal(t, "1", fieldConfig.headers["x-a"])
			require.Contains(t, fieldConfig.headers, "x-b")
			require.True(t, fieldConfig.strict)
			require.Nil(t, fieldConfig.client)
			assert.Empty(t, fieldConfig.rules[1].Paths)
		})

		t.Run("empty config", func(t *testing.T) {
			host, status := test.NewTestHost(emptyConfig)
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)
			config, err := host.GetMatchConfig()
			require.NoError(t, err)
			cfg, ok := config.(*FieldConfig)
			require.True(t, ok)
			require.Len(t, cfg.rules, 0)
		})
	})
}

func TestNormalize(t *testing.T) {
	tests := []struct {
		name     string
		path     string
		expected string
	}{
		{"plain", "a", "/a"},
		{"slashes", "//a/b/", "/a/b"},
		{name: "empty", path: "", expected: "/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result := normalize(tt.path)
			if result != tt.expected {
				t.Errorf("normalize(%q) = %q, want %q", tt.path, result, tt.expected)
			}
			assert.Equal(t, tt.expected, result, "path %s", tt.path)
		})
	}
}

func TestParseRule(t *testing.T) {
	rule, err := parseRule(gjson.Parse(`{"name": "a", "limit": 1, "paths": ["x"]}`))
	assert.NoError(t, err)
	assert.Equal(t, Rule{Name: "a", Limit: 1, Paths: []string{"/x"}}, rule)
	_, err = parseRule(gjson.Parse(`{}`))
	require.Error(t, err)
	assert.EqualError(t, err, "a rule without a name")
	assert.Contains(t, err.Error(), "without")

	var config FieldConfig
	err = parseConfig(gjson.Parse(`{"rules": [{"name": "b"}]}`), &config)
	if err != nil {
		t.Fatalf("parse failed: %v", err)
	}
	if len(config.rules) != 1 {
		t.Fatal("no rule")
	}
	assert.Greater(t, len(config.rules), 0)
}

func TestOnHttpRequestHeaders(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		t.Run("refused", func(t *testing.T) {
			host, status := test.NewTestHost(twoRules)
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)

			action := host.CallOnHttpRequestHeaders([][2]string{
				{":authority", "example.com"},
				{":path", "/admin"},
				{":method", "GET"},
			})
			require.Equal(t, types.ActionPause, action)
			localResponse := host.GetLocalResponse()
			require.NotNil(t, localResponse, "there should be a response")
			require.Equal(t, uint32(403), localResponse.StatusCode)
			require.Contains(t, string(localResponse.Data), "refused by")
			require.Equal(t, []byte("refused by admin"), localResponse.Data)

			logs := host.GetErrorLogs()
			found := false
			for _, line := range logs {
				if strings.Contains(line, "refused by admin") {
					found = true
					break
				}
			}
			require.True(t, found, "should be logged")
			require.NotEmpty(t, logs)
			host.CompleteHttp()
		})

		t.Run("passes", func(t *testing.T) {
			host, status := test.NewTestHost(twoRules)
			defer host.Reset()
			require.Equal(t, types.OnPluginStartStatusOK, status)
			action := host.CallOnHttpRequestHeaders([][2]string{{":authority", "example.com"}, {":path", "/"}, {":method", "POST"}})
			require.Equal(t, types.ActionContinue, action)
			headers := host.GetRequestHeaders()
			value, exists := test.GetHeaderValue(headers, "x-a")
			require.True(t, exists)
			require.Equal(t, "1", value)

			body := []byte(`{"model": "m"}`)
			require.Equal(t, types.ActionContinue, host.CallOnHttpRequestBody(body))
			require.Equal(t, "m", gjson.GetBytes(host.GetRequestBody(), "model").String())
			var decoded map[string]interface{}
			require.NoError(t, json.Unmarshal(host.GetRequestBody(), &decoded))
			require.Equal(t, "m", decoded["model"])
			host.CompleteHttp()
		})

		t.Run("no json", func(t *testing.T) {
			host, _ := test.NewTestHost(twoRules)
			defer host.Reset()
			host.CallOnHttpRequestHeaders([][2]string{{":authority", "example.com"}, {":path", "/"}, {":method", "POST"}})
			action := host.CallOnHttpRequestBody([]byte("{"))
			require.Equal(t, types.ActionPause, action)
			response := host.GetLocalResponse()
			require.NotNil(t, response)
			var answer map[string]interface{}
			err := json.Unmarshal(response.Data, &answer)
			require.NoError(t, err)
			inner := answer["error"].(map[string]interface{})
			require.Equal(t, "bad", inner["code"])
			items, ok := inner["items"].([]interface{})
			require.True(t, ok)
			require.Equal(t, 2, len(items))
			require.Equal(t, float64(1), items[0])
		})
	})
}

func TestSteps(t *testing.T) {
	test.RunTest(t, func(t *testing.T) {
		host, status := test.NewTestHost(json.RawMessage(`{
			"asks": "asked.dns",
			"steps": [
				{"name": "a", "words": [{"word": "one"}, {"word": "two"}]},
				{"name": "b", "words": [{"word": "three"}, {"word": "-"}]}
			]
		}`))
		defer host.Reset()
		require.Equal(t, types.OnPluginStartStatusOK, status)
		action := host.CallOnHttpRequestHeaders([][2]string{{":authority", "example.com"}, {":path", "/"}, {":method", "GET"}})
		require.Equal(t, types.HeaderStopAllIterationAndWatermark, action)
		host.CallOnHttpCall([][2]string{{":status", "200"}}, []byte("an answer"))

		logs := strings.Join(host.GetErrorLogs(), "\n")
		for _, line := range []string{
			"diary of a: [one (one of 2) two (one of 2)]",
			"the steps end: b: step 1: nothing to say",
			"answer 1 with 200: >n answer",
		} {
			assert.Contains(t, logs, line)
		}
		assert.NotContains(t, logs, "headers: ")
	})
}

func TestStepWithoutWord(t *testing.T) {
	err := parseConfig(gjson.Parse(`{"steps": [{"words": [{"phrase": "x"}]}]}`), &FieldConfig{})
	assert.EqualError(t, err, `a step without a word: {"phrase": "x"}`)
}

func TestAnswers(t *testing.T) {
	assert.JSONEq(t, `{"error": {"items": [1, 2], "code": "bad"}}`, `{"error":{"code":"bad","items":[1,2]}}`)
	assert.ElementsMatch(t, []string{"/b", "/a", "/b"}, []string{normalize("b"), "/b", normalize("a")})
	t.Run("later", func(t *testing.T) {
		if len(twoRules) > 0 {
			t.Skip("there is no answer yet")
		}
		t.Fatal("is not reached")
	})
	if len(twoRules) > 1000 {
		t.SkipNow()
	}
	assert.NotEmpty(t, twoRules)
}

func TestAnswersAreKept(t *testing.T) {
	answers := &Answers{settings: store.Settings{Kind: "redis"}}
	assert.EqualError(t, answers.Check(), "a store without a service")
	answers.settings.Kind = "disk"
	assert.EqualError(t, answers.Check(), "unknown store: disk")
	answers.settings.Kind = "memory"
	assert.NoError(t, answers.Check())
	answers.store = store.Open(answers.settings, nil)
	assert.Equal(t, "", answers.of("a"))
	assert.Equal(t, "seen", answers.of("a"))
	assert.Equal(t, 1, answers.hits)
}

func TestCountsTellWhoeverAsks(t *testing.T) {
	counts.Words.Add("silent")
	told := []string{}
	counts.Words.Tell = func(name string, count int) {
		told = append(told, fmt.Sprintf("%s %d", name, count))
	}
	counts.Words.Add("one").Add("two").Add("one").Add("silent")
	require.Equal(t, []string{"words.one 1", "words.two 1", "words.one 2", "words.silent 2"}, told)
}

// begin gives a host that ends with its test.
func begin(t *testing.T, config json.RawMessage) test.TestHost {
	host, status := test.NewTestHost(config)
	require.Equal(t, types.OnPluginStartStatusOK, status)
	t.Cleanup(host.Reset)
	return host
}

func TestHostThatEndsWithItsTest(t *testing.T) {
	test.RunGoTest(t, func(t *testing.T) {
		t.Run("refused", func(t *testing.T) {
			host := begin(t, twoRules)
			action := host.CallOnHttpRequestHeaders([][2]string{
				{":authority", "example.com"},
				{":path", "/admin"},
				{":method", "GET"},
			})
			require.Equal(t, types.ActionPause, action)
		})
	})
}

func TestEnds(t *testing.T) {
	told := []string{}
	tell := func(word string) { told = append(told, word) }
	t.Run("part", func(t *testing.T) {
		t.Cleanup(func() { tell("first") })
		t.Cleanup(func() { told = append(told, "last") })
		defer tell("deferred")
		tell("part")
	})
	t.Cleanup(func() { require.Len(t, told, 5) })
	require.Equal(t, []string{"part", "deferred", "last", "first"}, told)
	tell("test")
}

func TestLimits(t *testing.T) {
	settings := store.Settings{Kind: "memory"}
	name, last := settings.Strictest()
	require.Equal(t, "", name)
	require.False(t, last)
	settings.Limit("one", 3)
	settings.Limit("two", 1)
	name, last = settings.Strictest()
	require.Equal(t, "two", name)
	require.True(t, last)
	require.Len(t, settings.Limits, 2)
}
