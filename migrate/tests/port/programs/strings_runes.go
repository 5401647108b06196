// Conversions between strings, runes and bytes.
package main

import "fmt"

func main() {
	s := "aä\xffz"
	r := []rune(s)
	b := []byte(s)
	fmt.Println(r, b, len(r), len(b))
	r[0] = '你'
	b[0] = 'A'
	fmt.Println(string(r), string(b), s, string(r[1]), string(b[:1]))
	fmt.Println(string(rune(65)), string(rune(0x1F600)), string(rune(-1)) == "\uFFFD")
	fmt.Println([]byte(""), []rune(""), string([]byte(nil)) == "")
}
