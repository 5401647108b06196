// Of this plugin.

// Package main is a plugin with tests that look into it.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
	"tested/steps"
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
	steps   []*steps.Named
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
	if cluster := json.Get("asks").String(); cluster != "" {
		config.client = wrapper.NewClusterClient(wrapper.FQDNCluster{FQDN: cluster, Port: 80})
	}
	for _, item := range json.Get("steps").Array() {
		named := &steps.Named{Name: item.Get("name").String()}
		for _, step := range item.Get("words").Array() {
			if err := named.Add(step); err != nil {
				return err
			}
		}
		config.steps = append(config.steps, named)
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
	if err := runSteps(ctx, config); err != nil {
		log.Errorf("the steps end: %v", err)
	}
	for name, value := range config.headers {
		_ = proxywasm.ReplaceHttpRequestHeader(name, value)
	}
	if config.client != nil && config.client.Get("/asked", nil, answered, 500) == nil {
		return types.HeaderStopAllIterationAndWatermark
	}
	return types.ActionContinue
}

// kept are the answers so far: what is written here stays.
var kept [][]byte

func answered(statusCode int, _ http.Header, responseBody []byte) {
	if len(responseBody) > 0 {
		responseBody[0] = '>'
	}
	kept = append(kept, responseBody)
	log.Errorf("answer %d with %d: %s", len(kept), statusCode, kept[len(kept)-1])
	_ = proxywasm.ResumeHttpRequest()
}

func runSteps(ctx wrapper.HttpContext, config FieldConfig) (err error) {
	if len(config.steps) == 0 {
		return nil
	}
	ctx.SetContext("diary", steps.NewDiary())
	for _, named := range config.steps {
		diary, ok := ctx.GetContext("diary").(steps.Diary)
		if !ok {
			return errors.New("no diary")
		}
		if err := named.Run(diary); err != nil {
			return fmt.Errorf("%s: %w", named.Name, err)
		}
		log.Errorf("diary of %s: %v", named.Name, diary.Lines())
	}
	var headers any
	headers, _ = proxywasm.GetHttpRequestHeaders()
	log.Errorf("headers: %v", headers)
	return nil
}

func onHttpRequestBody(ctx wrapper.HttpContext, config FieldConfig, body []byte) types.Action {
	if config.strict && !gjson.ValidBytes(body) {
		_ = proxywasm.SendHttpResponse(400, nil, []byte(`{"error":{"code":"bad","items":[1,2]}}`), -1)
		return types.ActionPause
	}
	return types.ActionContinue
}
