// Closures that share variables of type rune.
package main

import "fmt"

type cell struct {
	get func() rune
	set func(rune)
}

func shared(first rune) cell {
	value := first
	return cell{
		get: func() rune { return value },
		set: func(next rune) { value = next },
	}
}

func each(list []rune, visit func(int, rune) bool) {
	for i, v := range list {
		if !visit(i, v) {
			return
		}
	}
}

func main() {
	values := []rune{'ä', 'a', 'z', '0'}
	one, other := shared(values[0]), shared(values[1])
	one.set(values[3])
	fmt.Println(one.get(), other.get())
	last, seen := values[0], 0
	each(values, func(i int, v rune) bool {
		last = v
		seen++
		return i < 2
	})
	fmt.Println(last, seen)
	var later []func() rune
	for _, v := range values {
		later = append(later, func() rune { return v })
	}
	for i := len(later) - 1; i >= 0; i-- {
		fmt.Print(later[i](), " ")
	}
	fmt.Println(func(a, b rune) bool { return a == b }(values[0], values[2]))
}
