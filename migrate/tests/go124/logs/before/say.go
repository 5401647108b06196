package main

import "github.com/alibaba/higress/plugins/wasm-go/pkg/wrapper"

// say writes a line through a log passed by address.
func say(log *wrapper.Log, text string) {
	log.Info(text)
	again(*log, text)
}

func again(logger wrapper.Log, text string) {
	logger.Info(text)
}
