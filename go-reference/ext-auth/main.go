// ext-auth asks a service whether a request may pass: the service sees the method, the path, chosen headers and, if wanted, the
// body; its answer lets the request go on with further headers, or is what the client gets.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"sort"
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"ext-auth",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody),
	)
}

const (
	modeForward = "forward"
	modeEnvoy   = "envoy"
)

const (
	defaultTimeout  = 1000
	defaultMaxBytes = 64 * 1024
)

// Service is who is asked, and how.
type Service struct {
	mode    string
	method  string
	path    string
	timeout uint32
	headers map[string]string
	client  wrapper.HttpClient
}

// Filter says which headers pass.
type Filter []string

// ExtAuthConfig says who is asked about which requests.
type ExtAuthConfig struct {
	service     Service
	toService   Filter
	toUpstream  Filter
	toClient    Filter
	skip        []Skip
	withBody    bool
	maxBytes    uint32
	failOpen    bool
	failStatus  uint32
	allowedMark string
}

// Skip names requests that need not be asked about.
type Skip struct {
	methods map[string]bool
	glob    string
}

func parseConfig(json gjson.Result, config *ExtAuthConfig) error {
	if err := config.service.parse(json.Get("service")); err != nil {
		return fmt.Errorf("service: %w", err)
	}
	config.toService = parseFilter(json.Get("forwardHeaders"), "authorization", "cookie")
	config.toUpstream = parseFilter(json.Get("upstreamHeaders"))
	config.toClient = parseFilter(json.Get("clientHeaders"), "www-authenticate", "content-type", "location")
	for _, item := range json.Get("skip").Array() {
		skip := Skip{glob: item.Get("path").String()}
		if _, err := path.Match(skip.glob, ""); err != nil {
			return fmt.Errorf("skip %q: %w", skip.glob, err)
		}
		if methods := item.Get("methods").Array(); len(methods) > 0 {
			skip.methods = make(map[string]bool, len(methods))
			for _, method := range methods {
				skip.methods[strings.ToUpper(method.String())] = true
			}
		}
		config.skip = append(config.skip, skip)
	}
	config.withBody = json.Get("body.send").Bool()
	config.maxBytes = defaultMaxBytes
	if limit := json.Get("body.maxBytes").Uint(); limit > 0 {
		config.maxBytes = uint32(limit)
	}
	config.failOpen = json.Get("failOpen").Bool()
	config.failStatus = http.StatusForbidden
	if status := json.Get("failStatus").Int(); status != 0 {
		config.failStatus = uint32(status)
	}
	config.allowedMark = json.Get("allowedMark").String()
	return nil
}

func (s *Service) parse(json gjson.Result) error {
	name := json.Get("name").String()
	if name == "" {
		return errors.New("missing name")
	}
	port := json.Get("port").Int()
	if port == 0 {
		port = 80
	}
	s.client = wrapper.NewClusterClient(wrapper.FQDNCluster{FQDN: name, Host: json.Get("host").String(), Port: port})
	s.path = json.Get("path").String()
	if !strings.HasPrefix(s.path, "/") {
		return fmt.Errorf("path %q does not begin with a slash", s.path)
	}
	switch s.mode = json.Get("mode").String(); s.mode {
	case "":
		s.mode = modeEnvoy
	case modeEnvoy:
	case modeForward:
		s.method = json.Get("method").String()
		if s.method == "" {
			s.method = http.MethodGet
		}
	default:
		return fmt.Errorf("mode %q is unknown", s.mode)
	}
	s.timeout = defaultTimeout
	if timeout := json.Get("timeoutMs"); timeout.Exists() {
		s.timeout = uint32(timeout.Uint())
	}
	s.headers = make(map[string]string)
	for name, value := range json.Get("headers").Map() {
		s.headers[name] = value.String()
	}
	return nil
}

func parseFilter(json gjson.Result, fallback ...string) Filter {
	if !json.Exists() {
		return fallback
	}
	filter := Filter{}
	for _, item := range json.Array() {
		filter = append(filter, strings.ToLower(item.String()))
	}
	return filter
}

// passes says whether a header passes: by its name, or by a beginning that ends with a star.
func (f Filter) passes(name string) bool {
	name = strings.ToLower(name)
	for _, wanted := range f {
		if begin, isBegin := strings.CutSuffix(wanted, "*"); isBegin && strings.HasPrefix(name, begin) {
			return true
		}
		if wanted == name {
			return true
		}
	}
	return false
}

