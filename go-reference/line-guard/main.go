// line-guard watches over a TCP service that speaks in lines: it holds data back until a line is whole,
// hides a word from the service, puts a mark before what the service says, and hangs up on a client that asks for too much.
package main

import (
	"bytes"
	"fmt"

	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm"
	"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"
	"github.com/tidwall/gjson"
)

func main() {}

func init() {
	proxywasm.SetPluginContext(newLineGuard)
}

// lineGuard holds the configuration, which all connections share.
type lineGuard struct {
	types.DefaultPluginContext
	hidden   []byte
	mark     []byte
	maxBytes int
}

func newLineGuard(contextID uint32) types.PluginContext {
	return &lineGuard{}
}

func (p *lineGuard) OnPluginStart(size int) types.OnPluginStartStatus {
	data, err := proxywasm.GetPluginConfiguration()
	if err != nil {
		proxywasm.LogCriticalf("no configuration: %v", err)
		return types.OnPluginStartStatusFailed
	}
	json := gjson.ParseBytes(data)
	p.hidden = []byte(json.Get("hidden").String())
	p.mark = []byte(json.Get("mark").String())
	p.maxBytes = int(json.Get("maxBytes").Int())
	if p.maxBytes <= 0 {
		proxywasm.LogCritical("maxBytes has to be more than 0")
		return types.OnPluginStartStatusFailed
	}
	return types.OnPluginStartStatusOK
}

func (p *lineGuard) NewTcpContext(contextID uint32) types.TcpContext {
	return &connection{guard: p}
}

// connection counts what went either way.
type connection struct {
	types.DefaultTcpContext
	guard    *lineGuard
	sent     int
	received int
}

func (c *connection) OnNewConnection() types.Action {
	proxywasm.LogInfo("a client is here")
	return types.ActionContinue
}

func (c *connection) OnDownstreamData(size int, endOfStream bool) types.Action {
	if size == 0 {
		return types.ActionContinue
	}
	data, err := proxywasm.GetDownstreamData(0, size)
	if err != nil {
		proxywasm.LogErrorf("the data of the client cannot be read: %v", err)
		return types.ActionContinue
	}
	if !endOfStream && !bytes.HasSuffix(data, []byte("\n")) {
		proxywasm.LogDebugf("%d bytes are no whole line", size)
		return types.ActionPause
	}
	c.sent += size
	if c.sent > c.guard.maxBytes {
		proxywasm.LogWarnf("%d bytes are too many", c.sent)
		proxywasm.CloseDownstream()
		return types.ActionPause
	}
	if len(c.guard.hidden) > 0 && bytes.Contains(data, c.guard.hidden) {
		stars := bytes.Repeat([]byte("*"), len(c.guard.hidden))
		proxywasm.ReplaceDownstreamData(bytes.ReplaceAll(data, c.guard.hidden, stars))
	}
	return types.ActionContinue
}

func (c *connection) OnUpstreamData(size int, endOfStream bool) types.Action {
	if size > 0 {
		c.received += size
		proxywasm.PrependUpstreamData(c.guard.mark)
	}
	return types.ActionContinue
}

func (c *connection) OnDownstreamClose(peer types.PeerType) {
	proxywasm.LogInfo(fmt.Sprintf("the client's side is closed by %d", peer))
}

func (c *connection) OnUpstreamClose(peer types.PeerType) {
	proxywasm.LogInfo(fmt.Sprintf("the service's side is closed by %d", peer))
}

func (c *connection) OnStreamDone() {
	proxywasm.LogInfof("over: %d bytes sent, %d received", c.sent, c.received)
}
