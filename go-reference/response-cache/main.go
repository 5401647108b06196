// response-cache keeps answers in Redis and gives them to whoever asks the same again: the key is made of the method, the
// host, the path with its query in order, and headers, or of fields of a JSON body. Redis that fails is as good as an empty
// one.
package main

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sort"
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
		"response-cache",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody),
		wrapper.ProcessResponseHeaders(onHttpResponseHeaders),
		wrapper.ProcessResponseBody(onHttpResponseBody),
	)
}

const (
	keyContext   = "response-cache-key"
	entryContext = "response-cache-entry"
	statusHeader = "x-cache"
)

// ResponseCacheConfig says what is kept, under which key, and for how long.
type ResponseCacheConfig struct {
	client     wrapper.RedisClient
	prefix     string
	ttl        int
	statuses   map[int]bool
	varyBy     []string
	bodyFields []string
	maxBytes   int
	ignore     map[string]bool
}

// Entry is an answer as it stands in Redis.
type Entry struct {
	Status  int               `json:"status"`
	Headers [][2]string       `json:"headers"`
	Body    []byte            `json:"body"`
	Tags    map[string]string `json:"tags,omitempty"`
	keep    bool
}

var hopByHop = []string{
	"connection", "keep-alive", "transfer-encoding", "content-length", "date", "x-envoy-upstream-service-time",
}

func parseConfig(json gjson.Result, config *ResponseCacheConfig) error {
	config.prefix = json.Get("prefix").String()
	config.ttl = int(json.Get("ttlSeconds").Int())
	if config.ttl <= 0 {
		return fmt.Errorf("ttlSeconds is %d", config.ttl)
	}
	config.statuses = map[int]bool{}
	for _, status := range json.Get("statuses").Array() {
		config.statuses[int(status.Int())] = true
	}
	if len(config.statuses) == 0 {
		config.statuses[200] = true
	}
	config.varyBy = lowered(json.Get("varyBy"))
	for _, field := range json.Get("bodyFields").Array() {
		config.bodyFields = append(config.bodyFields, field.String())
	}
	config.ignore = make(map[string]bool)
	for _, parameter := range json.Get("ignoreParameters").Array() {
		config.ignore[parameter.String()] = true
	}
	config.maxBytes = 1 << 20
	if limit := json.Get("maxBytes"); limit.Exists() {
		config.maxBytes = int(limit.Int())
	}
	redis := json.Get("redis")
	if !redis.IsObject() {
		return errors.New("missing redis in config")
	}
	config.client = wrapper.NewRedisClusterClient(wrapper.FQDNCluster{
		FQDN: redis.Get("service").String(),
		Port: redis.Get("port").Int(),
	})
	timeout := time.Duration(redis.Get("timeoutMs").Int()) * time.Millisecond
	if timeout <= 0 {
		timeout = time.Second
	}
	return config.client.Init("", redis.Get("password").String(), timeout.Milliseconds())
}

func lowered(list gjson.Result) []string {
	names := []string{}
	for _, name := range list.Array() {
		names = append(names, strings.ToLower(name.String()))
	}
	sort.Strings(names)
	return names
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config ResponseCacheConfig) types.Action {
	method := ctx.Method()
	cacheControl, _ := proxywasm.GetHttpRequestHeader("cache-control")
	if strings.Contains(cacheControl, "no-store") || strings.Contains(cacheControl, "no-cache") {
		return pass(ctx)
	}
	switch {
	case method == "GET" || method == "HEAD":
		ctx.DontReadRequestBody()
		key := config.key(method, ctx.Host(), ctx.Path(), nil)
		return config.lookUp(ctx, key, types.HeaderContinue, types.HeaderStopAllIterationAndWatermark)
	case method == "POST" && len(config.bodyFields) > 0 && ctx.HasRequestBody():
		return types.HeaderStopIteration
	}
	return pass(ctx)
}

func pass(ctx wrapper.HttpContext) types.Action {
	ctx.DontReadRequestBody()
	ctx.DontReadResponseBody()
	return types.HeaderContinue
}

func onHttpRequestBody(ctx wrapper.HttpContext, config ResponseCacheConfig, body []byte) types.Action {
	var fields []string
	for _, result := range gjson.GetManyBytes(body, config.bodyFields...) {
		fields = append(fields, result.Raw)
	}
	key := config.key(ctx.Method(), ctx.Host(), ctx.Path(), fields)
	return config.lookUp(ctx, key, types.ActionContinue, types.ActionPause)
}

// key names an answer: what it depends on, hashed.
func (c *ResponseCacheConfig) key(method, host, path string, fields []string) string {
	before, rawQuery, _ := strings.Cut(path, "?")
	hash := sha256.New()
	fmt.Fprintf(hash, "%s %s%s?%s\n", method, host, before, c.sortedQuery(rawQuery))
	for _, name := range c.varyBy {
		value, err := proxywasm.GetHttpRequestHeader(name)
		if err != nil {
			continue
		}
		fmt.Fprintf(hash, "%s: %s\n", name, value)
	}
	for i, field := range fields {
		fmt.Fprintf(hash, "%d=%q\n", i, field)
	}
	return fmt.Sprintf("%s%x", c.prefix, hash.Sum(nil)[:16])
}

