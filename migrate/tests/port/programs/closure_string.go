// Closures that share variables of type string.
package main

import "fmt"

type cell struct {
	get func() string
	set func(string)
}

func shared(first string) cell {
	value := first
	return cell{
		get: func() string { return value },
		set: func(next string) { value = next },
	}
}

func each(list []string, visit func(int, string) bool) {
	for i, v := range list {
		if !visit(i, v) {
			return
		}
	}
}

func main() {
	values := []string{"c", "a", "b", "ä"}
	one, other := shared(values[0]), shared(values[1])
	one.set(values[3])
	fmt.Println(one.get(), other.get())
	last, seen := values[0], 0
	each(values, func(i int, v string) bool {
		last = v
		seen++
		return i < 2
	})
	fmt.Println(last, seen)
	var later []func() string
	for _, v := range values {
		later = append(later, func() string { return v })
	}
	for i := len(later) - 1; i >= 0; i-- {
		fmt.Print(later[i](), " ")
	}
	fmt.Println(func(a, b string) bool { return a == b }(values[0], values[2]))
}
