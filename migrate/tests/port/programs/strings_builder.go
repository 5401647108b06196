// A builder that is passed on by pointer, grown and reset.
package main

import (
	"fmt"
	"strings"
)

func add(sb *strings.Builder, items ...string) {
	for i, item := range items {
		if i > 0 {
			sb.WriteString(", ")
		}
		sb.WriteString(item)
	}
}

func main() {
	var sb strings.Builder
	sb.Grow(64)
	add(&sb, "a", "b", "c")
	sb.WriteByte(';')
	n, err := sb.WriteString("end")
	fmt.Println(sb.String(), sb.Len(), n, err)
	sb.Reset()
	add(&sb)
	fmt.Printf("%q %d\n", sb.String(), sb.Len())
	p := &strings.Builder{}
	p.Write([]byte("bytes"))
	fmt.Println(p.String(), p)
}
