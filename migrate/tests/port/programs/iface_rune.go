// Values of rune in interfaces.
package main

import "fmt"

type named rune

func (n named) kind() string { return fmt.Sprintf("named %v", rune(n)) }

type kinder interface{ kind() string }

func what(v interface{}) string {
	switch x := v.(type) {
	case rune:
		return fmt.Sprintf("rune %v", x)
	case named:
		return x.kind()
	case *rune:
		return fmt.Sprintf("pointer to %v", *x)
	case []rune:
		return fmt.Sprintf("%d of them", len(x))
	case kinder:
		return "kinder"
	}
	return "unknown"
}

func main() {
	values := []rune{'ä', 0, 'z'}
	x := values[0]
	fmt.Println(what(x), what(named(x)), what(&x), what(values), what(nil), what(struct{}{}))
	var k kinder = named(values[2])
	fmt.Println(k.kind(), k == named(values[2]), k == named(values[1]))
	any := []interface{}{x, named(x), values[1]}
	fmt.Println(any, any[0] == x, any[1] == x, any[1] == named(x))
	fmt.Printf("%T %T %v\n", any[0], any[1], any[1])
}
