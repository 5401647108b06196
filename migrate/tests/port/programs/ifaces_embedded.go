// An interface made of others.
package main

import (
	"errors"
	"fmt"
)

type reader interface{ read() string }
type writer interface{ write(string) }
type both interface {
	reader
	writer
	close() error
}

type file struct{ data []string }

func (f *file) read() string {
	if len(f.data) == 0 {
		return ""
	}
	s := f.data[0]
	f.data = f.data[1:]
	return s
}
func (f *file) write(s string) { f.data = append(f.data, s) }
func (f *file) close() error   { return errors.New("closed") }

func fill(w writer) {
	w.write("a")
	w.write("b")
}

func main() {
	var b both = &file{}
	fill(b)
	var r reader = b
	fmt.Println(r.read(), b.read(), b.read() == "", b.close())
}
