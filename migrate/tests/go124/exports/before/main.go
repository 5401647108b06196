package main

import (
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
)

func main() {
	proxywasm.SetHttpContext(func(uint32) types.HttpContext { return &stream{} })
}

type stream struct {
	types.DefaultHttpContext
}

// OnHttpRequestHeaders tells where it was built for, once a service has been asked.
func (s *stream) OnHttpRequestHeaders(int, bool) types.Action {
	_ = proxywasm.AddHttpRequestHeader("x-built-for", builtFor)
	_, _ = proxywasm.DispatchHttpCall("audit", nil, nil, nil, 100, s.OnAnswer)
	var watcher answers = s
	watcher.OnLate()
	return types.ActionContinue
}

// OnLog was a callback once.
func (*stream) OnLog() {}

// OnAnswer is handed to the SDK, which calls it.
func (*stream) OnAnswer(int, int, int) {}

type answers interface{ OnLate() }

// OnLate is called through an interface.
func (*stream) OnLate() {}
