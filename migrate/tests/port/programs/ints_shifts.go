// Shifts beyond the width give zero, or the sign.
package main

import "fmt"

func main() {
	var n uint = 3
	fmt.Println(1<<n, -9>>1, -9>>n, uint8(197+n)<<1, uint8(200)>>n)
	for _, by := range []uint{0, 1, 31, 32, 63, 64, 65, 200} {
		x, y := int64(-5), uint32(0xdeadbeef)
		fmt.Println(by, x<<by, x>>by, y<<by, y>>by, int8(3)<<by)
	}
	var z int = 1
	z <<= 10
	z >>= 3
	fmt.Println(z, 1<<z>>z)
}
