// The operators on bits.
package main

import "fmt"

func main() {
	a, b := 0b1100, 0b1010
	fmt.Println(a&b, a|b, a^b, a&^b, ^a, -a, +b)
	var u uint8 = 0x0f
	u ^= 0xff
	u &^= 0x80
	u |= 1
	fmt.Printf("%08b %d %#x %o\n", u, ^u, u, u)
	fmt.Println(^uint32(0), ^0, 0xff&^0x0f, 7&-7)
}
