// Functions as values, parameters and results.
package main

import "fmt"

type transform func(int) int

func (t transform) twice(n int) int { return t(t(n)) }

func apply(list []int, f transform) []int {
	out := make([]int, len(list))
	for i, n := range list {
		out[i] = f(n)
	}
	return out
}

func adder(n int) transform { return func(m int) int { return n + m } }

func double(n int) int { return n * 2 }

func compose(fs ...transform) transform {
	return func(n int) int {
		for _, f := range fs {
			n = f(n)
		}
		return n
	}
}

func main() {
	list := []int{1, 2, 3}
	fmt.Println(apply(list, double), apply(list, adder(10)), transform(double).twice(3))
	f := compose(double, adder(1), double)
	fmt.Println(f(5), adder(3).twice(1))
	var none transform
	fmt.Println(none == nil, f != nil)
	f = func(n int) int { return -n }
	fmt.Println(f(1))
}
