// What is recovered has the type that panicked.
package main

import "fmt"

type code int

func (c code) Error() string { return fmt.Sprint("code ", int(c)) }

func try(f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
			fmt.Println("no panic")
		case string:
			fmt.Println("string", r)
		case error:
			fmt.Println("error", r.Error())
		case int:
			fmt.Println("int", r+1)
		default:
			fmt.Println("other", r)
		}
	}()
	f()
}

func main() {
	try(func() {})
	try(func() { panic("s") })
	try(func() { panic(code(5)) })
	try(func() { panic(5) })
	try(func() { panic([]int{1}) })
	try(func() { var m map[string]int; m["x"] = 1 })
}
