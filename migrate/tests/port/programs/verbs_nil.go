// The verbs of fmt on a value: nil.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{nil} {
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%+v", v), " / ")
		fmt.Print(fmt.Sprintf("%T", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Print(fmt.Sprintf("%s", v), " / ")
		fmt.Println()
	}
}
