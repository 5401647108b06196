// workloads does one kind of work for each request, which the configuration names. It is what `make bench` measures:
// kinds of work that plugins are made of, each with as little around it as possible.
package main

import (
	"bytes"
	"errors"
	"net/http"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
	"github.com/tidwall/resp"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"workloads",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
		wrapper.ProcessRequestBodyBy(onHttpRequestBody),
	)
}

// WorkloadsConfig holds the kind of work and what it works with.
type WorkloadsConfig struct {
	work string
	// The values that readJson looks for.
	paths []string
	// The word that maskBody looks for, and what it puts there.
	word []byte
	mask []byte
	// The services that callOut and callRedis ask.
	client wrapper.HttpClient
	redis  wrapper.RedisClient
}

func parseConfig(json gjson.Result, config *WorkloadsConfig, log log.Log) error {
	config.work = json.Get("work").String()
	switch config.work {
	case "headers":
		return nil
	case "json":
		for _, path := range json.Get("paths").Array() {
			config.paths = append(config.paths, path.String())
		}
		return nil
	case "body":
		config.word = []byte(json.Get("word").String())
		if len(config.word) == 0 {
			return errors.New("missing word in config")
		}
		config.mask = bytes.Repeat([]byte("*"), len(config.word))
		return nil
	case "call-out":
		config.client = wrapper.NewClusterClient(wrapper.StaticIpCluster{ServiceName: "token", Port: 80})
		return nil
	case "redis":
		config.redis = wrapper.NewRedisClusterClient(wrapper.FQDNCluster{FQDN: "redis.static", Port: 80})
		return config.redis.Init("", "", 1000)
	default:
		return errors.New("unknown work: " + config.work)
	}
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config WorkloadsConfig, log log.Log) types.Action {
	if config.work != "json" && config.work != "body" {
		ctx.DontReadRequestBody()
	}
	switch config.work {
	case "headers":
		proxywasm.AddHttpRequestHeader("hello", "world")
		return types.HeaderContinue
	case "call-out":
		return callOut(config, log)
	case "redis":
		return callRedis(config, log)
	default:
		return types.HeaderContinue
	}
}

func onHttpRequestBody(ctx wrapper.HttpContext, config WorkloadsConfig, body []byte, log log.Log) types.Action {
	if config.work == "json" {
		readJson(config, body)
	} else {
		maskBody(config, body)
	}
	return types.ActionContinue
}

// readJson leaves the values in a property.
func readJson(config WorkloadsConfig, body []byte) {
	var values []byte
	for _, path := range config.paths {
		values = append(values, gjson.GetBytes(body, path).String()...)
		values = append(values, '\n')
	}
	proxywasm.SetProperty([]string{"values"}, values)
}

// maskBody keeps the body's length, which its content-length has announced.
func maskBody(config WorkloadsConfig, body []byte) {
	proxywasm.ReplaceHttpRequestBody(bytes.ReplaceAll(body, config.word, config.mask))
}

func callOut(config WorkloadsConfig, log log.Log) types.Action {
	err := config.client.Get("/token", nil, func(statusCode int, responseHeaders http.Header, responseBody []byte) {
		if statusCode == http.StatusOK {
			proxywasm.AddHttpRequestHeader("token", responseHeaders.Get("token"))
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("http call could not be dispatched: %v", err)
		return types.HeaderContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}

func callRedis(config WorkloadsConfig, log log.Log) types.Action {
	err := config.redis.Incr("requests", func(response resp.Value) {
		if response.Error() == nil {
			proxywasm.AddHttpRequestHeader("requests", response.String())
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("redis incr could not be dispatched: %v", err)
		return types.HeaderContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}
