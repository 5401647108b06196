// Closures that share variables of type bool.
package main

import "fmt"

type cell struct {
	get func() bool
	set func(bool)
}

func shared(first bool) cell {
	value := first
	return cell{
		get: func() bool { return value },
		set: func(next bool) { value = next },
	}
}

func each(list []bool, visit func(int, bool) bool) {
	for i, v := range list {
		if !visit(i, v) {
			return
		}
	}
}

func main() {
	values := []bool{true, false, true, false}
	one, other := shared(values[0]), shared(values[1])
	one.set(values[3])
	fmt.Println(one.get(), other.get())
	last, seen := values[0], 0
	each(values, func(i int, v bool) bool {
		last = v
		seen++
		return i < 2
	})
	fmt.Println(last, seen)
	var later []func() bool
	for _, v := range values {
		later = append(later, func() bool { return v })
	}
	for i := len(later) - 1; i >= 0; i-- {
		fmt.Print(later[i](), " ")
	}
	fmt.Println(func(a, b bool) bool { return a == b }(values[0], values[2]))
}
