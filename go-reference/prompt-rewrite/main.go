// prompt-rewrite changes chat requests on their way to a model: it puts messages around the prompt, asks a service whether the
// prompt may pass, hides e-mail addresses and numbers from the model, and puts them back into the answer once the service has
// looked at that, too.
package main

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"sort"
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
		"prompt-rewrite",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessRequestBody(onHttpRequestBody),
		wrapper.ProcessResponseHeaders(onHttpResponseHeaders),
		wrapper.ProcessResponseBody(onHttpResponseBody),
	)
}

const (
	hiddenContext   = "prompt-rewrite-hidden"
	modelContext    = "prompt-rewrite-model"
	maxBody         = 4 << 20
	phaseOfRequest  = "request"
	phaseOfResponse = "response"
)

// Message is a message of a chat.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// Question is what the service is asked.
type Question struct {
	Phase    string    `json:"phase"`
	Model    string    `json:"model,omitempty"`
	Messages []Message `json:"messages"`
	Tags     []string  `json:"tags"`
}

// Answer is what the service says.
type Answer struct {
	Allow   *bool             `json:"allow"`
	Reason  string            `json:"reason"`
	Replace map[string]string `json:"replace"`
}

// PromptRewriteConfig says what to put where, and whom to ask.
type PromptRewriteConfig struct {
	before    []Message
	after     []Message
	patterns  []*regexp.Regexp
	tags      []string
	path      string
	timeoutMs uint32
	client    wrapper.HttpClient
	models    map[string]string
}

func parseConfig(json gjson.Result, config *PromptRewriteConfig) (err error) {
	if config.before, err = parseMessages(json.Get("before")); err != nil {
		return fmt.Errorf("before: %w", err)
	}
	if config.after, err = parseMessages(json.Get("after")); err != nil {
		return fmt.Errorf("after: %w", err)
	}
	for _, item := range json.Get("hide").Array() {
		expression, err := regexp.Compile(item.String())
		if err != nil {
			return fmt.Errorf("hide: %w", err)
		}
		config.patterns = append(config.patterns, expression)
	}
	config.models = make(map[string]string)
	json.Get("models").ForEach(func(from, to gjson.Result) bool {
		config.models[from.String()] = to.String()
		return true
	})
	config.tags = []string{}
	for _, tag := range json.Get("tags").Array() {
		config.tags = append(config.tags, tag.String())
	}
	service := json.Get("service")
	if !service.Exists() {
		return nil
	}
	config.path = service.Get("path").String()
	if config.path == "" {
		config.path = "/"
	}
	config.timeoutMs = uint32(service.Get("timeoutMs").Int())
	if config.timeoutMs == 0 {
		config.timeoutMs = 500
	}
	name, port := service.Get("name").String(), service.Get("port").Int()
	if name == "" || port <= 0 || port > 65535 {
		return errors.New("service needs a name and a port")
	}
	config.client = wrapper.NewClusterClient(wrapper.FQDNCluster{FQDN: name, Host: service.Get("host").String(), Port: port})
	return nil
}

func parseMessages(json gjson.Result) (messages []Message, err error) {
	for i, item := range json.Array() {
		message := Message{Role: item.Get("role").String(), Content: item.Get("content").String()}
		switch message.Role {
		case "system", "user", "assistant":
		default:
			return nil, fmt.Errorf("message %d has the role %q", i, message.Role)
		}
		messages = append(messages, message)
	}
	return
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config PromptRewriteConfig) types.Action {
	contentType, _ := proxywasm.GetHttpRequestHeader("content-type")
	if !strings.Contains(contentType, "application/json") || !ctx.HasRequestBody() {
		ctx.DontReadRequestBody()
		return types.HeaderContinue
	}
	ctx.SetRequestBodyBufferLimit(maxBody)
	ctx.DisableReroute()
	proxywasm.RemoveHttpRequestHeader("content-length")
	proxywasm.RemoveHttpRequestHeader("accept-encoding")
	return types.HeaderStopIteration
}

func onHttpRequestBody(ctx wrapper.HttpContext, config PromptRewriteConfig, body []byte) types.Action {
	if !gjson.ValidBytes(body) || !gjson.GetBytes(body, "messages").IsArray() {
		log.Warn("no chat request")
		return types.ActionContinue
	}
	model := gjson.GetBytes(body, "model").String()
	if other, mapped := config.models[model]; mapped {
		model = other
	}
	ctx.SetContext(modelContext, model)
	hidden := make(map[string]string)
	messages, err := config.rewrite(gjson.GetBytes(body, "messages"), hidden)
	if err != nil {
		log.Errorf("messages: %v", err)
		return types.ActionContinue
	}
	ctx.SetContext(hiddenContext, hidden)
	rewritten, err := withMessages(body, model, messages)
	if err != nil {
		log.Errorf("request body: %v", err)
		return types.ActionContinue
	}
	proxywasm.ReplaceHttpRequestBody(rewritten)
	if config.client == nil {
		return types.ActionContinue
	}
	question := Question{Phase: phaseOfRequest, Model: model, Messages: messages, Tags: config.tags}
	err = config.ask(question, func(answer Answer) {
		if answer.Allow != nil && !*answer.Allow {
			refuse(answer.Reason)
			return
		}
		if len(answer.Replace) > 0 {
			proxywasm.ReplaceHttpRequestBody(replaceAll(rewritten, answer.Replace))
		}
		proxywasm.ResumeHttpRequest()
	})
	if err != nil {
		log.Errorf("service cannot be asked: %v", err)
		return types.ActionContinue
	}
	return types.ActionPause
}

