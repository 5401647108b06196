// A linked list.
package main

import "fmt"

type node struct {
	value string
	next  *node
}

type list struct {
	head, tail *node
	size       int
}

func (l *list) push(v string) {
	n := &node{value: v}
	if l.tail == nil {
		l.head = n
	} else {
		l.tail.next = n
	}
	l.tail = n
	l.size++
}

func (l *list) reverse() {
	var previous *node
	l.tail = l.head
	for n := l.head; n != nil; {
		n.next, previous, n = previous, n, n.next
	}
	l.head = previous
}

func (l list) values() (out []string) {
	for n := l.head; n != nil; n = n.next {
		out = append(out, n.value)
	}
	return out
}

func main() {
	var l list
	for _, v := range []string{"a", "b", "c"} {
		l.push(v)
	}
	fmt.Println(l.values(), l.size)
	l.reverse()
	fmt.Println(l.values(), l.head.value, l.tail.value, l.tail.next == nil)
}
