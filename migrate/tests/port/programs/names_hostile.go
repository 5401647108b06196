// Names that mean something in Rust or in the port.
package main

import (
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"
)

type Str string
type Any struct{ Error error }
type Option struct{ Some, None int }
type Result struct{ Ok, Err string }
type Vec []string
type Box struct{ Ref *Box }
type String struct{ string }
type Iterator interface{ Next() (int, bool) }
type self struct{ super, crate, str int }
type Slice[T any] struct{ items []T }
type Map map[string]Any
type Error struct{ text string }

func (e Error) Error() string { return e.text }
func (e *Error) Set(t string) { e.text = t }

func (v Vec) Iter() []string      { return v }
func (v *Vec) Extend(o ...string) { *v = append(*v, o...) }

type counter struct{ n int }

func (c *counter) Next() (int, bool) { c.n++; return c.n, c.n < 3 }

func println2(args ...any)   { fmt.Println(args...) }
func vec(n int) []int        { return make([]int, n) }
func format(s string) string { return "<" + s + ">" }
func panic2() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("caught: %v", r)
		}
	}()
	var m map[string]int
	m["a"] = 1
	return nil
}
func drop(x int) int      { return x - 1 }
func into(x int) string   { return fmt.Sprint(x) }
func default_() int       { return 4 }
func clone(x []int) []int { return append([]int{}, x...) }
func min2(a, b int) int {
	if a < b {
		return a
	}
	return b
}
func Some(x int) *int { return &x }
func None() *int      { return nil }
func Ok() bool        { return true }

func main() {
	len := 3
	string_ := "x"
	type_, match, loop, mut, move, ref, fn, impl, dyn, async := 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	fmt.Println(len, string_, type_+match+loop+mut+move+ref+fn+impl+dyn+async)
	self := self{1, 2, 3}
	fmt.Println(self.super, self.crate, self.str, self)
	url, err := url.Parse("http://h/a/../b?x=1")
	fmt.Println(url.Host, path.Clean(url.Path), err)
	path := strings.Split(url.Path, "/")
	fmt.Println(path)
	{
		err := errors.New("inner")
		_ = err
		fmt.Println(err)
	}
	println2(vec(2), format("a"), drop(3), into(5), default_(), clone([]int{1}), min2(2, 1), *Some(4), None() == nil, Ok())
	v := Vec{"a"}
	v.Extend("b", "c")
	fmt.Println(v.Iter(), Str("s")+"t", String{"in"}.string, Option{1, 2}, Result{"o", "e"}, Box{&Box{}}.Ref.Ref == nil)
	var it Iterator = &counter{}
	for n, ok := it.Next(); ok; n, ok = it.Next() {
		fmt.Println("n", n)
	}
	e := Error{"a"}
	e.Set("b")
	m := Map{"k": Any{e}}
	fmt.Println(m["k"].Error, e.Error(), m, panic2())
	s := Slice[int]{items: []int{1}}
	args, go_, fmt2, text := s.items, "go", "fmt", `raw "q" \n {x}`
	fmt.Println(args, go_, fmt2, text, "{}", "{{x}}", "%d")
	max := func(a, b int) int { return a * b }
	fmt.Println(max(2, 3))
	new, cap, copy := 1, 2, 3
	fmt.Println(new+cap+copy, fmt.Sprintf("%[2]d %[1]s %%", "a", 7))
	result, value, item, early0, callback, defers, list := 1, 2, 3, 4, 5, 6, 7
	f := func() (result int) { defer func() { result += value }(); return item }
	fmt.Println(result, f(), early0, callback, defers, list)
}
