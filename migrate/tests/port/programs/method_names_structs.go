// Methods of structs whose names are those of what Rust calls by itself.
package main

import "fmt"

type box struct {
	n    int
	list []string
}

func (b box) Clone() box         { b.list = append([]string(nil), b.list...); b.n++; return b }
func (b box) Eq(o box) bool      { return b.n == o.n }
func (b *box) Borrow() int       { return b.n }
func (b *box) BorrowMut() *box   { b.n *= 2; return b }
func (b box) Default() box       { return box{n: 7} }
func (b box) Into() string       { return fmt.Sprint(b.n) }
func (b *box) Get() int          { return b.n }
func (b *box) Set(n int)         { b.n = n }
func (b box) ToString() string   { return "box" }
func (b box) Fmt() string        { return "fmt" }
func (b box) Drop()              { fmt.Println("drop", b.n) }
func (b *box) IsNil() bool       { return b == nil }
func (b box) Pair() (int, error) { return b.n, nil }
func (b box) Boxed() any         { return b }

type cloner interface{ Clone() box }

func main() {
	b := box{n: 1, list: []string{"x"}}
	c := b
	d := b.Clone()
	e := &d
	f := e
	f.Set(9)
	all := []box{b, c, d}
	m := map[string]box{"a": b}
	g := all[2]
	fmt.Println(b.n, c.n, d.n, e.Get(), f.Borrow(), g, m["a"].Eq(c), b.Default(), b.Into(), b.ToString(), b.Fmt(), e.IsNil())
	f.BorrowMut().Set(3)
	b.Drop()
	var k cloner = b
	fmt.Println(k.Clone().n, d.n, b.Boxed())
	n, err := b.Pair()
	fmt.Println(n, err, len(all), all)
}
