// rate-limit counts requests in Redis with a script, for each key in a window of its own: who calls (a header, a query
// parameter, a cookie or the host) and how many requests a window admits. Without Redis, it lets requests through or
// refuses them, as configured.
package main

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

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
		"rate-limit",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessResponseHeaders(onHttpResponseHeaders),
	)
}

// The script counts, starts the window with the first request, and answers limit, count and the seconds that are left.
const countScript = `
local count = redis.call('incr', KEYS[1])
local left = redis.call('ttl', KEYS[1])
if left < 0 then
	redis.call('expire', KEYS[1], ARGV[2])
	left = tonumber(ARGV[2])
end
return {tonumber(ARGV[1]), count, left}
`

const (
	keyPrefix    = "rate-limit"
	quotaContext = "rate-limit-quota"
)

type keySource string

const (
	byHeader keySource = "header"
	byQuery  keySource = "query"
	byCookie keySource = "cookie"
	byHost   keySource = "host"
)

var windows = map[string]int{
	"second": 1,
	"minute": 60,
	"hour":   60 * 60,
	"day":    24 * 60 * 60,
}

// Limit admits so many requests of a key in a window.
type Limit struct {
	source keySource
	name   string
	only   string
	count  int
	window int
}

// Quota is what is left of a limit after a request.
type Quota struct {
	limit     int
	remaining int
	reset     int
}

// RateLimitConfig holds the limits in their order; the first whose key the request has applies.
type RateLimitConfig struct {
	name        string
	limits      []Limit
	client      wrapper.RedisClient
	showQuota   bool
	failClosed  bool
	status      uint32
	message     string
	contentType string
}

func parseConfig(json gjson.Result, config *RateLimitConfig) error {
	config.name = json.Get("name").String()
	if config.name == "" {
		return errors.New("missing name in config")
	}
	for i, item := range json.Get("limits").Array() {
		limit, err := parseLimit(item)
		if err != nil {
			return fmt.Errorf("limits[%d]: %w", i, err)
		}
		config.limits = append(config.limits, limit)
	}
	if len(config.limits) == 0 {
		return errors.New("missing limits in config")
	}
	config.showQuota = json.Get("showQuota").Bool()
	config.failClosed = json.Get("failClosed").Bool()
	config.status = 429
	if refused := json.Get("refused"); refused.Exists() {
		if status := refused.Get("status").Uint(); status != 0 {
			config.status = uint32(status)
		}
		config.message = refused.Get("message").String()
		config.contentType = refused.Get("contentType").String()
	}
	if config.message == "" {
		config.message = "too many requests"
	}
	return config.connect(json.Get("redis"))
}

func (c *RateLimitConfig) connect(json gjson.Result) error {
	service := json.Get("service").String()
	if service == "" {
		return errors.New("missing redis.service in config")
	}
	port := json.Get("port").Int()
	if port == 0 {
		port = 6379
	}
	timeout := json.Get("timeoutMs").Int()
	if timeout == 0 {
		timeout = 1000
	}
	c.client = wrapper.NewRedisClusterClient(wrapper.FQDNCluster{FQDN: service, Port: port})
	return c.client.Init(
		json.Get("username").String(),
		json.Get("password").String(),
		timeout,
		wrapper.WithDataBase(int(json.Get("database").Int())),
	)
}

