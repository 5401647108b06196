// Pointers to variables, fields, items and pointers.
package main

import "fmt"

type box struct{ n int }

func set(p *int, v int) { *p = v }

func fresh() *int {
	n := 41
	n++
	return &n
}

func main() {
	x := 1
	p := &x
	q := p
	*q += 10
	set(&x, x*2)
	fmt.Println(x, *p, p == q, *fresh(), fresh() == fresh())
	b := box{1}
	set(&b.n, 5)
	s := []int{1, 2}
	set(&s[1], 9)
	pp := &p
	**pp = 3
	y := 100
	*pp = &y
	*p = 101
	fmt.Println(x, y, b, s, *p)
	n := new(int)
	*n++
	fmt.Println(*n, *new(string) == "")
}
