package main

import (
	"fmt"
	"math"
	"strings"
)

// dump collects the fields of an answer, one a line, so that a difference shows where it is.
type dump struct {
	strings.Builder
	indent string
}

// text writes a field whose value may be any bytes.
func (d *dump) text(name, value string) {
	fmt.Fprintf(d, "%s%s %x\n", d.indent, name, value)
}

// number writes a field that prints as itself.
func (d *dump) number(name string, value any) {
	fmt.Fprintf(d, "%s%s %v\n", d.indent, name, value)
}

// float writes a field bit by bit; all kinds of NaN are one.
func (d *dump) float(name string, value float64) {
	if math.IsNaN(value) {
		d.number(name, "NaN")
		return
	}
	fmt.Fprintf(d, "%s%s %x\n", d.indent, name, math.Float64bits(value))
}

// inside writes a field whose value has fields of its own.
func (d *dump) inside(name string, write func()) {
	d.number(name, "")
	indent := d.indent
	d.indent += " "
	write()
	d.indent = indent
}

func (d *dump) bytes() []byte { return []byte(d.String()) }
