// Mixed: weighted choice with a fixed sequence, by interface and by function.
package main

import "fmt"

type chooser interface {
	choose(n int) string
	reset()
}

type weighted struct {
	names   []string
	weights []int
	total   int
	calls   int
}

func (w *weighted) choose(n int) string {
	w.calls++
	n %= w.total
	for i, weight := range w.weights {
		if n < weight {
			return w.names[i]
		}
		n -= weight
	}
	return ""
}

func (w *weighted) reset() { *w = weighted{names: w.names, weights: w.weights, total: w.total} }

type fixed func(int) string

func (f fixed) choose(n int) string { return f(n) }
func (fixed) reset()                {}

func build(pairs ...interface{}) (chooser, error) {
	w := &weighted{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		weight, ok2 := pairs[i+1].(int)
		if !ok || !ok2 {
			return nil, fmt.Errorf("bad pair %d: %T %T", i/2, pairs[i], pairs[i+1])
		}
		w.names, w.weights = append(w.names, name), append(w.weights, weight)
		w.total += weight
	}
	return w, nil
}

func main() {
	c, err := build("a", 1, "b", 3)
	fmt.Println(err)
	counts := map[string]int{}
	for i := 0; i < 8; i++ {
		counts[c.choose(i*5)]++
	}
	fmt.Println(counts, c.(*weighted).calls)
	c.reset()
	fmt.Println(c.(*weighted).calls, c.choose(0))
	_, err = build("a", "b")
	fmt.Println(err)
	var f chooser = fixed(func(n int) string { return fmt.Sprint("fixed", n) })
	f.reset()
	fmt.Println(f.choose(3))
	_, ok := f.(*weighted)
	fmt.Println(ok)
}
