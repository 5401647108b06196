// transformer changes requests and responses by a list of operations on headers, query parameters and JSON bodies: add,
// set, remove, rename, copy and map, in the order in which they are written.
package main

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
	"github.com/tidwall/sjson"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"transformer",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody),
		wrapper.ProcessResponseHeaders(onHttpResponseHeaders),
		wrapper.ProcessResponseBody(onHttpResponseBody),
	)
}

type part int

const (
	headerPart part = iota
	queryPart
	bodyPart
)

var partNames = [...]string{headerPart: "header", queryPart: "query", bodyPart: "body"}

func (p part) String() string {
	if p < 0 || int(p) >= len(partNames) {
		return "nowhere"
	}
	return partNames[p]
}

// Operation is one change.
type Operation struct {
	do      string
	part    part
	name    string
	to      string
	value   string
	raw     bool
	pattern *regexp.Regexp
}

// Side is what is done to requests, or to responses.
type Side struct {
	operations []Operation
	touches    [len(partNames)]bool
}

// TransformerConfig holds both sides.
type TransformerConfig struct {
	request  Side
	response Side
}

// store is what operations work on: names with values, some of them several times.
type store interface {
	get(name string) (string, bool)
	add(name string, operation *Operation, value string) error
	set(name string, operation *Operation, value string) error
	remove(name string) error
}

func parseConfig(json gjson.Result, config *TransformerConfig) error {
	sides := []struct {
		name string
		side *Side
	}{
		{"request", &config.request},
		{"response", &config.response},
	}
	total := 0
	for _, each := range sides {
		for i, item := range json.Get(each.name).Array() {
			operation, err := parseOperation(item)
			if err == nil && each.name == "response" && operation.part == queryPart {
				err = errors.New("a response has no query")
			}
			if err != nil {
				return fmt.Errorf("%s %d: %w", each.name, i+1, err)
			}
			each.side.operations = append(each.side.operations, operation)
			each.side.touches[operation.part] = true
			total++
		}
	}
	if total == 0 {
		return errors.New("no operations in config")
	}
	return nil
}

func parseOperation(json gjson.Result) (operation Operation, err error) {
	operation.do = json.Get("do").String()
	operation.name = json.Get("name").String()
	operation.to = json.Get("to").String()
	switch in := json.Get("in").String(); in {
	case "header":
		operation.part = headerPart
		operation.name = strings.ToLower(operation.name)
	case "query":
		operation.part = queryPart
	case "body":
		operation.part = bodyPart
	default:
		return operation, fmt.Errorf("in %q: want header, query or body", in)
	}
	if operation.name == "" {
		return operation, errors.New("missing name")
	}
	value := json.Get("value")
	operation.value = value.String()
	operation.raw = operation.part == bodyPart && value.Type != gjson.String
	if operation.raw {
		operation.value = value.Raw
	}
	switch operation.do {
	case "remove":
	case "add", "set":
		if !value.Exists() {
			return operation, errors.New("missing value")
		}
	case "rename", "copy":
		if operation.to == "" {
			return operation, errors.New("missing to")
		}
	case "map":
		operation.pattern, err = regexp.Compile(json.Get("pattern").String())
		if err != nil {
			return operation, err
		}
	default:
		return operation, fmt.Errorf("do %q is unknown", operation.do)
	}
	return operation, nil
}

// apply makes the changes of one part.
func (s *Side) apply(which part, on store) {
	for i := range s.operations {
		operation := &s.operations[i]
		if operation.part != which {
			continue
		}
		if err := operation.apply(on); err != nil {
			log.Warnf("%s %s %s: %v", operation.do, operation.part, operation.name, err)
		}
	}
}

func (o *Operation) apply(on store) error {
	switch o.do {
	case "remove":
		return on.remove(o.name)
	case "add":
		return on.add(o.name, o, o.value)
	case "set":
		return on.set(o.name, o, o.value)
	}
	value, found := on.get(o.name)
	if !found {
		return nil
	}
	switch o.do {
	case "rename":
		if err := on.remove(o.name); err != nil {
			return err
		}
		return on.set(o.to, o, value)
	case "copy":
		return on.set(o.to, o, value)
	default:
		return on.set(o.name, &Operation{}, o.pattern.ReplaceAllString(value, o.value))
	}
}

type requestHeaders struct{}

func (requestHeaders) get(name string) (string, bool) {
	value, err := proxywasm.GetHttpRequestHeader(name)
	return value, err == nil && value != ""
}
func (requestHeaders) add(name string, _ *Operation, value string) error {
	return proxywasm.AddHttpRequestHeader(name, value)
}
func (requestHeaders) set(name string, _ *Operation, value string) error {
	return proxywasm.ReplaceHttpRequestHeader(name, value)
}
func (requestHeaders) remove(name string) error { return proxywasm.RemoveHttpRequestHeader(name) }

