module example.com/plugins/tetratelabs

go 1.20

require github.com/tetratelabs/proxy-wasm-go-sdk v0.22.0
