// The functions of math that plugins call.
package main

import (
	"fmt"
	"math"
)

func main() {
	for _, f := range []float64{2.5, -2.5, 3.5, 0, 100} {
		fmt.Println(math.Floor(f), math.Ceil(f), math.Round(f), math.Trunc(f), math.Abs(f))
	}
	fmt.Println(math.Max(3, 7), math.Min(3, -7), math.Pow(2, 10), math.Sqrt(81), math.Log2(8), math.Mod(7, 3))
	fmt.Println(math.MaxFloat64, math.SmallestNonzeroFloat64, math.Inf(-1), math.Pi)
}
