// Code points in bytes.
package main

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

func main() {
	s := "aä你\xff"
	fmt.Println(utf8.RuneCountInString(s), utf8.ValidString(s), utf8.RuneLen('你'), utf8.RuneError)
	r, n := utf8.DecodeRuneInString(s[1:])
	fmt.Println(r, n, string(r), utf8.RuneCount([]byte("你")), utf8.ValidString("ok"))
	fmt.Println(unicode.IsUpper('A'), unicode.IsLetter('ä'), unicode.IsDigit('7'), unicode.IsSpace('\t'), string(unicode.ToUpper('ä')))
}
