// Byte slices.
package main

import (
	"bytes"
	"fmt"
)

func main() {
	b := []byte("  hello, world  ")
	fmt.Printf("%q %q\n", bytes.TrimSpace(b), bytes.ToUpper(b))
	fmt.Println(bytes.Contains(b, []byte("lo")), bytes.Index(b, []byte("w")), bytes.Equal([]byte("a"), []byte("a")), bytes.HasPrefix(b, []byte(" ")))
	for _, p := range bytes.Split([]byte("a\nb\nc"), []byte("\n")) {
		fmt.Print(string(p), ";")
	}
	fmt.Println(string(bytes.ReplaceAll([]byte("aXbX"), []byte("X"), []byte("-"))), string(bytes.Join([][]byte{[]byte("a"), []byte("b")}, []byte("+"))))
}
