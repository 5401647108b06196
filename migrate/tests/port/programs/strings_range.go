// Range over a string gives code points and where they begin.
package main

import (
	"fmt"
	"unicode"
)

func main() {
	for i, r := range "aä\xff你" {
		fmt.Println(i, r, string(r))
	}
	for i := range "ä€" {
		fmt.Print(i, " ")
	}
	for range "ab你" {
		fmt.Print(".")
	}
	n := 0
	for _, r := range "Größe 123" {
		if unicode.IsLetter(r) {
			n++
		}
	}
	fmt.Println(n)
}
