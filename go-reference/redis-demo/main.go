// redis-demo shows a rate limit kept in Redis: one counter for each minute, 429 above the limit, and two response
// headers that tell the client how much is left. Without Redis every request passes.
package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

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
		"redis-demo",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
		wrapper.ProcessResponseHeadersBy(onHttpResponseHeaders),
	)
}

// RedisDemoConfig holds the client and how many requests pass in a minute.
type RedisDemoConfig struct {
	client wrapper.RedisClient
	qpm    int
}

func parseConfig(json gjson.Result, config *RedisDemoConfig, log log.Log) error {
	serviceName := json.Get("serviceName").String()
	if serviceName == "" {
		return errors.New("missing serviceName in config")
	}
	servicePort := json.Get("servicePort").Int()
	if servicePort == 0 {
		if strings.HasSuffix(serviceName, ".static") {
			servicePort = 80
		} else {
			servicePort = 6379
		}
	}
	timeout := json.Get("timeout").Int()
	if timeout == 0 {
		timeout = 1000
	}
	config.qpm = int(json.Get("qpm").Int())
	if config.qpm <= 0 {
		return errors.New("missing or invalid qpm in config")
	}
	config.client = wrapper.NewRedisClusterClient(wrapper.FQDNCluster{
		FQDN: serviceName,
		Port: servicePort,
	})
	username, password := json.Get("username").String(), json.Get("password").String()
	return config.client.Init(username, password, timeout)
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config RedisDemoConfig, log log.Log) types.Action {
	timeStamp := strconv.Itoa(int(time.Now().Unix() / 60 * 60))
	err := config.client.Incr(timeStamp, func(response resp.Value) {
		if response.Error() != nil {
			log.Errorf("redis incr failed: %v", response.Error())
			proxywasm.ResumeHttpRequest()
			return
		}
		hits := response.Integer()
		if hits > config.qpm {
			refuse(timeStamp)
			return
		}
		ctx.SetContext("timeStamp", timeStamp)
		ctx.SetContext("callTimeLeft", strconv.Itoa(config.qpm-hits))
		if hits == 1 {
			expire(config, timeStamp, log)
			return
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("redis incr could not be dispatched: %v", err)
		return types.HeaderContinue
	}
	return types.HeaderStopIteration
}

func expire(config RedisDemoConfig, timeStamp string, log log.Log) {
	err := config.client.Expire(timeStamp, 60, func(response resp.Value) {
		if response.Error() != nil {
			log.Errorf("redis expire failed: %v", response.Error())
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("redis expire could not be dispatched: %v", err)
		proxywasm.ResumeHttpRequest()
	}
}

func refuse(timeStamp string) {
	headers := [][2]string{{"timeStamp", timeStamp}, {"callTimeLeft", "0"}}
	proxywasm.SendHttpResponse(429, headers, []byte("Too many requests\n"), -1)
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config RedisDemoConfig, log log.Log) types.Action {
	if timeStamp := ctx.GetStringContext("timeStamp", ""); timeStamp != "" {
		proxywasm.AddHttpResponseHeader("timeStamp", timeStamp)
	}
	if callTimeLeft := ctx.GetStringContext("callTimeLeft", ""); callTimeLeft != "" {
		proxywasm.AddHttpResponseHeader("callTimeLeft", callTimeLeft)
	}
	return types.HeaderContinue
}
