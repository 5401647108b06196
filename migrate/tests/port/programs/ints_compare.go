// Comparisons of integers, and the smallest and largest of them.
package main

import (
	"fmt"
	"math"
)

func main() {
	a, b := 3, -4
	fmt.Println(a < b, a <= 3, a == b, a != b, a > b, b >= -4)
	fmt.Println(min(a, b), max(a, b, 7), min(2.5, 1), max("b", "a"))
	fmt.Println(math.MaxInt64, math.MinInt64, math.MaxInt32, math.MaxUint8, uint64(math.MaxUint64))
}
