// Methods that differ in the case of their first letter alone, beside those of lists, and what hides parts of a list.
package main

import "fmt"

type queue []string

func (q queue) Len() int                { return len(q) }
func (q queue) len() int                { return 10 * q.Len() }
func (q queue) Get(i int) string        { return q[i] }
func (q queue) Get_(i int) string       { return q.Get(len(q) - 1 - i) }
func (q queue) Cut(n int) (queue, bool) { return q[n:], n < len(q) }
func (q queue) Copy() queue             { return append(queue{}, q...) }

type line string

func (l line) Cut(n int) line { return l[:n] }

func main() {
	q := queue{"a", "b", "c"}
	fmt.Println(q.Len(), q.len(), q.Get(0), q.Get_(0))
	rest, ok := q.Cut(1)
	again := rest.Copy()
	again[0] = "x"
	fmt.Println(rest, ok, again, q[1:], line("route").Cut(2))
	q = append(q[:1], q...)
	fmt.Println(q, append(q, again...))
}