// rewrite returns the messages with those of the configuration around them, and what it hid in hidden.
func (c *PromptRewriteConfig) rewrite(json gjson.Result, hidden map[string]string) ([]Message, error) {
	messages := append([]Message(nil), c.before...)
	var failed error
	json.ForEach(func(key, item gjson.Result) bool {
		content := item.Get("content")
		if content.Type != gjson.String {
			failed = fmt.Errorf("message %d has no text", key.Int())
			return false
		}
		messages = append(messages, Message{item.Get("role").String(), c.hide(content.String(), hidden)})
		return true
	})
	return append(messages, c.after...), failed
}

func (c *PromptRewriteConfig) hide(text string, hidden map[string]string) string {
	for _, pattern := range c.patterns {
		text = pattern.ReplaceAllStringFunc(text, func(found string) string {
			sum := md5.Sum([]byte(found))
			mask := "<" + hex.EncodeToString(sum[:4]) + ">"
			hidden[mask] = found
			return mask
		})
	}
	return text
}

func withMessages(body []byte, model string, messages []Message) ([]byte, error) {
	encoded, err := json.Marshal(messages)
	if err != nil {
		return nil, err
	}
	body, err = sjson.SetRawBytes(body, "messages", encoded)
	if err != nil || model == "" {
		return body, err
	}
	return sjson.SetBytes(body, "model", model)
}

// ask asks the service. Where it has no answer, everything passes.
func (c *PromptRewriteConfig) ask(question Question, then func(Answer)) error {
	body, err := json.Marshal(question)
	if err != nil {
		return err
	}
	headers := [][2]string{{"content-type", "application/json"}, {"x-phase", question.Phase}}
	return c.client.Post(c.path, headers, body, func(statusCode int, responseHeaders http.Header, responseBody []byte) {
		var answer Answer
		if statusCode != http.StatusOK {
			log.Warnf("service answered the %s with %d", question.Phase, statusCode)
		} else if err := json.Unmarshal(responseBody, &answer); err != nil {
			log.Warnf("service answered the %s with no JSON", question.Phase)
			answer = Answer{}
		}
		if id := responseHeaders.Get("X-Decision-Id"); id != "" {
			log.Infof("%s decided in %s", question.Phase, id)
		}
		then(answer)
	}, c.timeoutMs)
}

func refuse(reason string) {
	if reason == "" {
		reason = "not allowed"
	}
	body, _ := json.Marshal(map[string]interface{}{
		"error": map[string]interface{}{"message": reason, "type": "prompt_refused", "code": 400},
	})
	proxywasm.SendHttpResponse(400, [][2]string{{"content-type", "application/json"}}, body, -1)
}

func replaceAll(body []byte, replace map[string]string) []byte {
	keys := make([]string, 0, len(replace))
	for key := range replace {
		keys = append(keys, key)
	}
	// The longest first: one may stand within another.
	sort.Slice(keys, func(i, j int) bool {
		if len(keys[i]) != len(keys[j]) {
			return len(keys[i]) > len(keys[j])
		}
		return keys[i] < keys[j]
	})
	for _, key := range keys {
		body = bytes.ReplaceAll(body, []byte(key), []byte(replace[key]))
	}
	return body
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config PromptRewriteConfig) types.Action {
	contentType, _ := proxywasm.GetHttpResponseHeader("content-type")
	if ctx.GetContext(hiddenContext) == nil || !strings.Contains(contentType, "application/json") || !ctx.HasResponseBody() {
		ctx.DontReadResponseBody()
		return types.HeaderContinue
	}
	ctx.SetResponseBodyBufferLimit(maxBody)
	proxywasm.RemoveHttpResponseHeader("content-length")
	return types.HeaderStopIteration
}

func onHttpResponseBody(ctx wrapper.HttpContext, config PromptRewriteConfig, body []byte) types.Action {
	hidden, _ := ctx.GetContext(hiddenContext).(map[string]string)
	var messages []Message
	for _, choice := range gjson.GetBytes(body, "choices").Array() {
		messages = append(messages, Message{Role: choice.Get("message.role").String(), Content: choice.Get("message.content").String()})
	}
	if config.client == nil || len(messages) == 0 {
		proxywasm.ReplaceHttpResponseBody(replaceAll(body, hidden))
		return types.ActionContinue
	}
	question := Question{
		Phase:    phaseOfResponse,
		Model:    ctx.GetStringContext(modelContext, "unknown"),
		Messages: messages,
		Tags:     config.tags,
	}
	err := config.ask(question, func(answer Answer) {
		after := replaceAll(body, answer.Replace)
		if answer.Allow != nil && !*answer.Allow {
			for i := range messages {
				var err error
				if after, err = sjson.SetBytes(after, fmt.Sprintf("choices.%d.message.content", i), answer.Reason); err != nil {
					log.Errorf("choice %d: %v", i, err)
				}
			}
		} else {
			after = replaceAll(after, hidden)
		}
		proxywasm.ReplaceHttpResponseBody(after)
		proxywasm.ResumeHttpResponse()
	})
	if err != nil {
		log.Errorf("service cannot be asked: %v", err)
		return types.ActionContinue
	}
	return types.ActionPause
}
