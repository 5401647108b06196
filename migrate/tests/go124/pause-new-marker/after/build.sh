#!/bin/sh
set -e
GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o main.wasm ./
