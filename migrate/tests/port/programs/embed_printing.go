// What prints a struct that is embedded prints the struct around it, too.
package main

import (
	"errors"
	"fmt"
)

type code struct{ number int }

func (c code) Error() string { return fmt.Sprint("code ", c.number) }

type failure struct {
	code
	where string
}

type label struct{ text string }

func (l label) String() string { return "<" + l.text + ">" }

type button struct {
	label
	width int
}

type dialog struct {
	button
	open bool
}

type grower struct{ size int }

func (g *grower) grow(by int) *grower { g.size += by; return g }

type pot struct {
	grower
	name string
}

type garden struct {
	pot
	all []string
}

type growing interface{ grow(by int) *grower }

func main() {
	f := failure{code{7}, "here"}
	fmt.Println(f, &f, errors.Is(fmt.Errorf("around: %w", f), f))
	var found failure
	fmt.Println(errors.As(fmt.Errorf("around: %w", f), &found), found.where)
	d := dialog{button{label{"ok"}, 3}, true}
	fmt.Println(d, d.button, []any{d}, map[string]button{"a": d.button})
	p := &garden{pot: pot{name: "rose"}}
	kept := p.grow(2)
	kept.size++
	var g growing = p
	g.grow(5)
	fmt.Println(p.size, p.pot.size, kept.size)
}
