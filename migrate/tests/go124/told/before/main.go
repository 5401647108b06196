package main

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/tidwall/gjson"
)

func main() {
	wrapper.SetCtx(
		"told",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	limit  int
	checks []func() string
	client wrapper.HttpClient
}

func parseConfig(json gjson.Result, config *config, log wrapper.Log) error {
	names := json.Get("names").Array()
	if len(names) == 0 {
		return errors.New("names are missing")
	}
	for _, name := range names {
		config.checks = append(config.checks, func() string { return name.String() })
	}
	config.limit = int(json.Get("limit").Int())
	config.client = wrapper.NewClusterClient(wrapper.StaticIpCluster{ServiceName: "audit", Port: 80})
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	_ = proxywasm.ReplaceHttpRequestHeader(":path", "/set")
	for _, check := range config.checks {
		_ = proxywasm.AddHttpRequestHeader("x-name", check())
	}
	_ = proxywasm.AddHttpRequestHeader("x-path", ctx.Path())
	_ = proxywasm.AddHttpRequestHeader("x-bucket", strconv.Itoa(bucket(ctx.Host(), config.limit)))
	_ = proxywasm.AddHttpRequestHeader("x-body", strconv.FormatBool(wrapper.HasRequestBody()))
	err := config.client.Get("/audit/"+ctx.Host(), nil, func(int, http.Header, []byte) {})
	if err != nil {
		log.Warnf("cannot tell the audit: %v", err)
	}
	return types.ActionContinue
}

// bucket spreads names.
func bucket(name string, of int) int {
	hash := 7
	for _, letter := range name {
		hash = hash*31 + int(letter)
	}
	if hash < 0 {
		hash = -hash
	}
	return hash % of
}
