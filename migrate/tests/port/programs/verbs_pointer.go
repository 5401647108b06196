// The verbs of fmt on a value: pointer.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{&struct{ A, B int }{1, 2}, (*int)(nil)} {
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%+v", v), " / ")
		fmt.Println()
	}
}
