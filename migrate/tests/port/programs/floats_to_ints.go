// A float becomes an integer by losing its fraction.
package main

import (
	"fmt"
	"math"
)

func main() {
	for _, f := range []float64{2.9, -2.9, 0.4, -0.4, 1e15, 123456789.987} {
		fmt.Println(int(f), int64(f), int32(f/1000000), uint8(math.Abs(f/1e14)))
	}
	n := 7
	fmt.Println(float64(n)/2, n/2, float32(n)*0.1, float64(1<<53)+1)
}
