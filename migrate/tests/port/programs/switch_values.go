// A switch on a value, with lists, default and fallthrough.
package main

import "fmt"

func name(n int) string {
	switch n {
	case 0:
		return "zero"
	case 1, 2, 3:
		return "few"
	default:
		return "many"
	case -1:
		return "minus one"
	}
}

func steps(n int) (out []string) {
	switch n {
	case 1:
		out = append(out, "one")
		fallthrough
	case 2:
		out = append(out, "two")
		fallthrough
	case 3:
		out = append(out, "three")
	case 4:
		out = append(out, "four")
		fallthrough
	default:
		out = append(out, "default")
	}
	return
}

func main() {
	for i := -1; i < 5; i++ {
		fmt.Println(i, name(i), steps(i))
	}
}
