// Pointers to fields, to elements and to what they hold.
package main

import "fmt"

type limits struct {
	soft, hard int
	names      [2]string
}

type config struct {
	limits limits
	list   []limits
	byName map[string]*limits
}

func raise(n *int, by int) int {
	*n += by
	return *n
}

func main() {
	c := config{list: make([]limits, 2), byName: map[string]*limits{}}
	soft := &c.limits.soft
	*soft = 3
	fmt.Println(raise(soft, 2), c.limits.soft, raise(&c.limits.hard, 7))
	second := &c.list[1]
	second.hard = 9
	c.byName["second"] = second
	c.byName["second"].soft = 4
	name := &c.list[1].names[0]
	*name = "n"
	fmt.Println(c.list, raise(&c.byName["second"].hard, 1), second.names)
	copied := c
	*soft = 100
	copied.list[0].soft = 1
	fmt.Println(c.limits.soft, copied.limits.soft, c.list[0].soft, second == &c.list[1])
	pp := &soft
	*pp = &c.limits.hard
	**pp = 0
	fmt.Println(c.limits, *soft)
}
