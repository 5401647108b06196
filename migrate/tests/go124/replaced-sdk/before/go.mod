module example.com/plugins/replaced-sdk

go 1.19

require (
	github.com/alibaba/higress/plugins/wasm-go v1.4.2
	github.com/tetratelabs/proxy-wasm-go-sdk v0.22.0
)

replace github.com/tetratelabs/proxy-wasm-go-sdk => github.com/higress-group/proxy-wasm-go-sdk v1.0.0

replace github.com/higress-group/proxy-wasm-go-sdk => github.com/higress-group/proxy-wasm-go-sdk v1.0.0
