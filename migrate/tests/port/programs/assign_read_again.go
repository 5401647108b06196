// Values that are made of what they replace, and errors that stand in fields.
package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Pair has the name of a trait of the SDK.
type Pair[K comparable, V any] struct {
	Key   K
	Value V
}

type words struct {
	items  []string
	joined string
}

type outcome struct {
	err   error
	count int
}

type task struct {
	outcome
	name string
}

func (t *task) finish(fail bool) error {
	if fail {
		return t.err
	}
	return nil
}

func finishAll(tasks []*task) error {
	for _, t := range tasks {
		last := t
		fmt.Println(last.name)
		if last.count > 1 {
			return last.outcome.err
		}
	}
	return nil
}

func main() {
	w := words{items: strings.Split("a,b", ",")}
	alias := w.items
	alias[0] = "c"
	w = words{items: strings.Split("x,y", ","), joined: strings.Join(w.items, "-")}
	fmt.Println(w, alias)

	n, err := strconv.Atoi("12x")
	pair := Pair[string, int]{"n", n}
	fmt.Println(pair, err)

	one := &task{outcome{errors.New("first"), 1}, "one"}
	two := &task{outcome{errors.New("second"), 2}, "two"}
	fmt.Println(one.finish(false), one.finish(true), one.finish(true))
	fmt.Println(finishAll([]*task{one, two}), two.err)
}
