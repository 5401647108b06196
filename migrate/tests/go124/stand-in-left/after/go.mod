module example.com/plugins/stand-in-left

go 1.24.1

toolchain go1.24.11

require (
	github.com/higress-group/proxy-wasm-go-sdk v0.0.0-20251103120604-77e9cce339d2
	github.com/wasilibs/go-re2 v1.4.1
)

require (
	github.com/magefile/mage v1.14.0 // indirect
	github.com/tetratelabs/wazero v1.7.2 // indirect
)
