package main

import (
	"fmt"
	"io"
	"strings"
)

type closer interface{ close() }

type file struct {
	name string
	next *file
	log  *[]string
}

func (f *file) close() { *f.log = append(*f.log, "close "+f.name) }

func (f file) told(word string) { *f.log = append(*f.log, word+" "+f.name) }

type holder struct {
	open  closer
	first *file
	value file
	count int
}

// What is called is looked up where it is deferred.
func (h *holder) swap(other *file) int {
	defer h.open.close()
	defer h.first.close()
	defer h.first.next.told("next")
	defer h.value.close()
	h.open = other
	h.first = other
	h.value = file{name: "changed", log: other.log}
	h.count++
	return h.count
}

func (h *holder) done() { h.count += 10 }

func (h *holder) twice() int {
	defer h.done()
	h.count *= 2
	return h.count
}

func (h holder) show() {
	defer fmt.Println("shown", h.count)
	defer h.first.close()
	h.count = 0
}

func read(body io.ReadCloser) string {
	defer body.Close()
	data, _ := io.ReadAll(body)
	body = io.NopCloser(strings.NewReader("other"))
	return string(data)
}

func local(log *[]string) {
	f := &file{name: "one", log: log}
	defer f.close()
	f = &file{name: "two", log: log}
	defer f.close()
	var c closer = f
	defer c.close()
	c = &file{name: "three", log: log}
	c.close()
}

func main() {
	var log []string
	last := &file{name: "last", log: &log}
	first := &file{name: "first", next: last, log: &log}
	h := &holder{open: first, first: first, value: file{name: "value", log: &log}}
	fmt.Println(h.swap(last), h.twice(), h.count)
	h.show()
	fmt.Println(read(io.NopCloser(strings.NewReader("text"))))
	local(&log)
	fmt.Println(strings.Join(log, ", "))
}
