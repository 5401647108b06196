// Functions of math.
package main

import (
	"fmt"
	"math"
)

func main() {
	fmt.Println(math.Floor(-1.5), math.Ceil(1.2), math.Round(2.5), math.Abs(-3), math.Max(1, 2), math.Min(1, 2), math.Pow(2, 8), math.Sqrt(2))
	fmt.Println(math.MaxInt32, math.MaxInt64, math.Inf(1), math.IsNaN(math.NaN()), math.Trunc(-2.7), math.Mod(7, 3))
	fmt.Printf("%.3f %.3f %.3f\n", math.Log(10), math.Exp(1), math.Log2(10))
}