func (c *ResponseCacheConfig) sortedQuery(raw string) string {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return raw
	}
	for name := range values {
		if c.ignore[name] {
			delete(values, name)
		}
	}
	return values.Encode()
}

func (c *ResponseCacheConfig) lookUp(ctx wrapper.HttpContext, key string, goOn, wait types.Action) types.Action {
	ctx.SetContext(keyContext, key)
	err := c.client.Get(key, func(response resp.Value) {
		entry, err := readEntry(response)
		if err != nil {
			log.Warnf("entry %s: %v", key, err)
		}
		if entry == nil {
			proxywasm.ResumeHttpRequest()
			return
		}
		ctx.SetContext(keyContext, nil)
		headers := append(entry.Headers, [2]string{statusHeader, "hit"})
		proxywasm.SendHttpResponseWithDetail(uint32(entry.Status), "response-cache.hit", headers, entry.Body, -1)
	})
	if err != nil {
		log.Errorf("redis cannot be asked: %v", err)
		return goOn
	}
	return wait
}

func readEntry(response resp.Value) (*Entry, error) {
	if err := response.Error(); err != nil {
		return nil, err
	}
	if response.IsNull() || response.String() == "" {
		return nil, nil
	}
	entry := new(Entry)
	if err := json.Unmarshal(response.Bytes(), entry); err != nil {
		return nil, err
	}
	if entry.Status < 200 || entry.Status > 599 {
		return nil, errors.New("status " + strconv.Itoa(entry.Status))
	}
	return entry, nil
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config ResponseCacheConfig) types.Action {
	if _, waiting := ctx.GetContext(keyContext).(string); !waiting {
		ctx.DontReadResponseBody()
		return types.HeaderContinue
	}
	proxywasm.AddHttpResponseHeader(statusHeader, "miss")
	entry, err := newEntry()
	if err != nil {
		log.Errorf("response headers: %v", err)
		ctx.DontReadResponseBody()
		return types.HeaderContinue
	}
	entry.keep = config.statuses[entry.Status] && !forbidsStoring(entry.Headers)
	ctx.SetContext(entryContext, entry)
	if !entry.keep {
		ctx.DontReadResponseBody()
		return types.HeaderContinue
	}
	if !ctx.HasResponseBody() {
		ctx.DontReadResponseBody()
		config.store(ctx, entry)
	}
	return types.HeaderContinue
}

func newEntry() (*Entry, error) {
	headers, err := proxywasm.GetHttpResponseHeaders()
	if err != nil {
		return nil, err
	}
	entry := &Entry{Body: []byte{}}
outer:
	for _, header := range headers {
		name := strings.ToLower(header[0])
		if name == ":status" {
			if entry.Status, err = strconv.Atoi(header[1]); err != nil {
				return nil, err
			}
			continue
		}
		for _, dropped := range hopByHop {
			if name == dropped || name == statusHeader {
				continue outer
			}
		}
		entry.Headers = append(entry.Headers, [2]string{name, header[1]})
	}
	return entry, nil
}

func forbidsStoring(headers [][2]string) bool {
	for _, header := range headers {
		if header[0] == "set-cookie" {
			return true
		}
		if header[0] != "cache-control" {
			continue
		}
		for _, directive := range strings.Split(header[1], ",") {
			switch strings.ToLower(strings.TrimSpace(directive)) {
			case "no-store", "private", "no-cache":
				return true
			}
		}
	}
	return false
}

func onHttpResponseBody(ctx wrapper.HttpContext, config ResponseCacheConfig, body []byte) types.Action {
	entry, ok := ctx.GetContext(entryContext).(*Entry)
	if !ok || !entry.keep {
		return types.ActionContinue
	}
	if len(body) > config.maxBytes {
		log.Infof("%d bytes are too many to keep", len(body))
		return types.ActionContinue
	}
	entry.Body = body
	config.store(ctx, entry)
	return types.ActionContinue
}

func (c *ResponseCacheConfig) store(ctx wrapper.HttpContext, entry *Entry) {
	key := ctx.GetStringContext(keyContext, "")
	if host := ctx.Host(); host != "" {
		entry.Tags = map[string]string{"host": host, "scheme": ctx.Scheme()}
	}
	encoded, err := json.Marshal(entry)
	if err != nil {
		log.Errorf("entry %s: %v", key, err)
		return
	}
	err = c.client.SetEx(key, string(encoded), c.ttl, func(response resp.Value) {
		if err := response.Error(); err != nil {
			log.Errorf("entry %s: %v", key, err)
			return
		}
		log.Debugf("entry %s kept for %d s", key, c.ttl)
	})
	if err != nil {
		log.Errorf("entry %s: %v", key, err)
	}
}
