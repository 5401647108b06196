// The verbs of fmt on a value: int.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{-42, 7, 0, 1234567, 65} {
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Print(fmt.Sprintf("%5d", v), " / ")
		fmt.Print(fmt.Sprintf("%-5d|", v), " / ")
		fmt.Print(fmt.Sprintf("%05d", v), " / ")
		fmt.Print(fmt.Sprintf("%+d", v), " / ")
		fmt.Print(fmt.Sprintf("%x", v), " / ")
		fmt.Print(fmt.Sprintf("%#x", v), " / ")
		fmt.Print(fmt.Sprintf("%o", v), " / ")
		fmt.Print(fmt.Sprintf("%b", v), " / ")
		fmt.Print(fmt.Sprintf("%c", v), " / ")
		fmt.Print(fmt.Sprintf("%q", v), " / ")
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%s", v), " / ")
		fmt.Println()
	}
}
