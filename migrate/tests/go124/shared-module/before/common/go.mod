module example.com/common

go 1.19

require github.com/alibaba/higress/plugins/wasm-go v1.4.2
