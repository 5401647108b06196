// Cookies out of a header.
package main

import (
	"fmt"
	"strings"
)

type cookie struct{ name, value string }

func parse(header string) (cookies []cookie) {
	for _, part := range strings.Split(header, ";") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		name, value, ok := strings.Cut(part, "=")
		if !ok || name == "" {
			continue
		}
		if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
		}
		cookies = append(cookies, cookie{name, value})
	}
	return
}

func main() {
	fmt.Println(parse(`a=1; b="two"; ; =x; c; d=e=f`))
	fmt.Println(len(parse("")), parse("") == nil)
}
