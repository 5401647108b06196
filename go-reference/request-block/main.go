// request-block refuses requests by rules: each names what it looks at (method, path, query, a header, the body), how it
// compares, and what the client is told. The first rule that holds decides. Body rules wait for the whole body.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"regexp"
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
		"request-block",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody),
	)
}

// Places that a rule can look at.
const (
	placeMethod = "method"
	placePath   = "path"
	placeQuery  = "query"
	placeHeader = "header"
	placeBody   = "body"
)

const defaultStatus = http.StatusForbidden

// matcher tells whether a text is what a rule looks for.
type matcher interface {
	matches(text string) bool
	String() string
}

type exact struct{ want string }

func (m exact) matches(text string) bool { return text == m.want }
func (m exact) String() string           { return fmt.Sprintf("is %q", m.want) }

type prefix struct{ want string }

func (m prefix) matches(text string) bool { return strings.HasPrefix(text, m.want) }
func (m prefix) String() string           { return fmt.Sprintf("begins with %q", m.want) }

type contains struct {
	want       string
	ignoreCase bool
}

func (m contains) matches(text string) bool {
	if m.ignoreCase {
		return strings.Contains(strings.ToLower(text), strings.ToLower(m.want))
	}
	return strings.Contains(text, m.want)
}

func (m contains) String() string { return fmt.Sprintf("contains %q", m.want) }

type pattern struct{ re *regexp.Regexp }

func (m pattern) matches(text string) bool { return m.re.MatchString(text) }
func (m pattern) String() string           { return "matches " + m.re.String() }

// Rule refuses what its matcher finds at its place.
type Rule struct {
	name    string
	place   string
	header  string
	unless  bool
	matcher matcher
	status  uint32
	message string
}

// RequestBlockConfig holds the rules in their order.
type RequestBlockConfig struct {
	rules       []Rule
	readsBody   bool
	detail      string
	headersSeen map[string]int
}

func parseConfig(json gjson.Result, config *RequestBlockConfig) error {
	config.detail = json.Get("detail").String()
	config.headersSeen = make(map[string]int)
	rules := json.Get("rules").Array()
	if len(rules) == 0 {
		return errors.New("no rules in config")
	}
	for i, item := range rules {
		rule, err := parseRule(item)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i+1, err)
		}
		if rule.name == "" {
			rule.name = fmt.Sprintf("rule-%d", i+1)
		}
		if rule.place == placeHeader {
			config.headersSeen[rule.header]++
		}
		config.readsBody = config.readsBody || rule.place == placeBody
		config.rules = append(config.rules, rule)
		log.Debugf("%s: %s %v", rule.name, rule.place, rule.matcher)
	}
	return nil
}

func parseRule(json gjson.Result) (Rule, error) {
	rule := Rule{
		name:    json.Get("name").String(),
		place:   json.Get("in").String(),
		unless:  json.Get("unless").Bool(),
		status:  defaultStatus,
		message: json.Get("message").String(),
	}
	switch rule.place {
	case placeMethod, placePath, placeQuery, placeBody:
	case placeHeader:
		rule.header = strings.ToLower(json.Get("header").String())
		if rule.header == "" {
			return rule, errors.New("missing header")
		}
	case "":
		return rule, errors.New("missing in")
	default:
		return rule, fmt.Errorf("cannot look in %q", rule.place)
	}
	if status := json.Get("status"); status.Exists() {
		code := status.Int()
		if code < 200 || code > 599 {
			return rule, fmt.Errorf("status %d is out of range", code)
		}
		rule.status = uint32(code)
	}
	m, err := parseMatcher(json)
	if err != nil {
		return rule, err
	}
	rule.matcher = m
	return rule, nil
}

func parseMatcher(json gjson.Result) (matcher, error) {
	var found []matcher
	if want := json.Get("is"); want.Exists() {
		found = append(found, exact{want.String()})
	}
	if want := json.Get("begins"); want.Exists() {
		found = append(found, prefix{want.String()})
	}
	if want := json.Get("contains"); want.Exists() {
		found = append(found, contains{want: want.String(), ignoreCase: json.Get("ignoreCase").Bool()})
	}
	if want := json.Get("matches"); want.Exists() {
		re, err := regexp.Compile(want.String())
		if err != nil {
			return nil, fmt.Errorf("bad pattern: %w", err)
		}
		found = append(found, pattern{re})
	}
	switch len(found) {
	case 0:
		return nil, errors.New("nothing to compare with")
	case 1:
		return found[0], nil
	default:
		return nil, fmt.Errorf("%d ways to compare, want one", len(found))
	}
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config RequestBlockConfig) types.Action {
	path, query, _ := strings.Cut(ctx.Path(), "?")
	for i := range config.rules {
		rule := &config.rules[i]
		var text string
		switch rule.place {
		case placeMethod:
			text = ctx.Method()
		case placePath:
			text = path
		case placeQuery:
			text = query
		case placeHeader:
			value, err := proxywasm.GetHttpRequestHeader(rule.header)
			if err != nil {
				value = ""
			}
			text = value
		default:
			continue
		}
		if rule.holds(text) {
			ctx.DontReadRequestBody()
			return config.refuse(rule)
		}
	}
	if !config.readsBody || !ctx.HasRequestBody() {
		ctx.DontReadRequestBody()
		return types.HeaderContinue
	}
	return types.HeaderStopIteration
}

func onHttpRequestBody(ctx wrapper.HttpContext, config RequestBlockConfig, body []byte) types.Action {
	text := string(body)
	for i := range config.rules {
		rule := &config.rules[i]
		if rule.place == placeBody && rule.holds(text) {
			return config.refuse(rule)
		}
	}
	return types.ActionContinue
}

// holds says whether the rule refuses a request with this text at its place.
func (r *Rule) holds(text string) bool {
	return r.matcher.matches(text) != r.unless
}

func (c *RequestBlockConfig) refuse(rule *Rule) types.Action {
	log.Infof("refused by %s: %s %s", rule.name, rule.place, rule.matcher)
	headers := [][2]string{{"content-type", "text/plain; charset=utf-8"}}
	if c.detail != "" {
		headers = append(headers, [2]string{c.detail, rule.name})
	}
	err := proxywasm.SendHttpResponseWithDetail(rule.status, "request-block."+rule.name, headers, []byte(rule.message), -1)
	if err != nil {
		log.Errorf("could not refuse: %v", err)
	}
	return types.ActionContinue
}
