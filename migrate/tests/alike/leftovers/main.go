// leftovers moved to Go 1.24 by hand.
package main

import (
	"regexp"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	wrapper.SetCtx[config](
		"leftovers",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onRequestHeaders),
	)
}

type config struct {
	path *regexp.Regexp
}

func parseConfig(json gjson.Result, config *config) (err error) {
	config.path, err = regexp.Compile(json.Get("path").String())
	return err
}

func onRequestHeaders(ctx wrapper.HttpContext, config config) types.Action {
	log.Infof("%t", config.path.MatchString(ctx.Path()))
	return types.HeaderContinue
}
