// The builtins min and max, of floats and strings too.
package main

import (
	"fmt"
	"math"
	"slices"
)

func least(weights map[string]float64, names ...string) float64 {
	found := math.Inf(1)
	for _, name := range names {
		found = min(found, weights[name])
	}
	return found
}

func main() {
	name, other := "beta", "alpha"
	fmt.Println(min(name, other), max(name, other, "gamma"), name, other)
	weights := map[string]float64{"a": 0.5, "b": 0.25}
	fmt.Println(least(weights, "a", "b"), least(weights), max(weights["a"], 0.3, weights["b"]))
	zero, nan := 0.0, math.NaN()
	fmt.Println(min(zero, -zero), math.Signbit(min(zero, math.Copysign(0, -1))), math.Signbit(max(math.Copysign(0, -1), zero)))
	fmt.Println(min(nan, 1), max(1, nan), max(math.Inf(1), nan))
	fmt.Println(slices.Max([]float64{1, nan, 3}), slices.Min([]float64{1, nan}), slices.Max([]string{"x", "y"}))
	fmt.Println(math.Signbit(slices.Min([]float64{0, math.Copysign(0, -1)})), math.Signbit(slices.Max([]float64{math.Copysign(0, -1), 0})))
	var small float32 = 1.5
	fmt.Println(max(small, 2), min(3, small), max(2, 7), min(len(name), 3))
}