type responseHeaders struct{}

func (responseHeaders) get(name string) (string, bool) {
	value, err := proxywasm.GetHttpResponseHeader(name)
	return value, err == nil && value != ""
}
func (responseHeaders) add(name string, _ *Operation, value string) error {
	return proxywasm.AddHttpResponseHeader(name, value)
}
func (responseHeaders) set(name string, _ *Operation, value string) error {
	return proxywasm.ReplaceHttpResponseHeader(name, value)
}
func (responseHeaders) remove(name string) error { return proxywasm.RemoveHttpResponseHeader(name) }

type query struct{ values url.Values }

func (q query) get(name string) (string, bool) {
	values, found := q.values[name]
	if !found || len(values) == 0 {
		return "", false
	}
	return values[0], true
}
func (q query) add(name string, _ *Operation, value string) error {
	q.values.Add(name, value)
	return nil
}
func (q query) set(name string, _ *Operation, value string) error {
	q.values.Set(name, value)
	return nil
}
func (q query) remove(name string) error {
	q.values.Del(name)
	return nil
}

// document is a JSON body. What is copied or renamed keeps its type.
type document struct{ text string }

func (d *document) get(name string) (string, bool) {
	value := gjson.Get(d.text, name)
	if value.Type == gjson.String {
		return value.Str, true
	}
	return value.Raw, value.Exists()
}

func (d *document) add(name string, operation *Operation, value string) error {
	if found := gjson.Get(d.text, name); found.IsArray() {
		name += ".-1"
	} else if found.Exists() {
		return nil
	}
	return d.set(name, operation, value)
}

func (d *document) set(name string, operation *Operation, value string) (err error) {
	raw := operation.raw
	if operation.do == "rename" || operation.do == "copy" {
		raw = gjson.Valid(value)
	}
	if raw {
		d.text, err = sjson.SetRaw(d.text, name, value)
	} else {
		d.text, err = sjson.Set(d.text, name, value)
	}
	return err
}

func (d *document) remove(name string) (err error) {
	d.text, err = sjson.Delete(d.text, name)
	return err
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config TransformerConfig) types.Action {
	side := &config.request
	if side.touches[queryPart] {
		changeQuery(side, ctx.Path())
	}
	side.apply(headerPart, requestHeaders{})
	contentType, _ := proxywasm.GetHttpRequestHeader("content-type")
	if !side.touches[bodyPart] || !ctx.HasRequestBody() || !isJSON(contentType) {
		ctx.DontReadRequestBody()
		return types.HeaderContinue
	}
	proxywasm.RemoveHttpRequestHeader("content-length")
	return types.HeaderStopIteration
}

func changeQuery(side *Side, path string) {
	before, rawQuery, _ := strings.Cut(path, "?")
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		log.Warnf("query stays as it is: %v", err)
		return
	}
	side.apply(queryPart, query{values})
	after := before
	if encoded := values.Encode(); encoded != "" {
		after += "?" + encoded
	}
	if after == path {
		return
	}
	if err := proxywasm.ReplaceHttpRequestHeader(":path", after); err != nil {
		log.Errorf("path: %v", err)
	}
}

func onHttpRequestBody(ctx wrapper.HttpContext, config TransformerConfig, body []byte) types.Action {
	changed, ok := changeBody(&config.request, body)
	if !ok {
		return types.ActionContinue
	}
	if err := proxywasm.ReplaceHttpRequestBody(changed); err != nil {
		log.Errorf("request body: %v", err)
	}
	return types.ActionContinue
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config TransformerConfig) types.Action {
	side := &config.response
	side.apply(headerPart, responseHeaders{})
	contentType, _ := proxywasm.GetHttpResponseHeader("content-type")
	if !side.touches[bodyPart] || !ctx.HasResponseBody() || !isJSON(contentType) {
		ctx.DontReadResponseBody()
		return types.HeaderContinue
	}
	proxywasm.RemoveHttpResponseHeader("content-length")
	return types.HeaderStopIteration
}

func onHttpResponseBody(ctx wrapper.HttpContext, config TransformerConfig, body []byte) types.Action {
	if changed, ok := changeBody(&config.response, body); ok {
		if err := proxywasm.ReplaceHttpResponseBody(changed); err != nil {
			log.Errorf("response body: %v", err)
		}
	}
	return types.ActionContinue
}

func changeBody(side *Side, body []byte) ([]byte, bool) {
	if !gjson.ValidBytes(body) {
		log.Warnf("a body of %d bytes is no JSON", len(body))
		return nil, false
	}
	on := &document{text: string(body)}
	side.apply(bodyPart, on)
	return []byte(on.text), on.text != string(body)
}

func isJSON(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "application/json" || strings.HasSuffix(kind, "+json")
}
