// Interfaces with values and pointers behind them.
package main

import "fmt"

type shape interface {
	area() float64
	name() string
}

type square struct{ side float64 }
type circle struct{ r float64 }

func (s square) area() float64  { return s.side * s.side }
func (s square) name() string   { return "square" }
func (c *circle) area() float64 { return c.r * c.r * 3 }
func (c *circle) name() string  { return "circle" }

func total(shapes ...shape) (sum float64) {
	for _, s := range shapes {
		sum += s.area()
	}
	return
}

func main() {
	c := &circle{2}
	list := []shape{square{2}, c}
	c.r = 3
	for _, s := range list {
		fmt.Println(s.name(), s.area())
	}
	fmt.Println(total(list...), total())
}
