// The type int16: arithmetic, shifts, comparisons, conversions, fields, items and keys.
package main

import "fmt"

type box struct {
	v    int16
	list []int16
	at   map[int16]string
}

func (b *box) add(v int16) int16 {
	b.v += v
	b.list = append(b.list, v, b.v)
	b.at[v] = fmt.Sprint(v * 3)
	return b.v - v - 1
}

func apply(f func(int16, int16) int16, a, b int16) int16 { return f(a, b) }

func main() {
	b := &box{at: map[int16]string{}}
	var zero int16
	for i := 0; i < 4; i++ {
		fmt.Println(b.add(int16(i*37)), b.add(int16(-i*91+5)))
	}
	fmt.Println(b.v, b.list, b.at, zero, len(b.at))
	x, y := b.list[3], b.list[len(b.list)-1]
	fmt.Println(x+y, x-y, x*y, x/(y|1), x%(y|1), x&y, x|y, x^y, x&^y, x<<3, x>>2, ^x, -x)
	fmt.Println(x < y, x == y, x >= y, min(x, y), max(x, y), x<<70, y>>70)
	fmt.Println(apply(func(a, b int16) int16 { return a*b + 1 }, x, y), float64(x), string(rune(x&63)+'0'))
	fmt.Println(int8(x), uint8(y), int32(x), uint64(y), int(x), uint16(y))
	p := &b.list[1]
	*p += 100
	*p++
	fmt.Println(b.list[1], *p, [2]int16{x, y} == [2]int16{x, y})
	var any interface{} = x
	v, ok := any.(int16)
	fmt.Printf("%v %v %T %d %x %v\n", v, ok, any, x, uint8(x), any == int16(5))
}
