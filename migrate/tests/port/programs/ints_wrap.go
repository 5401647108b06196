// Integers of every width wrap around.
package main

import "fmt"

func main() {
	var a int8 = 127
	a++
	var b uint8
	b--
	var c int16 = -32768
	c--
	var d uint16 = 65535
	d += 2
	var e int32 = 1 << 30
	e *= 4
	var f uint32 = 1<<32 - 1
	f = f*f + 3
	var g int64 = 1<<63 - 1
	g++
	var h uint64
	h--
	i := 1<<62 + 1<<61
	i *= 3
	var j uint = 5
	j -= 6
	fmt.Println(a, b, c, d, e, f, g, h, i, j)
}
