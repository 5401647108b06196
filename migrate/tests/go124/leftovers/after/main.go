//go:build wasip1

package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
	regexp "regexp"
)

func main() {}

func init() {
	wrapper.SetCtx(
		"leftovers",
		wrapper.ParseConfigBy(parseConfig),
		wrapper.ProcessRequestHeadersBy(onRequestHeaders),
	)
}

type config struct {
	path *regexp.Regexp
}

func parseConfig(json gjson.Result, config *config, log log.Log) error {
	path, err := regexp.Compile(json.Get("path").String())
	config.path = path
	return err
}

func onRequestHeaders(ctx wrapper.HttpContext, config config, log log.Log) types.Action {
	log.Infof("%t", config.path.MatchString(ctx.Path()))
	return types.ActionContinue
}

// answers tells the host what the plugin is.
//
//go:wasmexport plugin_answers
func answers() int32 {
	return 42
}

// yield lets the host go on.
//
//go:wasmimport wasi_snapshot_preview1 sched_yield
func yield() uint32
