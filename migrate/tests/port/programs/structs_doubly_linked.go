// Nodes that point at each other; a cache that forgets what was not used.
package main

import "fmt"

type entry struct {
	key, value string
	prev, next *entry
}

type cache struct {
	limit      int
	items      map[string]*entry
	head, tail *entry
}

func newCache(limit int) *cache {
	c := &cache{limit: limit, items: map[string]*entry{}}
	c.head, c.tail = &entry{}, &entry{}
	c.head.next = c.tail
	c.tail.prev = c.head
	return c
}

func (c *cache) unlink(e *entry) {
	e.prev.next = e.next
	e.next.prev = e.prev
}

func (c *cache) front(e *entry) {
	e.next = c.head.next
	e.prev = c.head
	c.head.next.prev = e
	c.head.next = e
}

func (c *cache) get(key string) (string, bool) {
	e, ok := c.items[key]
	if !ok {
		return "", false
	}
	c.unlink(e)
	c.front(e)
	return e.value, true
}

func (c *cache) put(key, value string) {
	if e, ok := c.items[key]; ok {
		e.value = value
		c.unlink(e)
		c.front(e)
		return
	}
	if len(c.items) == c.limit {
		last := c.tail.prev
		c.unlink(last)
		delete(c.items, last.key)
	}
	e := &entry{key: key, value: value}
	c.items[key] = e
	c.front(e)
}

func main() {
	c := newCache(2)
	c.put("a", "1")
	c.put("b", "2")
	fmt.Println(c.get("a"))
	c.put("c", "3")
	fmt.Println(c.get("b"))
	c.put("a", "one")
	fmt.Println(c.get("a"))
	fmt.Println(c.get("c"))
	for e := c.head.next; e != c.tail; e = e.next {
		fmt.Print(e.key, "=", e.value, " ")
	}
	fmt.Println(len(c.items))
}
