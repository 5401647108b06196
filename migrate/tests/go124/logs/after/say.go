package main

import "github.com/higress-group/wasm-go/pkg/log"

// say writes a line through a log passed by address.
func say(log log.Log, text string) {
	log.Info(text)
	again(log, text)
}

func again(logger log.Log, text string) {
	logger.Info(text)
}
