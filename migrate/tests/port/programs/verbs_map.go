// The verbs of fmt on a value: map.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{map[string]int{"b": 2, "a": 1}, map[string]int{}, map[string]int(nil)} {
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%+v", v), " / ")
		fmt.Print(fmt.Sprintf("%#v", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Print(fmt.Sprintf("%T", v), " / ")
		fmt.Println()
	}
}
