// Command machine is a plugin that does what a script tells it to. Its Rust twin is plugin.rs: same functions, same order.
package main

import (
	"encoding/binary"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	_ "github.com/higress-group/wasm-go/pkg/matcher"
	"github.com/higress-group/wasm-go/pkg/tokenusage"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
	"github.com/tidwall/resp"
)

func main() {}

// What the library keeps for as long as a VM lives: a new script finds it as a new VM would.
//
//go:linkname gRuleBackupStore github.com/higress-group/wasm-go/pkg/matcher.gRuleBackupStore
var gRuleBackupStore map[string]string

// The blocks of the script, and how often each handler took one.
var (
	blocks map[string][][][]string
	turns  map[string]int
)

// setup installs the plugin that the script describes.
//
//go:wasmexport machine_setup
func setup(data unsafe.Pointer, size uint32) {
	clear(gRuleBackupStore)
	log.SetSafeLogEnabled(false)
	blocks, turns = decode(unsafe.Slice((*byte)(data), size)), map[string]int{}
	redis = wrapper.NewRedisClusterClient(cluster("target,redis"))
	if _, ok := blocks["unconfigured"]; ok {
		install[struct{}]()
	} else {
		install[config](parser()...)
	}
}

func decode(data []byte) map[string][][][]string {
	number := func() int {
		n := binary.LittleEndian.Uint32(data)
		data = data[4:]
		return int(n)
	}
	text := func() string {
		n := number()
		text := string(data[:n])
		data = data[n:]
		return text
	}
	decoded := map[string][][][]string{}
	for n := number(); n > 0; n-- {
		name := text()
		steps := make([][]string, number())
		for i := range steps {
			steps[i] = make([]string, number())
			for j := range steps[i] {
				steps[i][j] = text()
			}
		}
		decoded[name] = append(decoded[name], steps)
	}
	return decoded
}

// next is the block that a handler takes now.
func next(name string) [][]string {
	all := blocks[name]
	if len(all) == 0 {
		return nil
	}
	turn := turns[name]
	turns[name]++
	return all[turn%len(all)]
}

// config is what the parsers make of a configuration.
type config struct {
	text string
}

func parser() []wrapper.CtxOption[config] {
	byJSON := func(json gjson.Result, cfg *config) error { return parse("json", nil, json, cfg) }
	byRaw := func(data []byte, cfg *config) error { return parse("raw", nil, gjson.ParseBytes(data), cfg) }
	kind := ""
	for _, options := range blocks["options"] {
		for _, w := range options {
			if w[0] == "parse" {
				kind = w[1]
			}
		}
	}
	switch kind {
	case "raw":
		return []wrapper.CtxOption[config]{wrapper.ParseRawConfig(byRaw)}
	case "by":
		return []wrapper.CtxOption[config]{wrapper.ParseConfigBy(func(json gjson.Result, cfg *config, log log.Log) error {
			log.Info("parsing")
			return parse("by", nil, json, cfg)
		})}
	case "context":
		return []wrapper.CtxOption[config]{wrapper.ParseConfigWithContext(
			func(ctx wrapper.PluginContext, json gjson.Result, cfg *config) error {
				return parse("context", ctx, json, cfg)
			})}
	case "override":
		return []wrapper.CtxOption[config]{wrapper.ParseOverrideConfig(byJSON,
			func(json gjson.Result, global config, cfg *config) error {
				say("global", global.text)
				return parse("rule", nil, json, cfg)
			})}
	case "override-raw":
		return []wrapper.CtxOption[config]{wrapper.ParseOverrideRawConfig(byRaw,
			func(data []byte, global config, cfg *config) error {
				say("global", global.text)
				return parse("raw rule", nil, gjson.ParseBytes(data), cfg)
			})}
	case "override-by":
		return []wrapper.CtxOption[config]{wrapper.ParseOverrideConfigBy(
			func(json gjson.Result, cfg *config, log log.Log) error { return parse("by", nil, json, cfg) },
			func(json gjson.Result, global config, cfg *config, log log.Log) error {
				log.Info("parsing a rule")
				say("global", global.text)
				return parse("rule by", nil, json, cfg)
			})}
	default:
		return []wrapper.CtxOption[config]{wrapper.ParseConfig(byJSON)}
	}
}

