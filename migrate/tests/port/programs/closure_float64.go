// Closures that share variables of type float64.
package main

import "fmt"

type cell struct {
	get func() float64
	set func(float64)
}

func shared(first float64) cell {
	value := first
	return cell{
		get: func() float64 { return value },
		set: func(next float64) { value = next },
	}
}

func each(list []float64, visit func(int, float64) bool) {
	for i, v := range list {
		if !visit(i, v) {
			return
		}
	}
}

func main() {
	values := []float64{2.5, 0.5, 1, -3}
	one, other := shared(values[0]), shared(values[1])
	one.set(values[3])
	fmt.Println(one.get(), other.get())
	last, seen := values[0], 0
	each(values, func(i int, v float64) bool {
		last = v
		seen++
		return i < 2
	})
	fmt.Println(last, seen)
	var later []func() float64
	for _, v := range values {
		later = append(later, func() float64 { return v })
	}
	for i := len(later) - 1; i >= 0; i-- {
		fmt.Print(later[i](), " ")
	}
	fmt.Println(func(a, b float64) bool { return a == b }(values[0], values[2]))
}
