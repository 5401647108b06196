//go:build !wasip1

package main

const builtFor = "tests"
