module example.com/plugins/moved-by-hand

go 1.24.4

require github.com/higress-group/proxy-wasm-go-sdk v0.0.0-20250611100342-5654e89a7a80
