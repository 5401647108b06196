package main

import (
	"maps"
	"slices"

	"github.com/higress-group/wasm-go/pkg/tokenusage"
	"github.com/higress-group/wasm-go/pkg/wrapper"
)

// stream is a context with as much of one as tokenusage asks for.
type stream struct {
	wrapper.HttpContext
	context, attributes map[string]any
}

func (s *stream) SetContext(key string, value any)       { s.context[key] = value }
func (s *stream) SetUserAttribute(key string, value any) { s.attributes[key] = value }
func (s *stream) GetUserAttribute(key string) any        { return s.attributes[key] }

func (s *stream) GetBoolContext(key string, fallback bool) bool {
	return typed(s.context[key], fallback)
}

func (s *stream) GetStringContext(key, fallback string) string {
	return typed(s.context[key], fallback)
}

func (s *stream) GetByteSliceContext(key string, fallback []byte) []byte {
	return typed(s.context[key], fallback)
}

func typed[T any](value any, fallback T) T {
	if value, ok := value.(T); ok {
		return value
	}
	return fallback
}

// tokens answers what is found in the chunks of a stream's body, and which attributes the stream has after each. The first
// part is the model that was asked for.
func tokens(parts [][]byte) []byte {
	var d dump
	ctx := &stream{context: map[string]any{}, attributes: map[string]any{}}
	ctx.SetContext(tokenusage.CtxKeyRequestModel, string(parts[0]))
	for _, chunk := range parts[1:] {
		d.inside("chunk", func() {
			tokenusage.ExtractChatId(ctx, chunk)
			d.usage(tokenusage.GetTokenUsage(ctx, chunk))
			d.attributes(ctx.attributes)
		})
	}
	return d.bytes()
}

func (d *dump) usage(usage tokenusage.TokenUsage) {
	d.number("input", usage.InputToken)
	d.counts("input-details", usage.InputTokenDetails)
	d.number("output", usage.OutputToken)
	d.counts("output-details", usage.OutputTokenDetails)
	d.number("total", usage.TotalToken)
	d.text("model", usage.Model)
	d.number("created", usage.AnthropicCacheCreationInputToken)
	d.number("read", usage.AnthropicCacheReadInputToken)
}

func (d *dump) counts(name string, counts map[string]int64) {
	d.inside(name, func() {
		for _, key := range slices.Sorted(maps.Keys(counts)) {
			d.text("key", key)
			d.number("count", counts[key])
		}
	})
}

func (d *dump) attributes(attributes map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(attributes)) {
		switch value := attributes[key].(type) {
		case string:
			d.text(key, value)
		case map[string]int64:
			d.counts(key, value)
		default:
			d.number(key, value)
		}
	}
}
