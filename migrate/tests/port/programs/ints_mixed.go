// Integers of several widths: conversions, shifts, wrapping, signs.
package main

import (
	"fmt"
	"math"
)

func main() {
	var a int8 = 127
	a++
	var b uint8 = 0
	b--
	var c int32 = math.MaxInt32
	c += 2
	var d uint32 = 1 << 31
	d <<= 1
	fmt.Println(a, b, c, d, -a, ^b)
	x := 300
	fmt.Println(int8(x), uint8(x), int16(-x), uint16(-x), int64(int8(x)), uint(uint8(x)))
	n := uint(3)
	fmt.Println(x<<n, x>>n, -x>>n, uint8(x)>>1, 1<<n|1, x&^0xf, x%7, -x%7, -x/7)
	h := uint32(2166136261)
	for _, ch := range []byte("hash") {
		h ^= uint32(ch)
		h *= 16777619
	}
	fmt.Println(h, h%100, uint16(h>>16))
	var big uint64 = math.MaxUint64
	fmt.Println(big, big+1, big/3, int64(big), bits(big>>60))
}

func bits(n uint64) (count int) {
	for ; n > 0; n >>= 1 {
		count += int(n & 1)
	}
	return
}
