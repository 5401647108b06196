// The verbs of fmt on a value: slice.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{[]int{1, 2}, []int{}, []int(nil)} {
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Print(fmt.Sprintf("%+v", v), " / ")
		fmt.Print(fmt.Sprintf("%#v", v), " / ")
		fmt.Print(fmt.Sprintf("%x", v), " / ")
		fmt.Print(fmt.Sprintf("%s", v), " / ")
		fmt.Print(fmt.Sprintf("%T", v), " / ")
		fmt.Println()
	}
}
