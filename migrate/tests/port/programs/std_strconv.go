// Numbers as text and back.
package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"42", "-7", "x", "", "9223372036854775808", " 1", "+5", "1_000"} {
		n, err := strconv.Atoi(s)
		fmt.Println(n, err)
	}
	for _, s := range []string{"1.5", "1e3", "x", "inf", "-0"} {
		f, err := strconv.ParseFloat(s, 64)
		fmt.Println(f, err)
	}
	for _, s := range []string{"true", "0", "T", "yes"} {
		b, err := strconv.ParseBool(s)
		fmt.Println(b, err)
	}
	n, err := strconv.ParseInt("ff", 16, 64)
	u, err2 := strconv.ParseUint("300", 10, 8)
	fmt.Println(n, err, u, err2, strconv.Itoa(-45), strconv.FormatInt(255, 2), strconv.FormatFloat(1.5, 'f', 2, 64), strconv.FormatBool(true), strconv.Quote("a\"\n"))
}
