// Values of int in interfaces.
package main

import "fmt"

type named int

func (n named) kind() string { return fmt.Sprintf("named %v", int(n)) }

type kinder interface{ kind() string }

func what(v interface{}) string {
	switch x := v.(type) {
	case int:
		return fmt.Sprintf("int %v", x)
	case named:
		return x.kind()
	case *int:
		return fmt.Sprintf("pointer to %v", *x)
	case []int:
		return fmt.Sprintf("%d of them", len(x))
	case kinder:
		return "kinder"
	}
	return "unknown"
}

func main() {
	values := []int{3, 1, 2}
	x := values[0]
	fmt.Println(what(x), what(named(x)), what(&x), what(values), what(nil), what(struct{}{}))
	var k kinder = named(values[2])
	fmt.Println(k.kind(), k == named(values[2]), k == named(values[1]))
	any := []interface{}{x, named(x), values[1]}
	fmt.Println(any, any[0] == x, any[1] == x, any[1] == named(x))
	fmt.Printf("%T %T %v\n", any[0], any[1], any[1])
}
