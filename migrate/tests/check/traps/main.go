// traps has one of each thing that does not belong into a plugin.
package main

import (
	"context"
	"net"
	"net/http"
	"os"
	re "regexp"
	"time"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
	"github.com/tidwall/resp"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"traps",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody),
	)
}

// Config is made once: what is made here is no trap.
type Config struct {
	pattern *re.Regexp
	client  wrapper.HttpClient
	redis   wrapper.RedisClient
}

func parseConfig(json gjson.Result, config *Config) error {
	config.pattern = re.MustCompile(json.Get("pattern").String())
	config.client = wrapper.NewClusterClient(wrapper.RouteCluster{})
	config.redis = wrapper.NewRedisClusterClient(wrapper.RouteCluster{})
	secret, err := os.ReadFile("/etc/secret")
	if err != nil {
		return err
	}
	_, err = http.Get("http://config.example.com/?key=" + string(secret))
	return err
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config Config) types.Action {
	go refresh(config)
	answers := make(chan int, 1)
	select {
	case answers <- http.StatusOK:
	default:
	}
	<-answers
	time.Sleep(time.Millisecond)
	_, _ = context.WithTimeout(context.Background(), time.Second)
	if _, err := net.Dial("tcp", "example.com:80"); err != nil {
		return types.HeaderContinue
	}
	if matches(ctx.Path()) {
		return types.HeaderStopIteration
	}
	config.client.Get("/", nil, onAnswer)
	_ = config.redis.Get("key", func(reply resp.Value) { proxywasm.ResumeHttpRequest() })
	err := config.client.Get("/", nil, onAnswer)
	if err != nil {
		proxywasm.LogErrorf("no answer: %v", err)
		return types.HeaderStopAllIterationAndWatermark
	}
	if err := config.redis.Get("key", func(resp.Value) {}); err != nil {
		return types.ActionPause
	}
	if err := config.redis.Get("key", func(resp.Value) {}); err != nil {
		proxywasm.SendHttpResponse(500, nil, nil, -1)
		return types.ActionPause
	}
	return types.HeaderContinue
}

func onHttpRequestBody(ctx wrapper.HttpContext, config Config, body []byte) types.Action {
	client := wrapper.NewClusterClient(wrapper.RouteCluster{})
	if err := client.Post("/", nil, body, onAnswer); err != nil {
		return types.ActionContinue
	}
	return types.ActionPause
}

func onAnswer(statusCode int, responseHeaders http.Header, responseBody []byte) {
	proxywasm.ResumeHttpRequest()
}

func matches(path string) bool {
	return re.MustCompile("^/admin").MatchString(path)
}

func refresh(config Config) {}
