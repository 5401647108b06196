// Methods whose names are those of functions that all values have in Rust: those that make a value, and those that take
// one, which come before a method that borrows it.
package main

import (
	"errors"
	"fmt"
)

type limit int

func (l limit) Min(other limit) limit   { return l - other }
func (l limit) Max(other limit) limit   { return l + other }
func (l limit) Clamp(a, b limit) limit  { return a + b }
func (l limit) Default() limit          { return l * 2 }
func (l limit) Cmp(other limit) string  { return fmt.Sprint(int(l), "?", int(other)) }
func (l limit) Add(other limit) limit   { return 100 }
func (l limit) IsPositive() (bool, int) { return l > 0, int(l) }

type label string

func (l label) Max(other label) label { return other + l }
func (l label) From(s string) label   { return label(s) + l }

type point struct{ x, y int }

func (p point) Max() int          { return p.x * p.y }
func (p point) Min(o point) point { return point{p.x - o.x, p.y - o.y} }

type options struct {
	name  string
	limit limit
	next  *options
}

func (o *options) Default()                { o.limit = 10 }
func (o *options) From(name string)        { o.name = name }
func (o *options) New(name string) options { return options{name: name} }
func (o *options) TryInto() error          { return errors.New("not " + o.name) }
func (o *options) ToString() string        { return "options of " + o.name }
func (o *options) Error() string           { return "error of " + o.name }
func (o *options) Max() int                { return int(o.limit) }

type sized interface{ Max() int }

func main() {
	l := limit(3)
	fmt.Println(l.Min(9), l.Max(2), l.Clamp(4, 5), l.Default(), l.Cmp(1), l.Add(7), min(l, 2), max(l, 5))
	fmt.Println(l.IsPositive())
	text := label("a")
	fmt.Println(text.Max("b"), text.From("c"))
	p := point{2, 5}
	fmt.Println(p.Max(), p.Min(point{1, 1}), p == point{2, 5})
	var o options
	o.Default()
	shared := &o
	shared.From("one")
	shared.next = &options{name: "two"}
	made := shared.New("three")
	made.next = shared
	var err error = made.next
	all := []sized{p, shared, &made}
	total := 0
	for _, one := range all {
		total += one.Max()
	}
	fmt.Println(o.limit, shared.TryInto(), shared.ToString(), err, made.next.next.ToString(), total)
	zero := map[string]options{"a": made}["b"]
	fmt.Println(zero.name == "", zero.next == nil, zero.limit)
}
