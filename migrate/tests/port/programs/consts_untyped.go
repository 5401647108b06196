// Untyped constants are exact until they meet a type.
package main

import (
	"fmt"
	"time"
)

func main() {
	const big = 1 << 100
	const third = 1.0 / 3
	const (
		kilo = 1000
		mega = kilo * kilo
		text = "con" + "stant"
		flag = mega > 10 && text != ""
	)
	var f float32 = third
	fmt.Println(big>>98, f, third, mega, text, flag, len(text))
	var d time.Duration = 3 * time.Second
	fmt.Println(d, d/2, 5*time.Millisecond, time.Duration(kilo)*time.Microsecond)
	const huge = big * big / big
	fmt.Println(huge == big, 7/2, 7/2.0, 'a'+1, "x"[0])
}
