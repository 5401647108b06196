module example.com/plugins/leftovers

go 1.19

require (
	github.com/alibaba/higress/plugins/wasm-go v1.4.2
	github.com/higress-group/proxy-wasm-go-sdk v1.0.0
	github.com/tidwall/gjson v1.14.3
	github.com/wasilibs/go-re2 v1.4.1
	github.com/higress-group/nottinygc v0.0.0-20231101025119-e93c4c2f8520
)
