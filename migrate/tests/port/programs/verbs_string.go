// The verbs of fmt on a value: string.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{"héllo", "", "a\"b\n", "\xff", "日本"} {
		fmt.Print(fmt.Sprintf("%s", v), " / ")
		fmt.Print(fmt.Sprintf("%q", v), " / ")
		fmt.Print(fmt.Sprintf("%x", v), " / ")
		fmt.Print(fmt.Sprintf("%X", v), " / ")
		fmt.Print(fmt.Sprintf("%10s|", v), " / ")
		fmt.Print(fmt.Sprintf("%-10s|", v), " / ")
		fmt.Print(fmt.Sprintf("%.2s", v), " / ")
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Println()
	}
}
