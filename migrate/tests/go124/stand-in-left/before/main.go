package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/wasilibs/go-re2"
	"github.com/wasilibs/go-re2/experimental"
)

var (
	path  = experimental.MustCompileLatin1("^/a")
	other = re2.MustCompile("^/b")
)

func main() {
	proxywasm.SetHttpContext(func(uint32) types.HttpContext { return &stream{} })
}

type stream struct {
	types.DefaultHttpContext
}

// OnHttpRequestHeaders refuses two paths.
func (*stream) OnHttpRequestHeaders(int, bool) types.Action {
	text, _ := proxywasm.GetHttpRequestHeader(":path")
	if path.MatchString(text) || other.MatchString(text) {
		_ = proxywasm.SendHttpResponse(403, nil, nil, -1)
	}
	return types.ActionContinue
}
