// Changing strings.
package main

import (
	"fmt"
	"strings"
	"unicode"
)

func main() {
	fmt.Println(strings.ToUpper("aé"), strings.ToLower("ÄB"), strings.Repeat("-", 5), strings.Replace("aaaa", "a", "b", 2), strings.ReplaceAll("a.b.c", ".", "/"))
	fmt.Printf("%q %q %q %q\n", strings.TrimSpace(" \t a b \n"), strings.Trim("xxaxx", "x"), strings.TrimLeft("xxa", "x"), strings.TrimRight("axx", "x"))
	fmt.Println(strings.TrimPrefix("prefix-a", "prefix-"), strings.TrimSuffix("a.json", ".json"), strings.TrimPrefix("a", "b"))
	fmt.Println(strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return r + 1
	}, "abc"), strings.TrimFunc("12a34", unicode.IsDigit), strings.Title("hello world"))
	r := strings.NewReplacer("<", "&lt;", ">", "&gt;")
	fmt.Println(r.Replace("<a>"))
}
