//go:build pins

package main

// The packages that are listed, so that go.mod and go.sum name their modules.
import (
	_ "github.com/higress-group/proxy-wasm-go-sdk/properties"
	_ "github.com/higress-group/wasm-go/pkg/test"
	_ "github.com/higress-group/wasm-go/pkg/tokenusage"
	_ "github.com/tidwall/gjson"
	_ "github.com/tidwall/resp"
	_ "github.com/tidwall/sjson"
)
