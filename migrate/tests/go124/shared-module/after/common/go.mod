module example.com/common

go 1.24.1

toolchain go1.24.11

require github.com/higress-group/wasm-go v1.1.1
