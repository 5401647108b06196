// event-stream reads server-sent events as they pass: it joins lines that come in pieces, drops events by name, rewrites
// fields of their JSON, counts what passes, and says at the end how much it was.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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
		"event-stream",
		wrapper.ParseConfig(parseConfig),
		wrapper.ProcessRequestHeaders(onHttpRequestHeaders),
		wrapper.ProcessStreamingRequestBody(onHttpStreamingRequestBody),
		wrapper.ProcessResponseHeaders(onHttpResponseHeaders),
		wrapper.ProcessStreamingResponseBody(onHttpStreamingResponseBody),
		wrapper.ProcessStreamDone(onHttpStreamDone),
	)
}

const streamContext = "event-stream"

var (
	lineEnd  = []byte("\n")
	eventEnd = []byte("\n\n")
)

// Rewrite sets a field of an event's JSON to another field's value, or removes it.
type Rewrite struct {
	path  string
	from  string
	value interface{}
}

// EventStreamConfig says which events pass, and what is changed in them.
type EventStreamConfig struct {
	drop      map[string]bool
	rewrites  []Rewrite
	maxEvents int
	summary   bool
	upload    bool
}

// Counter counts what passes a stream.
type Counter struct {
	Events  int            `json:"events"`
	Dropped int            `json:"dropped"`
	Bytes   int            `json:"bytes"`
	ByName  map[string]int `json:"by_name"`
}

// stream is what is known of a stream that passes.
type stream struct {
	Counter
	rest    []byte
	uploads int
	closed  bool
}

// event is one event, by its fields.
type event struct {
	name    string
	id      string
	data    []string
	others  []string
	comment bool
}

func parseConfig(json gjson.Result, config *EventStreamConfig) error {
	config.drop = make(map[string]bool)
	for _, name := range json.Get("drop").Array() {
		config.drop[name.String()] = true
	}
	for i, item := range json.Get("rewrite").Array() {
		rewrite := Rewrite{
			path:  item.Get("path").String(),
			from:  item.Get("from").String(),
			value: item.Get("value").Value(),
		}
		if rewrite.path == "" {
			return fmt.Errorf("rewrite %d: missing path", i)
		}
		config.rewrites = append(config.rewrites, rewrite)
	}
	config.maxEvents = int(json.Get("maxEvents").Int())
	if config.maxEvents < 0 {
		return errors.New("maxEvents is negative")
	}
	config.summary = json.Get("summary").Bool()
	config.upload = json.Get("countUpload").Bool()
	return nil
}

func onHttpRequestHeaders(ctx wrapper.HttpContext, config EventStreamConfig) types.Action {
	ctx.SetContext(streamContext, &stream{Counter: Counter{ByName: map[string]int{}}})
	if !config.upload {
		ctx.DontReadRequestBody()
	}
	return types.HeaderContinue
}

func onHttpStreamingRequestBody(ctx wrapper.HttpContext, config EventStreamConfig, chunk []byte, isLastChunk bool) []byte {
	if s := streamOf(ctx); s != nil {
		s.uploads += len(chunk)
		if isLastChunk {
			log.Infof("%d bytes uploaded", s.uploads)
		}
	}
	return chunk
}

func streamOf(ctx wrapper.HttpContext) *stream {
	s, ok := ctx.GetContext(streamContext).(*stream)
	if !ok {
		return nil
	}
	return s
}

func onHttpResponseHeaders(ctx wrapper.HttpContext, config EventStreamConfig) types.Action {
	contentType, err := proxywasm.GetHttpResponseHeader("content-type")
	if err != nil || !strings.HasPrefix(contentType, "text/event-stream") {
		ctx.DontReadResponseBody()
		return types.HeaderContinue
	}
	proxywasm.RemoveHttpResponseHeader("content-length")
	return types.HeaderContinue
}

