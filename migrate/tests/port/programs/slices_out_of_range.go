// An index past the end panics.
package main

import "fmt"

func try(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Println(name, "panics:", r)
		}
	}()
	f()
	fmt.Println(name, "is fine")
}

func main() {
	s := []int{1, 2, 3}
	i := 3
	try("read", func() { _ = s[i] })
	try("write", func() { s[i-4] = 1 })
	try("slice", func() { _ = s[2 : i+5] })
	try("reversed", func() { _ = s[i:1] })
	try("within capacity", func() { _ = s[:1][:3] })
	try("empty", func() { _ = s[3:] })
	var n []int
	try("nil", func() { n[0]++ })
	fmt.Println(s)
}
