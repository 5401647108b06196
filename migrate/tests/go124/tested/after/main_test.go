package main

import (
	"testing"

	"github.com/higress-group/wasm-go/pkg/log"
	"github.com/higress-group/wasm-go/pkg/wrapper"
	"github.com/tidwall/gjson"
)

func TestName(t *testing.T) {
	var read config
	if err := parseConfig(gjson.Parse(`{"name": "a"}`), &read, &wrapper.DefaultLog{}); err != nil || read.name != "a" {
		t.Fatal(read, err)
	}
	var log log.Log = 1
	_ = log
}
