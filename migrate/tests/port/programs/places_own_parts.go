// Places that are changed with what they hold themselves, compared through pointers, and made where nothing names a type.
package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

type record struct {
	text  string
	count [3]int
}

func keysOf[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func ended() {
	defer func() { fmt.Println("recovered", recover()) }()
	fmt.Println("before")
	panic(errors.New("over"))
	fmt.Println("behind")
}

func main() {
	r := record{"ab", [3]int{2, 0, 1}}
	r.text += r.text
	r.text += r.text[1:]
	r.count[r.count[0]] += r.count[2]
	counts := [3]int{1, 2, 0}
	counts[uint(counts[2])%3] -= 4
	fmt.Println(r, counts)
	p, q := &record{text: "a"}, &record{text: "a"}
	fmt.Println(*p == *q, *p != *q, p == q)
	one, other := new(string), new(string)
	*one = "x"
	fmt.Println(*one < *other, *one == *other, *one > *other)
	fmt.Println(make([]int, 2, 5), make(map[string]bool), keysOf(make(map[string]int)))
	var boxed any = make([]string, 1)
	fmt.Println(boxed, fmt.Errorf("nothing: %w", error(nil)))
	small := map[uint16]string{1: "one", 400: "many"}
	name, ok := small[400]
	_, missing := small[9]
	delete(small, 1)
	fmt.Println(name, ok, missing, small[400], len(small))
	ended()
}
