// Integer types of one's own keep their width and print as numbers.
package main

import (
	"fmt"
	"math"
)

type Level uint8
type Offset int32

func (l Level) Next() Level { return l + 1 }

func main() {
	l := Level(255)
	fmt.Println(l, l.Next(), int(l)+1)
	var o Offset = math.MaxInt32
	o++
	fmt.Println(o, Offset(l)*2, l > 3, o < 0)
	fmt.Printf("%T %T %v %d\n", l, o, l, o)
}
