module example.com/plugins/pause

go 1.19

replace github.com/higress-group/proxy-wasm-go-sdk => ../sdk

require (
	github.com/alibaba/higress/plugins/wasm-go v1.4.2
	github.com/higress-group/proxy-wasm-go-sdk v1.0.0
	github.com/tidwall/gjson v1.14.3
)
