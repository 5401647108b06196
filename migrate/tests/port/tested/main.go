package main

import (
	"errors"
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx("field", wrapper.ParseConfig(parseConfig), wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody))
}

type Rule struct {
	Name  string
	Paths []string
	Limit int64
}

type FieldConfig struct {
	rules   []Rule
	headers map[string]string
	client  wrapper.HttpClient
	strict  bool
}

func parseConfig(json gjson.Result, config *FieldConfig) error {
	config.strict = json.Get("strict").Bool()
	config.headers = map[string]string{}
	for name, value := range json.Get("headers").Map() {
		config.headers[name] = value.String()
	}
	for _, item := range json.Get("rules").Array() {
		rule, err := parseRule(item)
		if err != nil {
			return err
		}
		config.rules = append(config.rules, rule)
	}
	return nil
}

func parseRule(item gjson.Result) (Rule, error) {
	name := item.Get("name").String()
	if name == "" {
		return Rule{}, errors.New("a rule without a name")
	}
	rule := Rule{Name: name, Limit: item.Get("limit").Int()}
	for _, path := range item.Get("paths").Array() {
		rule.Paths = append(rule.Paths, normalize(path.String()))
	}
	return rule, nil
}

func normalize(path string) string {
	return "/" + strings.Trim(path, "/")
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config FieldConfig) types.Action {
	path := normalize(ctx.Path())
	for _, rule := range config.rules {
		for _, known := range rule.Paths {
			if path == known {
				log.Errorf("refused by %s", rule.Name)
				_ = proxywasm.SendHttpResponse(403, [][2]string{{"x-rule", rule.Name}}, []byte("refused by "+rule.Name), -1)
				return types.ActionPause
			}
		}
	}
	for name, value := range config.headers {
		_ = proxywasm.ReplaceHttpRequestHeader(name, value)
	}
	return types.ActionContinue
}

func onHttpRequestBody(ctx wrapper.HttpContext, config FieldConfig, body []byte) types.Action {
	if config.strict && !gjson.ValidBytes(body) {
		_ = proxywasm.SendHttpResponse(400, nil, []byte(`{"error":{"code":"bad","items":[1,2]}}`), -1)
		return types.ActionPause
	}
	return types.ActionContinue
}
