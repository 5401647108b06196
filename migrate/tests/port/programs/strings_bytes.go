// A string is bytes, and its length counts them.
package main

import "fmt"

func main() {
	s := "aä你😀"
	fmt.Println(len(s), s[0], s[1], s[len(s)-1])
	for i := 0; i < len(s); i++ {
		fmt.Printf("%02x ", s[i])
	}
	fmt.Println()
	fmt.Println(s[1:3], s[:1], s[3:], s[:], len(s[1:2]))
	fmt.Printf("%q %x\n", s[1:2], s[1:2])
}
