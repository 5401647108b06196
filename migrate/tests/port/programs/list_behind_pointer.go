// A list of its own that a function reaches by a pointer.
package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

func joined(parts *[]string) string {
	return strings.Join(*parts, "*")
}

func count(parts []string) int {
	return len(parts)
}

func tell(parts *[]string) {
	found := map[string]int{"a+b": 1}
	fmt.Println(strings.Join(*parts, "-"), found[strings.Join(*parts, "+")], count(*parts))
	for i, part := range *parts {
		fmt.Println(i, part, len(*parts), (*parts)[i])
	}
	fmt.Println(slices.Contains(*parts, "b"), slices.Index(*parts, "b"), slices.Max(*parts))
	all := append([]string{"first"}, *parts...)
	fmt.Println(all, *parts)
	text := strings.Repeat(strings.Join(*parts, ","), 2)
	fmt.Println(text == strings.Join(*parts, ",")+strings.Join(*parts, ","))
}

func raw(body *[]byte) {
	fmt.Println(bytes.Contains(*body, []byte("od")), string(bytes.ToUpper(*body)), len(*body), bytes.Equal(*body, []byte("body")))
}

func main() {
	parts := []string{"a", "b"}
	fmt.Println(joined(&parts))
	tell(&parts)
	body := []byte("body")
	raw(&body)
}
