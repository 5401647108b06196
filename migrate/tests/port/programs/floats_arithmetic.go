// Floating-point arithmetic, its infinities and NaN.
package main

import (
	"fmt"
	"math"
)

func main() {
	zero := 0.0
	fmt.Println(1/zero, -1/zero, zero/zero, 0.1+0.2, 1e308*(zero+10))
	nan := math.NaN()
	fmt.Println(nan == nan, nan < 1, nan != nan, math.IsNaN(nan), math.IsInf(1/zero, 1))
	var f float32 = 16777216
	f++
	fmt.Println(f, float32(0.1), float64(float32(0.1)))
}
