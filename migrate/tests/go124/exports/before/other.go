//go:build !tinygo

package main

const builtFor = "tests"
