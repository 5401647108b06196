package main

import (
	"testing"

	"github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func TestName(t *testing.T) {
	var read config
	if err := parseConfig(gjson.Parse(`{"name": "a"}`), &read, wrapper.Log{}); err != nil || read.name != "a" {
		t.Fatal(read, err)
	}
	var log wrapper.Log = 1
	_ = log
}
