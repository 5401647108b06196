module example.com/plugins/exports

go 1.19

require (
	github.com/higress-group/proxy-wasm-go-sdk v1.0.0
	github.com/wasilibs/nottinygc v0.7.1
)
