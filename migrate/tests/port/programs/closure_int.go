// Closures that share variables of type int.
package main

import "fmt"

type cell struct {
	get func() int
	set func(int)
}

func shared(first int) cell {
	value := first
	return cell{
		get: func() int { return value },
		set: func(next int) { value = next },
	}
}

func each(list []int, visit func(int, int) bool) {
	for i, v := range list {
		if !visit(i, v) {
			return
		}
	}
}

func main() {
	values := []int{3, 1, 2, 7}
	one, other := shared(values[0]), shared(values[1])
	one.set(values[3])
	fmt.Println(one.get(), other.get())
	last, seen := values[0], 0
	each(values, func(i int, v int) bool {
		last = v
		seen++
		return i < 2
	})
	fmt.Println(last, seen)
	var later []func() int
	for _, v := range values {
		later = append(later, func() int { return v })
	}
	for i := len(later) - 1; i >= 0; i-- {
		fmt.Print(later[i](), " ")
	}
	fmt.Println(func(a, b int) bool { return a == b }(values[0], values[2]))
}
