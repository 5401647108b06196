// consumer-auth lets known consumers in, by an API key or by a name and password. The consumers stand in the global
// configuration; a rule for some routes or hosts says which of them may use it.
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
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
		"consumer-auth",
		wrapper.ParseOverrideConfig(parseGlobalConfig, parseRuleConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
	)
}

const (
	consumerHeader = "x-consumer"
	basicPrefix    = "basic "
	bearerPrefix   = "bearer "
)

var (
	errNoCredentials  = errors.New("no credentials")
	errUnknown        = errors.New("unknown credentials")
	errTwoCredentials = errors.New("more than one credential")
)

// Consumer is somebody who may call.
type Consumer struct {
	Name   string
	Secret string
	Kind   credentialKind
}

type credentialKind int

const (
	keyCredential credentialKind = iota
	basicCredential
)

func (k credentialKind) String() string {
	switch k {
	case keyCredential:
		return "key"
	case basicCredential:
		return "basic"
	}
	return fmt.Sprintf("credentialKind(%d)", int(k))
}

// Sources are the places where a key may stand.
type Sources struct {
	headers []string
	queries []string
}

// AuthConfig is the global configuration together with the rule that applies.
type AuthConfig struct {
	Sources
	realm     string
	globalOn  bool
	consumers map[string]Consumer
	allow     map[string]bool
	hasRule   bool
}

func parseGlobalConfig(json gjson.Result, config *AuthConfig) error {
	config.realm = json.Get("realm").String()
	if config.realm == "" {
		config.realm = "gateway"
	}
	config.globalOn = json.Get("globalAuth").Bool()
	config.consumers = make(map[string]Consumer)
	for _, header := range json.Get("headers").Array() {
		config.headers = append(config.headers, strings.ToLower(header.String()))
	}
	for _, query := range json.Get("queries").Array() {
		config.queries = append(config.queries, query.String())
	}
	names := make(map[string]struct{})
	var failed error
	json.Get("consumers").ForEach(func(_, item gjson.Result) bool {
		consumer, err := parseConsumer(item)
		if err != nil {
			failed = err
			return false
		}
		if _, twice := names[consumer.Name]; twice {
			failed = fmt.Errorf("two consumers are called %s", consumer.Name)
			return false
		}
		names[consumer.Name] = struct{}{}
		if other, taken := config.consumers[consumer.Secret]; taken {
			failed = fmt.Errorf("%s and %s have the same credential", other.Name, consumer.Name)
			return false
		}
		config.consumers[consumer.Secret] = consumer
		return true
	})
	if failed != nil {
		return failed
	}
	if len(config.consumers) == 0 {
		return errors.New("no consumers in config")
	}
	log.Infof("%d consumers: %s", len(names), strings.Join(sortedKeys(names), ", "))
	return nil
}

func parseConsumer(json gjson.Result) (consumer Consumer, err error) {
	consumer.Name = json.Get("name").String()
	if consumer.Name == "" {
		err = errors.New("a consumer has no name")
		return
	}
	key, password := json.Get("key"), json.Get("password")
	switch {
	case key.Exists() && password.Exists():
		err = fmt.Errorf("consumer %s: key and password, want one", consumer.Name)
	case key.Exists():
		consumer.Secret = key.String()
	case password.Exists():
		consumer.Kind = basicCredential
		consumer.Secret = consumer.Name + ":" + password.String()
	}
	if err == nil && consumer.Secret == "" {
		err = fmt.Errorf("consumer %s: no credential", consumer.Name)
	}
	return
}

func parseRuleConfig(json gjson.Result, global AuthConfig, config *AuthConfig) error {
	*config = global
	config.hasRule = true
	config.allow = make(map[string]bool)
	allow := json.Get("allow")
	if !allow.IsArray() {
		return errors.New("a rule needs allow")
	}
	for _, name := range allow.Array() {
		config.allow[name.String()] = true
	}
	return nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config AuthConfig) types.Action {
	ctx.DontReadRequestBody()
	proxywasm.RemoveHttpRequestHeader(consumerHeader)
	if !config.hasRule && !config.globalOn {
		return types.HeaderContinue
	}
	consumer, err := config.authenticate(ctx)
	if err != nil {
		log.Warnf("refused %s: %v", ctx.Path(), err)
		return config.unauthorized(err)
	}
	if config.hasRule && !config.allow[consumer.Name] {
		log.Warnf("consumer %s may not use this route", consumer.Name)
		return refuse(403, nil, consumer.Name+" is not allowed")
	}
	proxywasm.AddHttpRequestHeader(consumerHeader, consumer.Name)
	log.Debugf("consumer %s by %v", consumer.Name, consumer.Kind)
	return types.HeaderContinue
}

// authenticate finds the one credential of the request and who it belongs to.
func (c *AuthConfig) authenticate(ctx wrapper.HttpContext) (Consumer, error) {
	credentials := c.credentials(ctx.Path())
	if len(credentials) == 0 {
		return Consumer{}, errNoCredentials
	}
	if len(credentials) > 1 {
		return Consumer{}, errTwoCredentials
	}
	consumer, known := c.consumers[credentials[0].secret]
	if !known || consumer.Kind != credentials[0].kind {
		return Consumer{}, errUnknown
	}
	return consumer, nil
}

type credential struct {
	secret string
	kind   credentialKind
}

func (c *AuthConfig) credentials(path string) []credential {
	var found []credential
	add := func(kind credentialKind, secret string) {
		if secret == "" {
			return
		}
		for _, known := range found {
			if known.secret == secret && known.kind == kind {
				return
			}
		}
		found = append(found, credential{secret, kind})
	}
	for _, name := range c.headers {
		value, err := proxywasm.GetHttpRequestHeader(name)
		if err != nil {
			continue
		}
		if name == "authorization" && hasPrefixFold(value, bearerPrefix) {
			value = value[len(bearerPrefix):]
		} else if name == "authorization" && hasPrefixFold(value, basicPrefix) {
			continue
		}
		add(keyCredential, strings.TrimSpace(value))
	}
	if len(c.queries) > 0 {
		if parsed, err := url.Parse(path); err == nil {
			values := parsed.Query()
			for _, name := range c.queries {
				add(keyCredential, values.Get(name))
			}
		}
	}
	if value, err := proxywasm.GetHttpRequestHeader("authorization"); err == nil && hasPrefixFold(value, basicPrefix) {
		decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value[len(basicPrefix):]))
		if err != nil {
			log.Warnf("basic credential is no base64: %v", err)
		} else if strings.Contains(string(decoded), ":") {
			add(basicCredential, string(decoded))
		}
	}
	return found
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

func (c *AuthConfig) unauthorized(why error) types.Action {
	challenge := fmt.Sprintf("Key realm=%q", c.realm)
	for _, consumer := range c.consumers {
		if consumer.Kind == basicCredential {
			challenge = fmt.Sprintf("Basic realm=%q", c.realm)
			break
		}
	}
	return refuse(401, [][2]string{{"www-authenticate", challenge}}, why.Error())
}

func refuse(status uint32, headers [][2]string, body string) types.Action {
	proxywasm.SendHttpResponse(status, headers, []byte(body), -1)
	return types.HeaderStopAllIterationAndWatermark
}

func sortedKeys(set map[string]struct{}) []string {
	keys := make([]string, 0, len(set))
	for key := range set {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}