// parse fails with what is under "fail", after it has taken what is under "text".
func parse(kind string, ctx wrapper.PluginContext, json gjson.Result, cfg *config) error {
	say("parse", kind, json.Raw, json.Exists())
	run(&machine{plugin: ctx}, next("parse"))
	cfg.text += json.Get("text").String()
	if fail := json.Get("fail"); fail.Exists() {
		return errors.New(fail.String())
	}
	return nil
}

// install registers a handler for every block that is named like one.
func install[C any](options ...wrapper.CtxOption[C]) {
	name := ""
	for _, steps := range blocks["options"] {
		for _, w := range steps {
			switch w[0] {
			case "name":
				name = w[1]
			case "rebuild":
				options = append(options, wrapper.WithRebuildAfterRequests[C](uint64(number(w[1]))))
			case "memory":
				options = append(options, wrapper.WithRebuildMaxMemBytes[C](uint64(number(w[1]))))
			case "io-cycle":
				options = append(options, wrapper.WithMaxRequestsPerIoCycle[C](uint64(number(w[1]))))
			case "safe":
				options = append(options, wrapper.EnableSafeLog[C]())
			}
		}
	}
	if _, ok := blocks["start"]; ok {
		options = append(options, wrapper.PrePluginStartOrReload[C](func(ctx wrapper.PluginContext) error {
			m := &machine{plugin: ctx}
			run(m, next("start"))
			return m.err
		}))
	}
	if _, ok := blocks["request-headers"]; ok {
		options = append(options, wrapper.ProcessRequestHeaders(headers[C]("request-headers")))
	}
	if _, ok := blocks["request-body"]; ok {
		options = append(options, wrapper.ProcessRequestBody(body[C]("request-body")))
	}
	if _, ok := blocks["streaming-request-body"]; ok {
		options = append(options, wrapper.ProcessStreamingRequestBody(chunk[C]("streaming-request-body")))
	}
	if _, ok := blocks["response-headers"]; ok {
		options = append(options, wrapper.ProcessResponseHeaders(headers[C]("response-headers")))
	}
	if _, ok := blocks["response-body"]; ok {
		options = append(options, wrapper.ProcessResponseBody(body[C]("response-body")))
	}
	if _, ok := blocks["streaming-response-body"]; ok {
		options = append(options, wrapper.ProcessStreamingResponseBody(chunk[C]("streaming-response-body")))
	}
	if _, ok := blocks["done"]; ok {
		options = append(options, wrapper.ProcessStreamDoneBy(func(ctx wrapper.HttpContext, cfg C, log log.Log) {
			say("done", text(cfg))
			run(&machine{ctx: ctx, log: log}, next("done"))
		}))
	}
	wrapper.SetCtx(name, options...)
}

func text(cfg any) string {
	if cfg, ok := cfg.(config); ok {
		return cfg.text
	}
	return "unconfigured"
}

func headers[C any](name string) func(wrapper.HttpContext, C) types.Action {
	return func(ctx wrapper.HttpContext, cfg C) types.Action {
		say(name, text(cfg))
		m := &machine{ctx: ctx}
		run(m, next(name))
		return m.action
	}
}

func body[C any](name string) func(wrapper.HttpContext, C, []byte) types.Action {
	return func(ctx wrapper.HttpContext, cfg C, body []byte) types.Action {
		say(name, text(cfg), string(body))
		m := &machine{ctx: ctx, data: body}
		run(m, next(name))
		return m.action
	}
}

