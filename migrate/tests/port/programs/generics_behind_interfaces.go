// A struct behind an interface that holds generic values, and a configuration that gets it beside an error.
package main

import (
	"errors"
	"fmt"
)

type window[T any] struct {
	items []T
	next  int
}

func newWindow[T any](size int) *window[T] {
	return &window[T]{items: make([]T, size)}
}

func (w *window[T]) put(item T) {
	w.items[w.next%len(w.items)] = item
	w.next++
}

func (w *window[T]) each(do func(i int, item T)) {
	for i, item := range w.items {
		do(i, item)
	}
}

type balancer interface {
	pick(name string) float64
}

type latencies struct {
	names   []string
	windows map[string]*window[float64]
}

func newLatencies(names ...string) (latencies, error) {
	l := latencies{windows: make(map[string]*window[float64])}
	if len(names) == 0 {
		return l, errors.New("no names")
	}
	for _, name := range names {
		l.names = append(l.names, name)
		l.windows[name] = newWindow[float64](2)
	}
	return l, nil
}

func (l latencies) pick(name string) float64 {
	sum := 0.0
	if w, ok := l.windows[name]; ok {
		w.put(float64(len(name)))
		w.each(func(i int, item float64) { sum += item })
	}
	return sum
}

type settings struct {
	chosen balancer
}

func parse(s *settings, names ...string) error {
	var err error
	s.chosen, err = newLatencies(names...)
	return err
}

func main() {
	var s settings
	fmt.Println(parse(&s), s.chosen.pick("a"))
	fmt.Println(parse(&s, "ab", "c"), s.chosen.pick("ab"), s.chosen.pick("ab"), s.chosen.pick("ab"), s.chosen.pick("d"))
}
