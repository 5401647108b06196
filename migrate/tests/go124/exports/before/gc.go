//go:build tinygo

package main

import _ "github.com/wasilibs/nottinygc"

const builtFor = "a gateway"

// nottinygc asks for it, and Envoy has it not.
//
//export sched_yield
func yield() int32 {
	return 0
}

//export plugin_version
func version() int32 {
	return 3
}
