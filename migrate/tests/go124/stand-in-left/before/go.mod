module example.com/plugins/stand-in-left

go 1.19

require (
	github.com/higress-group/proxy-wasm-go-sdk v1.0.0
	github.com/wasilibs/go-re2 v1.4.1
)
