// More of package strings.
package main

import (
	"fmt"
	"strings"
)

func main() {
	s := "  Hello, World, Hello  "
	fmt.Println(strings.TrimSpace(s), strings.Count(s, "Hello"), strings.LastIndex(s, "Hello"), strings.IndexByte(s, 'W'))
	fmt.Println(strings.SplitN("a,b,c,d", ",", 2), strings.Fields(s), strings.Repeat("ab", 3), strings.Title("x y"))
	fmt.Println(strings.TrimLeft("xxabc", "x"), strings.TrimRight("abcxx", "x"), strings.Trim("--a--", "-"), strings.TrimPrefix("prefix-a", "prefix-"), strings.TrimSuffix("a.go", ".go"))
	before, after, found := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, found, strings.EqualFold("ABC", "abc"), strings.ContainsAny("abc", "xyzc"))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'a' {
			return 'A'
		}
		if r == 'x' {
			return -1
		}
		return r
	}, "banaxna"), strings.IndexFunc("abc1", func(r rune) bool { return r >= '0' && r <= '9' }))
	fmt.Println(strings.Replace("aaaa", "a", "b", 2), strings.ReplaceAll("a.b.c", ".", "/"), strings.Compare("a", "b"))
	fmt.Println(strings.TrimFunc("123abc456", func(r rune) bool { return r < 'a' }), strings.FieldsFunc("a1b2c", func(r rune) bool { return r >= '0' && r <= '9' }))
	fmt.Println(strings.SplitAfter("a,b", ","), len(strings.Split("", ",")), strings.Join(nil, "-") == "", strings.HasSuffix("abc", "bc"))
}
