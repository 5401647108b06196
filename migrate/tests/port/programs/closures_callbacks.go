// Callbacks that outlive the function that made them.
package main

import (
	"errors"
	"fmt"
)

type queue struct {
	pending []func(status int, body string)
}

func (q *queue) call(name string, cb func(int, string)) error {
	if name == "" {
		return errors.New("no name")
	}
	q.pending = append(q.pending, cb)
	return nil
}

func (q *queue) answer() {
	pending := q.pending
	q.pending = nil
	for i, cb := range pending {
		cb(200+i, fmt.Sprintf("body %d", i))
	}
}

type request struct {
	results map[string]string
	done    int
}

func start(q *queue, r *request, names ...string) {
	left := len(names)
	for _, name := range names {
		err := q.call(name, func(status int, body string) {
			r.results[name] = fmt.Sprint(status, " ", body)
			left--
			if left == 0 {
				r.done++
				q.call("last", func(int, string) { r.done += 10 })
			}
		})
		if err != nil {
			fmt.Println("failed:", err)
			left--
		}
	}
}

func main() {
	q := &queue{}
	r := &request{results: map[string]string{}}
	start(q, r, "a", "", "b")
	fmt.Println(len(q.pending), r.done)
	q.answer()
	fmt.Println(r.results, r.done, len(q.pending))
	q.answer()
	fmt.Println(r.done)
}
