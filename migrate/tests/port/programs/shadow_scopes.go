// The same name in many scopes.
package main

import "fmt"

var x = "package"

func value() string { return x }

func main() {
	fmt.Println(x, value())
	x := 1
	if x := x + 1; x > 1 {
		x := fmt.Sprint("inner", x)
		fmt.Println(x)
	} else {
		fmt.Println(x)
	}
	for x := 0; x < 2; x++ {
		x := x * 10
		fmt.Print(x, " ")
	}
	x, err := x+5, error(nil)
	fmt.Println(x, err, value())
	func(x string) {
		x += "!"
		fmt.Println(x)
	}(value())
	switch x := interface{}(x).(type) {
	case int:
		x++
		fmt.Println("int", x)
	}
	value := x * 2
	items := []int{value}
	for _, value := range items {
		value++
		fmt.Println(value)
	}
	items = append(items, value, x)
	list, early0, next := items, value, "next"
	fmt.Println(list, early0, next, value)
}
