// Division cuts towards zero, and the remainder has the sign of the dividend.
package main

import (
	"fmt"
	"math"
)

func main() {
	for _, x := range []int{7, -7, 0, 1} {
		for _, y := range []int{2, -2, 3, -3} {
			fmt.Println(x, y, x/y, x%y)
		}
	}
	small := int8(-128)
	one := int8(-1)
	fmt.Println(small/one, small%one)
	least := math.MinInt64
	fmt.Println(least/-1, least%int(one))
}