func parseLimit(json gjson.Result) (Limit, error) {
	limit := Limit{
		source: keySource(json.Get("by").String()),
		name:   json.Get("name").String(),
		only:   json.Get("only").String(),
	}
	switch limit.source {
	case byHeader, byQuery, byCookie:
		if limit.name == "" {
			return limit, fmt.Errorf("by %s needs a name", limit.source)
		}
	case byHost:
	default:
		return limit, fmt.Errorf("by %q is unknown", string(limit.source))
	}
	for window, seconds := range windows {
		count := json.Get("per" + strings.ToUpper(window[:1]) + window[1:])
		if !count.Exists() {
			continue
		}
		if limit.window != 0 {
			return limit, errors.New("more than one window")
		}
		limit.count, limit.window = int(count.Int()), seconds
	}
	if limit.window == 0 {
		return limit, errors.New("no window")
	}
	if limit.count <= 0 {
		return limit, fmt.Errorf("%d requests in a window", limit.count)
	}
	return limit, nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config RateLimitConfig) types.Action {
	ctx.DontReadRequestBody()
	limit, value, found := config.limitFor(ctx)
	if !found {
		return types.HeaderContinue
	}
	key := strings.Join([]string{keyPrefix, config.name, string(limit.source), limit.name, value}, ":")
	keys := []interface{}{key}
	args := []interface{}{limit.count, limit.window}
	err := config.client.Eval(countScript, 1, keys, args, func(response resp.Value) {
		quota, err := readQuota(response)
		if err != nil {
			log.Errorf("count of %s: %v", key, err)
			config.withoutRedis(proxywasm.ResumeHttpRequest)
			return
		}
		if quota.remaining < 0 {
			config.refuse(quota)
			return
		}
		ctx.SetContext(quotaContext, quota)
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("redis cannot be asked: %v", err)
		if config.failClosed {
			config.withoutRedis(nil)
			return types.HeaderStopAllIterationAndWatermark
		}
		return types.HeaderContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}

func (c *RateLimitConfig) limitFor(ctx wrapper.HttpContext) (*Limit, string, bool) {
	for i := range c.limits {
		limit := &c.limits[i]
		value := limit.source.read(ctx, limit.name)
		if value == "" || (limit.only != "" && limit.only != value) {
			continue
		}
		return limit, value, true
	}
	return nil, "", false
}

func (s keySource) read(ctx wrapper.HttpContext, name string) string {
	switch s {
	case byHeader:
		value, _ := proxywasm.GetHttpRequestHeader(name)
		return value
	case byQuery:
		_, query, _ := strings.Cut(ctx.Path(), "?")
		values, err := url.ParseQuery(query)
		if err != nil {
			log.Warnf("query %q: %v", query, err)
		}
		return values.Get(name)
	case byCookie:
		cookies, _ := proxywasm.GetHttpRequestHeader("cookie")
		return cookie(cookies, name)
	default:
		return ctx.Host()
	}
}

func cookie(cookies, name string) string {
	for _, pair := range strings.Split(cookies, ";") {
		if key, value, found := strings.Cut(strings.TrimSpace(pair), "="); found && key == name {
			return strings.Trim(value, `"`)
		}
	}
	return ""
}

func readQuota(response resp.Value) (Quota, error) {
	if err := response.Error(); err != nil {
		return Quota{}, err
	}
	values := response.Array()
	if len(values) != 3 {
		return Quota{}, fmt.Errorf("%d values in %s", len(values), response.Type())
	}
	limit, count := values[0].Integer(), values[1].Integer()
	return Quota{limit: limit, remaining: limit - count, reset: values[2].Integer()}, nil
}

func (c *RateLimitConfig) withoutRedis(goOn func() error) {
	if c.failClosed {
		proxywasm.SendHttpResponse(503, nil, []byte("rate limit is unavailable"), -1)
		return
	}
	if goOn != nil {
		if err := goOn(); err != nil {
			log.Errorf("cannot go on: %v", err)
		}
	}
}

func (c *RateLimitConfig) refuse(quota Quota) {
	headers := [][2]string{{"retry-after", strconv.Itoa(quota.reset)}}
	if c.contentType != "" {
		headers = append(headers, [2]string{"content-type", c.contentType})
	}
	if c.showQuota {
		quota.remaining = 0
		headers = append(headers, quota.headers()...)
	}
	proxywasm.SendHttpResponseWithDetail(c.status, "rate-limit.refused", headers, []byte(c.message), -1)
}

func (q Quota) headers() [][2]string {
	return [][2]string{
		{"x-ratelimit-limit", strconv.Itoa(q.limit)},
		{"x-ratelimit-remaining", strconv.Itoa(q.remaining)},
		{"x-ratelimit-reset", strconv.Itoa(q.reset)},
	}
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config RateLimitConfig) types.Action {
	ctx.DontReadResponseBody()
	if !config.showQuota {
		return types.HeaderContinue
	}
	quota, ok := ctx.GetContext(quotaContext).(Quota)
	if !ok {
		return types.HeaderContinue
	}
	for _, header := range quota.headers() {
		proxywasm.ReplaceHttpResponseHeader(header[0], header[1])
	}
	return types.HeaderContinue
}
