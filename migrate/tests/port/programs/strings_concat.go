// Strings are put together in many ways.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

func main() {
	name := "gateway"
	s := "hello, " + name + "!"
	for i := 0; i < 3; i++ {
		s += strconv.Itoa(i)
	}
	var sb strings.Builder
	sb.WriteString("a")
	sb.WriteByte('b')
	sb.WriteRune('ç')
	fmt.Fprintf(&sb, "-%d", 5)
	fmt.Println(s, sb.String(), sb.Len(), strings.Repeat("ab", 3), strings.Join([]string{"x", "y"}, "+"))
}
