// Strings compare by their bytes.
package main

import (
	"fmt"
	"strings"
)

func main() {
	a, b := "apple", "apricot"
	fmt.Println(a < b, a == b, a != b, a >= b, "" < a, "Z" < "a", "ä" > "z", "a" < "ab")
	fmt.Println(strings.Compare(a, b), strings.Compare(b, a), strings.Compare(a, a))
}