func (c *ExtAuthConfig) skips(method, requestPath string) bool {
	plain := requestPath
	if parsed, err := url.Parse(requestPath); err == nil {
		plain = path.Clean(parsed.Path)
	}
	for _, skip := range c.skip {
		if skip.methods != nil && !skip.methods[method] {
			continue
		}
		if matched, _ := path.Match(skip.glob, plain); matched {
			return true
		}
	}
	return false
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config ExtAuthConfig) types.Action {
	if config.allowedMark != "" {
		proxywasm.RemoveHttpRequestHeader(config.allowedMark)
	}
	if config.skips(ctx.Method(), ctx.Path()) {
		log.Debugf("%s %s is not asked about", ctx.Method(), ctx.Path())
		ctx.DontReadRequestBody()
		return types.HeaderContinue
	}
	if config.withBody && ctx.HasRequestBody() {
		ctx.SetRequestBodyBufferLimit(config.maxBytes)
		return types.HeaderStopIteration
	}
	ctx.DontReadRequestBody()
	if !config.ask(ctx, nil) {
		return types.HeaderContinue
	}
	return types.HeaderStopAllIterationAndWatermark
}

func onHttpRequestBody(ctx wrapper.HttpContext, config ExtAuthConfig, body []byte) types.Action {
	if uint64(len(body)) > uint64(config.maxBytes) {
		body = body[:config.maxBytes]
	}
	if !config.ask(ctx, body) {
		return types.ActionContinue
	}
	return types.ActionPause
}

// ask says whether the request has to wait.
func (c *ExtAuthConfig) ask(ctx wrapper.HttpContext, body []byte) bool {
	headers, err := c.service.question(ctx, c.toService)
	if err != nil {
		log.Errorf("request headers: %v", err)
		return c.failed()
	}
	method, target := ctx.Method(), c.service.path
	if c.service.mode == modeForward {
		method = c.service.method
	} else {
		target = strings.TrimSuffix(target, "/") + ctx.Path()
	}
	err = c.service.client.Call(method, target, headers, body, c.onAnswer, c.service.timeout)
	if err != nil {
		log.Errorf("service cannot be asked: %v", err)
		return c.failed()
	}
	return true
}

func (c *ExtAuthConfig) failed() bool {
	if c.failOpen {
		return false
	}
	proxywasm.SendHttpResponseWithDetail(c.failStatus, "ext-auth.unavailable", nil, nil, -1)
	return true
}

func (s *Service) question(ctx wrapper.HttpContext, filter Filter) ([][2]string, error) {
	all, err := proxywasm.GetHttpRequestHeaders()
	if err != nil {
		return nil, err
	}
	headers := [][2]string{}
	for _, header := range all {
		if !strings.HasPrefix(header[0], ":") && filter.passes(header[0]) {
			headers = append(headers, header)
		}
	}
	if s.mode == modeForward {
		for _, original := range [...]struct{ name, value string }{
			{"x-forwarded-proto", ctx.Scheme()},
			{"x-forwarded-method", ctx.Method()},
			{"x-forwarded-host", ctx.Host()},
			{"x-forwarded-uri", ctx.Path()},
		} {
			headers = append(headers, [2]string{original.name, original.value})
		}
	}
	names := make([]string, 0, len(s.headers))
	for name := range s.headers {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		headers = append(headers, [2]string{name, s.headers[name]})
	}
	return headers, nil
}

func (c *ExtAuthConfig) onAnswer(statusCode int, responseHeaders http.Header, responseBody []byte) {
	switch {
	case statusCode >= 200 && statusCode < 300:
		for _, header := range c.toUpstream.pick(responseHeaders) {
			proxywasm.ReplaceHttpRequestHeader(header[0], header[1])
		}
		if c.allowedMark != "" {
			proxywasm.ReplaceHttpRequestHeader(c.allowedMark, "true")
		}
		proxywasm.ResumeHttpRequest()
	case statusCode >= 500:
		log.Errorf("service answered %d: %s", statusCode, responseBody)
		if c.failOpen {
			proxywasm.ResumeHttpRequest()
			return
		}
		c.failed()
	default:
		log.Infof("service refused with %d %s", statusCode, http.StatusText(statusCode))
		headers := c.toClient.pick(responseHeaders)
		proxywasm.SendHttpResponseWithDetail(uint32(statusCode), "ext-auth.refused", headers, responseBody, -1)
	}
}

// pick returns the headers that pass, in the order of their names.
func (f Filter) pick(headers http.Header) [][2]string {
	picked := make([][2]string, 0, len(headers))
	for name, values := range headers {
		if !f.passes(name) {
			continue
		}
		for _, value := range values {
			picked = append(picked, [2]string{strings.ToLower(name), value})
		}
	}
	sort.SliceStable(picked, func(i, j int) bool { return picked[i][0] < picked[j][0] })
	return picked
}
