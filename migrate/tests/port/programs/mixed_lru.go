// Mixed: a cache that forgets what was used least.
package main

import "fmt"

type entry struct {
	key, value string
	prev, next *entry
}

type lru struct {
	size       int
	items      map[string]*entry
	head, tail *entry
}

func (c *lru) unlink(e *entry) {
	if e.prev != nil {
		e.prev.next = e.next
	} else {
		c.head = e.next
	}
	if e.next != nil {
		e.next.prev = e.prev
	} else {
		c.tail = e.prev
	}
	e.prev, e.next = nil, nil
}

func (c *lru) front(e *entry) {
	e.next = c.head
	if c.head != nil {
		c.head.prev = e
	}
	c.head = e
	if c.tail == nil {
		c.tail = e
	}
}

func (c *lru) get(key string) (string, bool) {
	e, ok := c.items[key]
	if !ok {
		return "", false
	}
	c.unlink(e)
	c.front(e)
	return e.value, true
}

func (c *lru) put(key, value string) {
	if e, ok := c.items[key]; ok {
		e.value = value
		c.unlink(e)
		c.front(e)
		return
	}
	if len(c.items) == c.size {
		last := c.tail
		c.unlink(last)
		delete(c.items, last.key)
	}
	e := &entry{key: key, value: value}
	c.items[key] = e
	c.front(e)
}

func main() {
	c := &lru{size: 2, items: map[string]*entry{}}
	c.put("a", "1")
	c.put("b", "2")
	fmt.Println(c.get("a"))
	c.put("c", "3")
	fmt.Println(c.get("b"))
	c.put("a", "9")
	for e := c.head; e != nil; e = e.next {
		fmt.Print(e.key, "=", e.value, " ")
	}
	fmt.Println(len(c.items))
}
