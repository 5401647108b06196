//go:build tinygo

package main

import (
	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	_ "github.com/higress-group/nottinygc"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/tidwall/gjson"
	regexp "github.com/wasilibs/go-re2"
)

func main() {
	wrapper.SetCtx(
		"leftovers",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	path *regexp.Regexp
}

func parseConfig(json gjson.Result, config *config, log wrapper.Log) error {
	path, err := regexp.Compile(json.Get("path").String())
	config.path = path
	return err
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log wrapper.Log) types.Action {
	log.Infof("%t", config.path.MatchString(ctx.Path()))
	return types.ActionContinue
}

// answers tells the host what the plugin is.
//
//export plugin_answers
func answers() int32 {
	return 42
}

// yield lets the host go on.
//
//go:wasm-module wasi_snapshot_preview1
//export sched_yield
func yield() uint32
