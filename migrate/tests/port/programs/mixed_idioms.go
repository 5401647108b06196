// Idioms of the field, mixed.
package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

type Weekday uint8

const (
	Mon Weekday = iota + 1
	Tue
	_
	Thu
)

const (
	KB = 1 << (10 * (iota + 1))
	MB
)

type Flags uint16

const (
	A Flags = 1 << iota
	B
	C
)

func (f Flags) Has(o Flags) bool { return f&o != 0 }
func (f *Flags) Set(o Flags)     { *f |= o }
func (f *Flags) Clear(o Flags)   { *f &^= o }
func (f Flags) String() string {
	var names []string
	for i, n := range []string{"A", "B", "C"} {
		if f.Has(1 << i) {
			names = append(names, n)
		}
	}
	return strings.Join(names, "|")
}

type Point struct{ X, Y int }

func (p Point) Add(o Point) Point { return Point{p.X + o.X, p.Y + o.Y} }

type Shape interface {
	Area() float64
	fmt.Stringer
}

type Rect struct {
	Min, Max Point
	name     string
}

func (r *Rect) Area() float64  { return float64((r.Max.X - r.Min.X) * (r.Max.Y - r.Min.Y)) }
func (r *Rect) String() string { return fmt.Sprintf("rect %q %v-%v", r.name, r.Min, r.Max) }
func (r *Rect) Len() int       { return 2 }
func (r *Rect) Clone() *Rect   { c := *r; return &c }

type Circle float64

func (c Circle) Area() float64  { return math.Pi * float64(c) * float64(c) }
func (c Circle) String() string { return fmt.Sprintf("circle %.2f", float64(c)) }

type LRU[K comparable, V any] struct {
	cap   int
	order []K
	items map[K]V
	onOut func(K, V)
}

func NewLRU[K comparable, V any](cap int, onOut func(K, V)) *LRU[K, V] {
	return &LRU[K, V]{cap: cap, items: make(map[K]V, cap), onOut: onOut}
}

func (l *LRU[K, V]) Get(k K) (v V, ok bool) {
	if v, ok = l.items[k]; ok {
		l.touch(k)
	}
	return
}

func (l *LRU[K, V]) touch(k K) {
	if i := slices.Index(l.order, k); i >= 0 {
		l.order = append(l.order[:i], l.order[i+1:]...)
	}
	l.order = append(l.order, k)
}

func (l *LRU[K, V]) Set(k K, v V) {
	l.items[k] = v
	l.touch(k)
	for len(l.order) > l.cap {
		old := l.order[0]
		l.order = l.order[1:]
		if l.onOut != nil {
			l.onOut(old, l.items[old])
		}
		delete(l.items, old)
	}
}

func Map[T, U any](list []T, f func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, x := range list {
		out = append(out, f(x))
	}
	return out
}

func Reduce[T, A any](list []T, acc A, f func(A, T) A) A {
	for _, x := range list {
		acc = f(acc, x)
	}
	return acc
}

func title(s string) string {
	rs := []rune(s)
	for i, r := range rs {
		if i == 0 || unicode.IsSpace(rs[i-1]) {
			rs[i] = unicode.ToUpper(r)
		}
	}
	return string(rs)
}

func logf(format string, args ...any) { fmt.Printf("["+format+"]\n", args...) }

func main() {
	fmt.Println(Mon, Thu, KB, MB, A|C, Flags(0))
	var f Flags
	f.Set(A | B)
	f.Clear(A)
	logf("%v %d %08b %x %t %s", f, f, f, f, f.Has(B), f)
	shapes := []Shape{&Rect{Max: Point{2, 3}, name: "r"}, Circle(1.5)}
	slices.SortFunc(shapes, func(a, b Shape) int { return int(b.Area()*100) - int(a.Area()*100) })
	for i, s := range shapes {
		switch v := s.(type) {
		case *Rect:
			c := v.Clone()
			c.Max = c.Max.Add(Point{1, 1})
			fmt.Println(i, v, c, v.Len(), *c == *v, v.Min == c.Min)
		case Circle:
			fmt.Printf("%d %v %.3f %5.1f|%-8s|%8s|%+v\n", i, v, v.Area(), float64(v), v, "x", v)
		}
	}
	var out []string
	l := NewLRU(2, func(k string, v Point) { out = append(out, fmt.Sprint(k, v)) })
	for i, k := range strings.Fields("a b a c d a") {
		if v, ok := l.Get(k); ok {
			fmt.Println("hit", k, v)
		} else {
			l.Set(k, Point{i, i * i})
		}
	}
	fmt.Println(out, l.order, len(l.items))
	lens := Map(strings.Split("a,bb,ccc", ","), func(s string) int { return len(s) })
	fmt.Println(lens, Reduce(lens, "", func(a string, n int) string { return a + fmt.Sprint(n) }), Reduce(lens, 0.5, func(a float64, n int) float64 { return a * float64(n) }))
	fmt.Println(title("hello wörld éa"), strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, "A1b2É3"))
	funcs := make([]func() int, 3)
	for i := range funcs {
		funcs[i] = func() int { i *= 2; return i }
	}
	fmt.Println(funcs[1](), funcs[1](), funcs[2](), funcs[0]())
	people := []struct {
		Name string
		Age  int
	}{{"Ann", 30}, {"Bob", 25}, {"Cid", 30}}
	slices.SortStableFunc(people, func(a, b struct {
		Name string
		Age  int
	}) int {
		return a.Age - b.Age
	})
	fmt.Printf("%v %+v\n", people, people[0])
	groups := map[int][]string{}
	for _, p := range people {
		groups[p.Age] = append(groups[p.Age], p.Name)
	}
	fmt.Println(groups, len(groups[99]))
	t := time.Unix(1772323198, 0).UTC()
	fmt.Println(t.Add(2*time.Second).Format("2006-01-02 15:04:05 Mon"), t.Weekday(), t.YearDay(), t.Unix(), t.AddDate(0, 0, 1).Format(time.RFC1123))
	var x uint8 = 250
	x += 10
	var y int8 = math.MinInt8
	fmt.Println(x, -y, 7/-2, -7%3, 1<<3|1, 6&^2, uint32(1)<<31, math.MaxInt64, int32(math.MaxInt32)+int32(x))
	switch n := len(out); {
	case n > 1:
		fmt.Println("many")
		fallthrough
	case n > 5:
		fmt.Println("fell")
	default:
		fmt.Println("none")
	}
	matrix := [2][3]int{{1, 2, 3}, {4, 5, 6}}
	copyOf := matrix
	copyOf[1][2] = 60
	fmt.Println(matrix, copyOf, matrix == copyOf, len(matrix[0]))
	s := []int{1, 2, 3, 4, 5}
	u := s[1:3]
	u = append(u, 99)
	w := append(s[:1:1], 7)
	fmt.Println(s, u, w, cap(u), len(s[4:]))
	copy(s[2:], s)
	fmt.Println(s, strings.Count("cheese", "e"))
}
