module example.com/plugins/exports

go 1.24.1

toolchain go1.24.11

require github.com/higress-group/proxy-wasm-go-sdk v0.0.0-20251103120604-77e9cce339d2
