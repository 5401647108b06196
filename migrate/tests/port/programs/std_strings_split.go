// Splitting and joining.
package main

import (
	"fmt"
	"strings"
	"unicode"
)

func main() {
	fmt.Printf("%q %q %q\n", strings.Split("a,b,,c", ","), strings.SplitN("a,b,c", ",", 2), strings.Split("", ","))
	fmt.Printf("%q %q %q\n", strings.Fields("  a  b c "), strings.SplitAfter("a,b", ","), strings.Split("abc", ""))
	before, after, found := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, found, strings.Join([]string{"x", "y"}, ", "))
	_, _, found = strings.Cut("none", "=")
	rest, ok := strings.CutPrefix("Bearer abc", "Bearer ")
	fmt.Println(found, rest, ok, len(strings.Split("", "")))
	fmt.Println(strings.FieldsFunc("a1b2c", unicode.IsDigit))
}
