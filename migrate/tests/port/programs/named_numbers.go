// Numbers with a name of their own: division, shifts by any count, signs, and their order.
package main

import (
	"cmp"
	"fmt"
	"slices"
)

type level int

func (l level) String() string { return fmt.Sprintf("level(%d)", int(l)) }

type small uint8

func (s small) twice() small { return s << 1 }

type rank struct {
	at   level
	name string
}

func main() {
	a, b := level(17), level(5)
	fmt.Println(a/b, a%b, -a, ^a, a<<uint(b), a>>uint(b), a/3, a%-1)
	a <<= 5
	a >>= 2
	a /= b
	wide := uint(70)
	fmt.Println(a, a<<wide, -a>>wide)
	s := small(200)
	fmt.Println(s.twice(), -s, s>>3, s/7, s%7)
	list := []rank{{3, "c"}, {1, "a"}, {2, "b"}}
	slices.SortFunc(list, func(x, y rank) int { return cmp.Compare(y.at, x.at) })
	fmt.Println(list, cmp.Less(list[0].name, list[1].name))
	defer func() { fmt.Println(recover()) }()
	fmt.Println(a / (b - 5))
}
