// Fractions of a second that are none.
package main

import (
	"fmt"
	"time"
)

func main() {
	for _, text := range []string{"12:30:45.120", "12:30:45..0x", "12:30:45.12", "12:30:45,007"} {
		moment, err := time.Parse("15:04:05.000", text)
		fmt.Println(moment.Nanosecond(), err)
	}
}
