// Values that are asserted to be errors, in the condition that uses them.
package main

import (
	"errors"
	"fmt"
)

var sentinel = errors.New("s")

func try(f func()) (err error) {
	defer func() {
		if e, ok := recover().(error); ok {
			err = e
		}
	}()
	f()
	return
}

type failure struct{ n int }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.n) }

func classify(v any) string {
	if e, ok := v.(error); ok && errors.Is(e, sentinel) {
		return "sentinel"
	}
	if e, ok := v.(error); ok {
		wrapped := fmt.Errorf("w: %w", e)
		var f *failure
		if errors.As(wrapped, &f) {
			return fmt.Sprint("as ", f.n, e)
		}
		e = errors.Unwrap(wrapped)
		return e.Error()
	}
	if e, ok := v.(error); !ok {
		return fmt.Sprint("no error ", e == nil, v)
	}
	return "?"
}

func keep(v any, list []error) []error {
	if e, ok := v.(error); ok {
		list = append(list, e)
		func() { list = append(list, fmt.Errorf("again %w", e)) }()
	} else {
		list = append(list, nil)
	}
	return list
}

func main() {
	fmt.Println(try(func() { panic(sentinel) }) == sentinel, try(func() {}) == nil)
	fmt.Println(classify(sentinel), classify(&failure{3}), classify(errors.New("plain")), classify(4))
	fmt.Println(keep(&failure{1}, keep(2, nil)))
	m := map[string]error{"a": sentinel, "b": nil}
	if e, ok := m["b"]; ok {
		fmt.Println("b", e == nil)
	}
	if e, ok := m["a"]; ok && e != nil {
		fmt.Println(e)
	}
}
