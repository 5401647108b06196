// Numbers without a sign wrap around when they are negated.
package main

import "fmt"

func main() {
	var b byte = 3
	var u uint16 = 5
	var w uint
	b |= -b
	fmt.Println(b, -b, -u, -w, -(w + 1))
	sizes := []byte{1, 2}
	sizes[1] = -sizes[1]
	fmt.Println(sizes, ^b, -int8(-128+0*int(b)))
}