func onHttpStreamingResponseBody(ctx wrapper.HttpContext, config EventStreamConfig, chunk []byte, isLastChunk bool) []byte {
	s := streamOf(ctx)
	if s == nil {
		return chunk
	}
	s.Bytes += len(chunk)
	s.rest = append(s.rest, bytes.ReplaceAll(chunk, []byte("\r\n"), lineEnd)...)
	var out bytes.Buffer
	for {
		at := bytes.Index(s.rest, eventEnd)
		if at < 0 {
			break
		}
		text := string(s.rest[:at])
		s.rest = s.rest[at+len(eventEnd):]
		s.pass(config, text, &out)
	}
	if isLastChunk {
		if rest := strings.TrimRight(string(s.rest), "\n"); rest != "" {
			s.pass(config, rest, &out)
		}
		s.rest = nil
		if config.summary {
			s.writeSummary(&out)
		}
	}
	return out.Bytes()
}

// pass writes one event, unless it is dropped.
func (s *stream) pass(config EventStreamConfig, text string, out *bytes.Buffer) {
	if s.closed {
		s.Dropped++
		return
	}
	e := parseEvent(text)
	name := e.name
	if name == "" {
		name = "message"
	}
	s.ByName[name] += 1
	if config.drop[name] {
		s.Dropped++
		return
	}
	s.Events++
	if !e.comment {
		e.rewrite(config.rewrites)
	}
	out.WriteString(e.String())
	if config.maxEvents > 0 && s.Events >= config.maxEvents {
		s.closed = true
		out.WriteString("event: end\ndata: [LIMIT]\n\n")
	}
}

func parseEvent(text string) (e event) {
	e.comment = true
	for _, line := range strings.Split(text, "\n") {
		if line == "" {
			continue
		}
		field, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			e.data = append(e.data, value)
		default:
			e.others = append(e.others, line)
			continue
		}
		e.comment = false
	}
	return e
}

func (e *event) rewrite(rewrites []Rewrite) {
	data := strings.Join(e.data, "\n")
	if len(rewrites) == 0 || !gjson.Valid(data) {
		return
	}
	changed := false
	for _, rewrite := range rewrites {
		value := rewrite.value
		if rewrite.from != "" {
			value = gjson.Get(data, rewrite.from).Value()
		}
		var after string
		var err error
		if value == nil {
			after, err = sjson.Delete(data, rewrite.path)
		} else {
			after, err = sjson.Set(data, rewrite.path, value)
		}
		if err != nil {
			log.Warnf("rewrite of %s: %v", rewrite.path, err)
			continue
		}
		changed = changed || after != data
		data = after
	}
	if changed {
		e.data = strings.Split(data, "\n")
	}
}

func (e event) String() string {
	var text strings.Builder
	for _, other := range e.others {
		text.WriteString(other + "\n")
	}
	if e.id != "" {
		fmt.Fprintf(&text, "id: %s\n", e.id)
	}
	if e.name != "" {
		fmt.Fprintf(&text, "event: %s\n", e.name)
	}
	for _, data := range e.data {
		text.WriteString("data: ")
		text.WriteString(data)
		text.WriteByte('\n')
	}
	text.WriteByte('\n')
	return text.String()
}

func (s *stream) writeSummary(out *bytes.Buffer) {
	encoded, err := json.Marshal(s.Counter)
	if err != nil {
		log.Errorf("summary: %v", err)
		return
	}
	out.WriteString("event: summary\ndata: ")
	out.Write(encoded)
	out.Write(eventEnd)
}

func onHttpStreamDone(ctx wrapper.HttpContext, config EventStreamConfig) {
	s := streamOf(ctx)
	if s == nil || s.Bytes == 0 {
		return
	}
	ctx.SetUserAttribute("events", s.Events)
	ctx.SetUserAttribute("dropped", s.Dropped)
	if err := ctx.WriteUserAttributeToLogWithKey("event_stream"); err != nil {
		log.Errorf("log of the stream: %v", err)
	}
}
