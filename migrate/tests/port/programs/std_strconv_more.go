// More of package strconv.
package main

import (
	"fmt"
	"strconv"
)

func main() {
	for _, s := range []string{"12", "-7", "0x1f", "abc", "", "99999999999999999999", "1_000"} {
		n, err := strconv.Atoi(s)
		m, err2 := strconv.ParseInt(s, 0, 64)
		fmt.Println(n, err, m, err2)
	}
	for _, s := range []string{"true", "T", "0", "no"} {
		b, err := strconv.ParseBool(s)
		fmt.Println(b, err)
	}
	f, err := strconv.ParseFloat("1e3", 64)
	fmt.Println(f, err, strconv.FormatInt(-255, 16), strconv.FormatFloat(1.5, 'f', 2, 64), strconv.Quote("a\n\"b\""))
	u, err := strconv.ParseUint("18446744073709551615", 10, 64)
	fmt.Println(u, err, strconv.Itoa(-42), strconv.FormatBool(true), strconv.FormatUint(7, 2))
}
