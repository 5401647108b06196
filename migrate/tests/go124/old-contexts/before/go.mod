module example.com/plugins/old-contexts

go 1.16

require github.com/tetratelabs/proxy-wasm-go-sdk v0.1.0
