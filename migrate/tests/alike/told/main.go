// told moved to Go 1.24 by hand.
package main

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"told",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
}

type config struct {
	names  []string
	limit  int64
	client wrapper.HttpClient
}

func parseConfig(json gjson.Result, config *config) error {
	for _, name := range json.Get("names").Array() {
		config.names = append(config.names, name.String())
	}
	if len(config.names) == 0 {
		return errors.New("names are missing")
	}
	config.limit = json.Get("limit").Int()
	config.client = wrapper.NewClusterClient(wrapper.StaticIpCluster{ServiceName: "audit", Port: 80})
	return nil
}

func onRequestHeaders(ctx wrapper.HttpContext, config config) types.Action {
	cameIn := ctx.Path()
	_ = proxywasm.ReplaceHttpRequestHeader(":path", "/set")
	for _, name := range config.names {
		_ = proxywasm.AddHttpRequestHeader("x-name", name)
	}
	_ = proxywasm.AddHttpRequestHeader("x-path", cameIn)
	_ = proxywasm.AddHttpRequestHeader("x-bucket", strconv.FormatInt(bucket(ctx.Host(), config.limit), 10))
	_ = proxywasm.AddHttpRequestHeader("x-body", strconv.FormatBool(wrapper.HasRequestBody()))
	err := config.client.Get("/audit/"+ctx.Host(), nil, func(int, http.Header, []byte) {})
	if err != nil {
		log.Warnf("cannot tell the audit: %v", err)
	}
	return types.HeaderContinue
}

// bucket computes with 64 bits.
func bucket(name string, of int64) int64 {
	hash := int64(7)
	for _, letter := range name {
		hash = hash*31 + int64(letter)
	}
	if hash < 0 {
		hash = -hash
	}
	return hash % of
}
