// The verbs of fmt on a value: struct.
package main

import "fmt"

type pt struct {
	X    int
	Name string
}

func main() {
	for _, v := range []interface{}{pt{1, "a"}, pt{}, pt{-1, "\n"}} {
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%+v", v), " / ")
		fmt.Print(fmt.Sprintf("%#v", v), " / ")
		fmt.Print(fmt.Sprintf("%T", v), " / ")
		fmt.Println()
	}
}
