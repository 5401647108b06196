// The verbs of fmt on a value: bool.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{true, false} {
		fmt.Print(fmt.Sprintf("%t", v), " / ")
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%5t", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Println()
	}
}
