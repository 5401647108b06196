//go:build wasip1

package main

const builtFor = "a gateway"

//go:wasmexport plugin_version
func version() int32 {
	return 3
}
