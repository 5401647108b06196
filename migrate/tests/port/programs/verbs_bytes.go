// The verbs of fmt on a value: bytes.
package main

import "fmt"

func main() {
	for _, v := range []interface{}{[]byte("hi"), []byte{}, []byte{0, 255}} {
		fmt.Print(fmt.Sprintf("%s", v), " / ")
		fmt.Print(fmt.Sprintf("%q", v), " / ")
		fmt.Print(fmt.Sprintf("%x", v), " / ")
		fmt.Print(fmt.Sprintf("%v", v), " / ")
		fmt.Print(fmt.Sprintf("%d", v), " / ")
		fmt.Print(fmt.Sprintf("%X", v), " / ")
		fmt.Println()
	}
}
