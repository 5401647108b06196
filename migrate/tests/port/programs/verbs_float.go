// The verbs of fmt on a value: float.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{3.14159, -0.5, 1e21, 0, 100} {
		fmt.Print(fmt.Sprintf("%f", v), " / ")
		fmt.Print(fmt.Sprintf("%.2f", v), " / ")
		fmt.Print(fmt.Sprintf("%8.3f", v), " / ")
		fmt.Print(fmt.Sprintf("%e", v), " / ")
		fmt.Print(fmt.Sprintf("%g", v), " / ")
		fmt.Print(fmt.Sprintf("%G", v), " / ")
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%6.1f|", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Println()
	}
}
