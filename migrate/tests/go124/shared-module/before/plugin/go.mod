module example.com/plugin

go 1.19

replace example.com/common => ../common

require (
	example.com/common v0.0.0
	github.com/alibaba/higress/plugins/wasm-go v1.4.2
	github.com/higress-group/proxy-wasm-go-sdk v1.0.0
)
