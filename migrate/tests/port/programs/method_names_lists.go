// Methods of lists, maps and texts whose names are those of what these can do in Rust.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type set map[string]int

func (s set) Get(k string) int            { return s[k] }
func (s set) Insert(k string, n int)      { s[k] = n }
func (s set) Remove(k string)             { delete(s, k) }
func (s set) Len() int                    { return len(s) }
func (s set) Contains(k string) bool      { _, ok := s[k]; return ok }
func (s set) Lookup(k string) (int, bool) { n, ok := s[k]; return n, ok }
func (s set) IsNil() bool                 { return s == nil }
func (s set) Clear()                      { clear(s) }
func (s set) Keys() (all []string) {
	for k := range s {
		all = append(all, k)
	}
	sort.Strings(all)
	return
}

type stack []int

func (s stack) Len() int              { return len(s) }
func (s stack) At(i int) int          { return s[i] }
func (s stack) Set(i, n int)          { s[i] = n }
func (s *stack) Push(n int)           { *s = append(*s, n) }
func (s *stack) Pop() int             { n := (*s)[len(*s)-1]; *s = (*s)[:len(*s)-1]; return n }
func (s stack) Slice() []int          { return s[1:] }
func (s stack) Less(i, j int) bool    { return s[i] < s[j] }
func (s stack) Swap(i, j int)         { s[i], s[j] = s[j], s[i] }
func (s stack) First() int            { return s[0] }
func (s stack) Append(n ...int) stack { return append(s, n...) }
func (s stack) Cap() bool             { return cap(s) >= len(s) }
func (s stack) IsEmpty() bool         { return len(s) == 0 }
func (s stack) Contains(n int) bool {
	for _, each := range s {
		if each == n {
			return true
		}
	}
	return false
}

type grid [3]int

func (g grid) Len() int      { return len(g) }
func (g grid) At(i int) int  { return g[i] }
func (g *grid) Set(i, n int) { g[i] = n }

type word string

func (w word) Len() int       { return len(w) }
func (w word) IsEmpty() bool  { return w == "" }
func (w word) At(i int) byte  { return w[i] }
func (w word) Slice() word    { return w[1:] }
func (w word) Join() string   { return strings.Join([]string{string(w), "x"}, "-") }
func (w word) String() string { return "<" + string(w) + ">" }
func (w word) Is(o word) bool { return w == o }
func (w word) Bytes() []byte  { return []byte(w) }
func (w word) Clone() word    { return w + w }

type sized interface{ Len() int }

type holder struct {
	set
	items stack
}

func (h holder) Len() int { return h.set.Len() + h.items.Len() }

func total(all ...sized) (n int) {
	for _, each := range all {
		n += each.Len()
	}
	return
}

func main() {
	s := set{}
	s.Insert("a", 1)
	s.Insert("b", 2)
	s.Insert("c", 3)
	s.Remove("b")
	fmt.Println(s.Get("a"), s.Len(), s.Contains("b"), s.Keys(), s.IsNil())
	fmt.Println(s.Lookup("a"))
	var st stack
	st.Push(4)
	st.Push(5)
	st.Push(6)
	st.Set(0, 9)
	st.Swap(0, 1)
	fmt.Println(st.Pop(), st.Len(), st.At(0), st.Slice(), st.Less(0, 1), st.First(), st.Append(1, 2), st.Cap(), st.IsEmpty(), st.Contains(9))
	var g grid
	g.Set(1, 5)
	fmt.Println(g.Len(), g.At(1), g)
	w := word("abc")
	fmt.Println(w.Len(), w.IsEmpty(), w.At(1), w.Slice(), w.Join(), w, w+"d", w.Is("abc"), w.Bytes(), w.Clone())
	h := holder{set: s, items: st}
	fmt.Println(h.Len(), h.Get("c"), h.items.At(1), total(s, st, &g, w, h))
	h.Clear()
	fmt.Println(s.Len(), s, h.Contains("a"))
}
