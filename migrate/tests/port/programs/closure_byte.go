// Closures that share variables of type byte.
package main

import "fmt"

type cell struct {
	get func() byte
	set func(byte)
}

func shared(first byte) cell {
	value := first
	return cell{
		get: func() byte { return value },
		set: func(next byte) { value = next },
	}
}

func each(list []byte, visit func(int, byte) bool) {
	for i, v := range list {
		if !visit(i, v) {
			return
		}
	}
}

func main() {
	values := []byte{'c', 'a', 'b', 0}
	one, other := shared(values[0]), shared(values[1])
	one.set(values[3])
	fmt.Println(one.get(), other.get())
	last, seen := values[0], 0
	each(values, func(i int, v byte) bool {
		last = v
		seen++
		return i < 2
	})
	fmt.Println(last, seen)
	var later []func() byte
	for _, v := range values {
		later = append(later, func() byte { return v })
	}
	for i := len(later) - 1; i >= 0; i-- {
		fmt.Print(later[i](), " ")
	}
	fmt.Println(func(a, b byte) bool { return a == b }(values[0], values[2]))
}
