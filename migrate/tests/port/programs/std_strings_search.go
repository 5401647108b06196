// Searching in strings.
package main

import (
	"fmt"
	"strings"
	"unicode"
)

func main() {
	s := "the quick brown fox, the lazy dog"
	fmt.Println(strings.Contains(s, "fox"), strings.ContainsAny(s, "xyz"), strings.ContainsRune(s, 'q'), strings.Count(s, "the"))
	fmt.Println(strings.Index(s, "the"), strings.LastIndex(s, "the"), strings.IndexByte(s, 'q'), strings.Index(s, "cat"), strings.IndexAny(s, "xq"))
	fmt.Println(strings.HasPrefix(s, "the"), strings.HasSuffix(s, "dog"), strings.EqualFold("Go", "GO"), strings.IndexRune(s, 'b'))
	fmt.Println(strings.IndexFunc(s, unicode.IsSpace), strings.LastIndexByte(s, 'o'))
}