func chunk[C any](name string) func(wrapper.HttpContext, C, []byte, bool) []byte {
	return func(ctx wrapper.HttpContext, cfg C, chunk []byte, last bool) []byte {
		say(name, text(cfg), string(chunk), last)
		m := &machine{ctx: ctx, data: chunk}
		run(m, next(name))
		return m.data
	}
}

// machine is what the steps of a block work on: what there is of it, and what they leave.
type machine struct {
	ctx    wrapper.HttpContext
	plugin wrapper.PluginContext
	log    log.Log
	data   []byte
	action types.Action
	err    error
}

// say leaves values in the record.
func say(values ...any) {
	proxywasm.LogTracef(strings.Repeat(" %v", len(values)), values...)
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// value is what a word stands for, by its first letter.
func value(word string) any {
	kind, rest := word[:1], word[1:]
	switch kind {
	case "s":
		return rest
	case "b":
		return []byte(rest)
	case "i":
		return int(number(rest))
	case "j":
		return number(rest)
	case "f":
		f, _ := strconv.ParseFloat(rest, 64)
		return f
	case "t":
		return rest == "true"
	case "e":
		return errors.New(rest)
	case "l":
		list := []any{}
		for _, item := range strings.Split(rest, ",") {
			list = append(list, item)
		}
		return list
	default:
		return nil
	}
}

func values(words []string) []any {
	list := make([]any, 0, len(words))
	for _, word := range words {
		list = append(list, value(word))
	}
	return list
}

func pairs(words []string) [][2]string {
	var list [][2]string
	for ; len(words) > 1; words = words[2:] {
		list = append(list, [2]string{words[0], words[1]})
	}
	return list
}

func mapOf(words []string) map[string]any {
	m := map[string]any{}
	for ; len(words) > 1; words = words[2:] {
		m[words[0]] = value(words[1])
	}
	return m
}

// run carries out the steps of a block. Those for a stream do nothing where there is none.
func run(m *machine, steps [][]string) {
	for _, w := range steps {
		switch {
		case m.ctx != nil && (onStream(m, w) || onBodies(m, w) || onAttributes(m, w)):
		case m.plugin != nil && onPlugin(m, w):
		case logging(m, w) || headerCall(w) || bodyCall(w) || hostCall(w) || helperCall(w) || clientCall(m, w):
		}
	}
}

func onStream(m *machine, w []string) bool {
	ctx := m.ctx
	switch w[0] {
	case "return":
		m.action = types.Action(number(w[1]))
	case "chunk":
		m.data = []byte(w[1])
	case "keep":
	case "append":
		m.data = append(m.data, w[1]...)
	case "drop":
		m.data = nil
	case "set":
		ctx.SetContext(w[1], value(w[2]))
	case "get":
		say("context", ctx.GetContext(w[1]), ctx.GetBoolContext(w[1], true), ctx.GetStringContext(w[1], "default"),
			string(ctx.GetByteSliceContext(w[1], []byte("default"))))
	case "request":
		say("request", ctx.Scheme(), ctx.Host(), ctx.Path(), ctx.Method(), ctx.HasRequestBody(), ctx.IsWebsocket(),
			ctx.IsBinaryRequestBody())
	case "state":
		say("state", int(ctx.GetExecutionPhase()), ctx.HasResponseBody(), ctx.BufferQueueSize())
	case "binary-response":
		say("binary response", ctx.IsBinaryResponseBody())
	default:
		return false
	}
	return true
}

func onBodies(m *machine, w []string) bool {
	ctx := m.ctx
	switch w[0] {
	case "dont-read-request":
		ctx.DontReadRequestBody()
	case "dont-read-response":
		ctx.DontReadResponseBody()
	case "buffer-request":
		ctx.BufferRequestBody()
	case "buffer-response":
		ctx.BufferResponseBody()
	case "pause-streaming":
		ctx.NeedPauseStreamingResponse()
	case "push":
		ctx.PushBuffer([]byte(w[1]))
	case "pop":
		say("popped", string(ctx.PopBuffer()), ctx.BufferQueueSize())
	case "disable-reroute":
		ctx.DisableReroute()
	case "limit-request":
		ctx.SetRequestBodyBufferLimit(uint32(number(w[1])))
	case "limit-response":
		ctx.SetResponseBodyBufferLimit(uint32(number(w[1])))
	default:
		return false
	}
	return true
}

func onAttributes(m *machine, w []string) bool {
	ctx := m.ctx
	switch w[0] {
	case "attribute":
		ctx.SetUserAttribute(w[1], value(w[2]))
	case "get-attribute":
		say("attribute", ctx.GetUserAttribute(w[1]))
	case "attributes":
		ctx.SetUserAttributeMap(mapOf(w[1:]))
	case "get-attributes":
		say("attributes", ctx.GetUserAttributeMap())
	case "log-attributes":
		say("log attributes", ctx.WriteUserAttributeToLog())
	case "log-attributes-as":
		say("log attributes", ctx.WriteUserAttributeToLogWithKey(w[1]))
	case "trace-attributes":
		say("trace attributes", ctx.WriteUserAttributeToTrace())
	case "tokens":
		usage := tokenusage.GetTokenUsage(ctx, []byte(w[1]))
		say("tokens", usage.Model, usage.InputToken, usage.OutputToken, usage.TotalToken, usage.InputTokenDetails,
			usage.OutputTokenDetails, usage.AnthropicCacheCreationInputToken, usage.AnthropicCacheReadInputToken)
		tokenusage.ExtractChatId(ctx, []byte(w[1]))
	case "route-call":
		say("route call", ctx.RouteCall(w[1], w[2], pairs(w[5:]), []byte(w[3]),
			func(status int, headers [][2]string, body []byte) {
				say("routed", status, headers, string(body))
				run(&machine{ctx: ctx, log: m.log}, next(w[4]))
			}))
	default:
		return false
	}
	return true
}

func onPlugin(m *machine, w []string) bool {
	switch w[0] {
	case "fail":
		m.err = errors.New(w[1])
	case "set":
		m.plugin.SetContext(w[1], value(w[2]))
	case "get":
		say("plugin context", m.plugin.GetContext(w[1]))
	case "isolate":
		m.plugin.EnableRuleLevelConfigIsolation()
	case "plugin":
		say("plugin", m.plugin.IsRuleLevelConfigIsolation(), m.plugin.GetFingerPrint(), m.plugin.IsLeader())
	case "elect":
		m.plugin.DoLeaderElection()
	default:
		return false
	}
	return true
}

func logging(m *machine, w []string) bool {
	switch w[0] {
	case "log":
		[]func(string){log.Trace, log.Debug, log.Info, log.Warn, log.Error, log.Critical}[number(w[1])](w[2])
	case "logf":
		[]func(string, ...any){log.Tracef, log.Debugf, log.Infof, log.Warnf, log.Errorf, log.Criticalf}[number(w[1])](
			w[2], values(w[3:])...)
	case "log-by":
		if m.log != nil {
			m.log.Warn(w[1])
			m.log.Warnf(w[1], values(w[2:])...)
		}
	case "unsafe":
		log.UnsafeInfo(w[1])
	case "unsafef":
		log.UnsafeInfof(w[1], values(w[2:])...)
	case "safe":
		log.SetSafeLogEnabled(w[1] == "true")
	case "raw":
		proxywasm.LogWarnf(w[1], values(w[2:])...)
	default:
		return false
	}
	return true
}

// headerMap is one of the header maps: how to read, replace, add to and remove from it.
type headerMap struct {
	all        func() ([][2]string, error)
	get        func(string) (string, error)
	replace    func(string, string) error
	add        func(string, string) error
	remove     func(string) error
	replaceAll func([][2]string) error
}

var headerMaps = []headerMap{
	{proxywasm.GetHttpRequestHeaders, proxywasm.GetHttpRequestHeader, proxywasm.ReplaceHttpRequestHeader,
		proxywasm.AddHttpRequestHeader, proxywasm.RemoveHttpRequestHeader, proxywasm.ReplaceHttpRequestHeaders},
	{proxywasm.GetHttpRequestTrailers, proxywasm.GetHttpRequestTrailer, proxywasm.ReplaceHttpRequestTrailer,
		proxywasm.AddHttpRequestTrailer, proxywasm.RemoveHttpRequestTrailer, proxywasm.ReplaceHttpRequestTrailers},
	{proxywasm.GetHttpResponseHeaders, proxywasm.GetHttpResponseHeader, proxywasm.ReplaceHttpResponseHeader,
		proxywasm.AddHttpResponseHeader, proxywasm.RemoveHttpResponseHeader, proxywasm.ReplaceHttpResponseHeaders},
	{proxywasm.GetHttpResponseTrailers, proxywasm.GetHttpResponseTrailer, proxywasm.ReplaceHttpResponseTrailer,
		proxywasm.AddHttpResponseTrailer, proxywasm.RemoveHttpResponseTrailer, proxywasm.ReplaceHttpResponseTrailers},
}

func headerCall(w []string) bool {
	if w[0] != "headers" {
		return false
	}
	headers := headerMaps[number(w[1])]
	switch w[2] {
	case "all":
		list, err := headers.all()
		say("headers", list, err)
	case "get":
		value, err := headers.get(w[3])
		say("header", value, err)
	case "replace":
		say(headers.replace(w[3], w[4]))
	case "add":
		say(headers.add(w[3], w[4]))
	case "remove":
		say(headers.remove(w[3]))
	case "replace-all":
		say(headers.replaceAll(pairs(w[3:])))
	}
	return true
}

func bodyCall(w []string) bool {
	switch w[0] {
	case "request-body":
		body, err := proxywasm.GetHttpRequestBody(int(number(w[1])), int(number(w[2])))
		say("body", string(body), err)
	case "response-body":
		body, err := proxywasm.GetHttpResponseBody(int(number(w[1])), int(number(w[2])))
		say("body", string(body), err)
	case "change-request-body":
		say(proxywasm.PrependHttpRequestBody([]byte(w[1])), proxywasm.AppendHttpRequestBody([]byte(w[2])))
	case "change-response-body":
		say(proxywasm.PrependHttpResponseBody([]byte(w[1])), proxywasm.AppendHttpResponseBody([]byte(w[2])))
	case "replace-request-body":
		say(proxywasm.ReplaceHttpRequestBody([]byte(w[1])))
	case "replace-response-body":
		say(proxywasm.ReplaceHttpResponseBody([]byte(w[1])))
	default:
		return false
	}
	return true
}

func hostCall(w []string) bool {
	switch w[0] {
	case "property":
		value, err := proxywasm.GetProperty(w[1:])
		say("property", string(value), err)
	case "set-property":
		say(proxywasm.SetProperty(w[2:], []byte(w[1])))
	case "reply":
		say(proxywasm.SendHttpResponse(uint32(number(w[1])), pairs(w[3:]), []byte(w[2]), -1))
	case "reply-with-detail":
		say(proxywasm.SendHttpResponseWithDetail(uint32(number(w[1])), w[2], pairs(w[4:]), []byte(w[3]), 7))
	case "resume-request":
		say(proxywasm.ResumeHttpRequest())
	case "resume-response":
		say(proxywasm.ResumeHttpResponse())
	case "inject":
		say(proxywasm.InjectEncodedDataToFilterChain([]byte(w[1]), w[2] == "true"))
	case "hosts":
		hosts, err := proxywasm.GetUpstreamHosts()
		say("hosts", hosts, err)
	case "override-host":
		say(proxywasm.SetUpstreamOverrideHost([]byte(w[1])))
	case "answer":
		headers, err := proxywasm.GetHttpCallResponseHeaders()
		say("headers", headers, err)
		trailers, err := proxywasm.GetHttpCallResponseTrailers()
		say("headers", trailers, err)
		body, err := proxywasm.GetHttpCallResponseBody(1, 3)
		say("body", string(body), err)
	case "foreign":
		result, err := proxywasm.CallForeignFunction(w[1], []byte(w[2]))
		say("foreign", string(result), err)
	case "tick":
		wrapper.RegisterTickFunc(number(w[1]), func() {
			say("tick", w[1])
			run(&machine{}, next(w[2]))
		})
	default:
		return false
	}
	return true
}

func helperCall(w []string) bool {
	switch w[0] {
	case "deprecated":
		say(wrapper.GetRequestScheme(), wrapper.GetRequestHost(), wrapper.GetRequestPath(),
			wrapper.GetRequestPathWithoutQuery(), wrapper.GetRequestMethod())
		say(wrapper.IsWebsocket(), wrapper.IsBinaryRequestBody(), wrapper.IsBinaryResponseBody(),
			wrapper.HasRequestBody(), wrapper.HasResponseBody(), wrapper.IsApplicationJson())
		say(wrapper.IsResponseFromUpstream(), wrapper.GetPluginFingerPrint())
	case "marshal":
		say(wrapper.MarshalStr(w[1]))
	case "unmarshal":
		say(wrapper.UnmarshalStr(w[1]))
	default:
		return false
	}
	return true
}

// cluster is the cluster that words stand for: its kind, and its texts in the order of the fields.
func cluster(words string) wrapper.Cluster {
	w := strings.Split(words, ",")
	field := func(i int) string {
		if i < len(w) {
			return w[i]
		}
		return ""
	}
	switch w[0] {
	case "route":
		return wrapper.RouteCluster{Host: field(1)}
	case "k8s":
		return wrapper.K8sCluster{ServiceName: field(1), Namespace: field(2), Port: number(field(3)), Version: field(4), Host: field(5)}
	case "nacos":
		return wrapper.NacosCluster{ServiceName: field(1), Group: field(2), NamespaceID: field(3), Port: number(field(4)),
			IsExtRegistry: field(5) == "ext", Version: field(6), Host: field(7)}
	case "static":
		return wrapper.StaticIpCluster{ServiceName: field(1), Port: number(field(2)), Host: field(3)}
	case "dns":
		return wrapper.DnsCluster{ServiceName: field(1), Domain: field(2), Port: number(field(3))}
	case "consul":
		return wrapper.ConsulCluster{ServiceName: field(1), Datacenter: field(2), Port: number(field(3)), Host: field(4)}
	case "fqdn":
		return wrapper.FQDNCluster{FQDN: field(1), Host: field(2), Port: number(field(3))}
	default:
		return wrapper.TargetCluster{Cluster: field(1), Host: field(2)}
	}
}

func clientCall(m *machine, w []string) bool {
	switch w[0] {
	case "http":
		httpCall(m, w)
	case "redis":
		redisCall(m, w)
	default:
		return false
	}
	return true
}

// httpCall takes the method, the cluster, the URL, the body, the time-out, the block for the answer, and headers.
func httpCall(m *machine, w []string) {
	client := wrapper.NewClusterClient(cluster(w[2]))
	var timeout []uint32
	if w[5] != "" {
		timeout = append(timeout, uint32(number(w[5])))
	}
	answered := func(status int, headers http.Header, body []byte) {
		say("answer", status, headers, string(body))
		run(&machine{ctx: m.ctx, log: m.log}, next(w[6]))
	}
	url, headers, body := w[3], pairs(w[7:]), []byte(w[4])
	switch w[1] {
	case "Get":
		say(client.Get(url, headers, answered, timeout...))
	case "Head":
		say(client.Head(url, headers, answered, timeout...))
	case "Options":
		say(client.Options(url, headers, answered, timeout...))
	case "Post":
		say(client.Post(url, headers, body, answered, timeout...))
	case "Put":
		say(client.Put(url, headers, body, answered, timeout...))
	case "Patch":
		say(client.Patch(url, headers, body, answered, timeout...))
	case "Delete":
		say(client.Delete(url, headers, body, answered, timeout...))
	case "Connect":
		say(client.Connect(url, headers, body, answered, timeout...))
	case "Trace":
		say(client.Trace(url, headers, body, answered, timeout...))
	default:
		say(wrapper.HttpCall(cluster(w[2]), w[1], url, headers, body, answered, timeout...))
	}
}

var redis *wrapper.RedisClusterClient[wrapper.Cluster]

// redisCall takes what to do, the block for the reply, and the rest.
func redisCall(m *machine, w []string) {
	answered := func(reply resp.Value) {
		say("reply", reply.Type().String(), reply.String(), reply.Integer(), reply.Float(), reply.Bool(), reply.IsNull(),
			len(reply.Array()), reply.Error())
		run(&machine{ctx: m.ctx, log: m.log}, next(w[2]))
	}
	a := w[3:]
	switch w[1] {
	case "new":
		redis = wrapper.NewRedisClusterClient(cluster(a[0]))
	case "init":
		database, user, password := wrapper.WithDataBase(int(number(a[3]))), a[0], a[1]
		switch a[4] {
		case "unbuffered":
			say(redis.Init(user, password, number(a[2]), database, wrapper.WithDisableBuffer()))
		case "buffered":
			say(redis.Init(user, password, number(a[2]), wrapper.WithMaxBufferSizeBeforeFlush(int(number(a[3]))),
				wrapper.WithBufferFlushTimeout(time.Duration(max(number(a[2]), 0))*time.Microsecond)))
		case "database":
			say(redis.Init(user, password, number(a[2]), database))
		default:
			say(redis.Init(user, password, number(a[2])))
		}
	case "ready":
		say("ready", redis.Ready())
	case "raw":
		say(wrapper.RedisCall(cluster(a[0]), []byte(a[1]), answered))
	case "command":
		say(redis.Command(values(a), answered))
	case "get":
		say(redis.Get(a[0], answered))
	case "set":
		say(redis.Set(a[0], value(a[1]), answered))
	case "setex":
		say(redis.SetEx(a[0], value(a[1]), int(number(a[2])), answered))
	case "setnx":
		say(redis.SetNX(a[0], value(a[1]), int(number(a[2])), answered))
	case "eval":
		say(redis.Eval(a[0], int(number(a[1])), values(a[2:3]), values(a[3:]), answered))
	case "mset":
		say(redis.MSet(mapOf(a), answered))
	case "hmset":
		say(redis.HMSet(a[0], mapOf(a[1:]), answered))
	case "zadd":
		say(redis.ZAdd(a[0], mapOf(a[1:]), answered))
	case "linsert":
		say(redis.LInsertBefore(a[0], value(a[1]), value(a[2]), answered), redis.LInsertAfter(a[0], value(a[1]), value(a[2]), answered))
	case "zincrby":
		say(redis.ZIncrBy(a[0], a[1], value(a[2]), answered))
	case "hincrbyfloat":
		f, _ := value(a[2]).(float64)
		say(redis.HIncrByFloat(a[0], a[1], f, answered))
	case "mget":
		say(redis.MGet(a, answered))
	case "sadd":
		say(redis.SAdd(a[0], values(a[1:]), answered))
	case "zcount":
		say(redis.ZCount(a[0], value(a[1]), value(a[2]), answered))
	case "lrange":
		say(redis.LRange(a[0], int(number(a[1])), int(number(a[2])), answered))
	case "quiet":
		say(redis.Incr(a[0], nil))
	}
}
