#!/bin/sh
set -e
tinygo build -o main.wasm -scheduler=none -target=wasi -gc=custom \
  -tags="custommalloc nottinygc_finalizer proxy_wasm_version_0_2_100" ./
