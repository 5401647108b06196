// A conversion keeps the low bits.
package main

import "fmt"

func main() {
	x := 300
	fmt.Println(uint8(x), int8(x), int8(200+x-x), uint16(x*1000), int32(x<<30))
	y := -1
	fmt.Println(uint(y), uint8(y), uint32(y), uint64(int32(y)), int64(uint32(y)))
	var big uint64 = 1<<63 + 5
	fmt.Println(int64(big), int32(big), int(big))
	var r rune = 'ä'
	var b byte = byte(r)
	fmt.Println(r, b, string(r), rune(b))
}
