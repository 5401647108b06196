// Variables that the compiler fills with a file: the program itself.
package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
)

type content string

//go:embed main.go
var source string

var (
	// The same as bytes.
	//
	//go:embed main.go
	raw []byte

	//go:embed main.go
	named content
)

func main() {
	fmt.Println(strings.Count(source, "needle"), bytes.Count(raw, []byte("needle")), strings.Count(string(named), "needle"))
	fmt.Println(len(source) == len(raw), len(named) == len(raw), string(raw) == source)
	raw[0] = '!'
	fmt.Println(string(raw[0]), source[:1])
}
