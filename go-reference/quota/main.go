// quota gives each user a bucket of tokens that fills up with time, and each request that it lets pass an id and the minute
// it belongs to; it counts those that it refuses. A plugin that reads clocks, draws random numbers and keeps a metric.
package main

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"quota",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onHttpRequestHeaders),
	)
}

// bucket is what a user has left, and when that was so.
type bucket struct {
	tokens float64
	at     time.Time
}

// QuotaConfig holds how many requests a user may send, and what each user has left.
type QuotaConfig struct {
	perMinute float64
	burst     float64
	buckets   map[string]*bucket
	refused   proxywasm.MetricCounter
}

func parseConfig(json gjson.Result, config *QuotaConfig, log log.Log) error {
	config.perMinute = json.Get("perMinute").Float()
	config.burst = json.Get("burst").Float()
	if config.perMinute <= 0 || config.burst < 1 {
		return errors.New("perMinute and burst have to be at least 1")
	}
	config.buckets = make(map[string]*bucket)
	config.refused = proxywasm.DefineCounterMetric("quota_refused")
	return nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config QuotaConfig, log log.Log) types.Action {
	user, err := proxywasm.GetHttpRequestHeader("x-user")
	if err != nil {
		user = "anonymous"
	}
	now := time.Now()
	wait := take(config, user, now)
	if wait > 0 {
		config.refused.Increment(1)
		headers := [][2]string{{"retry-after", strconv.Itoa(int(wait))}}
		proxywasm.SendHttpResponse(429, headers, []byte("too many requests"), -1)
		return types.HeaderContinue
	}
	proxywasm.AddHttpRequestHeader("x-quota-id", uuid.New().String())
	proxywasm.AddHttpRequestHeader("x-quota-minute", strconv.Itoa(int(now.Unix()/60)))
	return types.HeaderContinue
}

// take takes a token of the user's; where there is none, it says in how many seconds there is one.
func take(config QuotaConfig, user string, now time.Time) int64 {
	perSecond := config.perMinute / 60
	has, ok := config.buckets[user]
	if !ok {
		has = &bucket{tokens: config.burst, at: now}
		config.buckets[user] = has
	}
	filled := now.Sub(has.at).Seconds() * perSecond
	has.tokens = math.Min(config.burst, has.tokens+filled)
	has.at = now
	if has.tokens < 1 {
		return int64(math.Ceil((1 - has.tokens) / perSecond))
	}
	has.tokens--
	return 0
}
