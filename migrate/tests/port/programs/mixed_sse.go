// Events out of a stream.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

type event struct {
	name string
	data []string
	id   int
}

type decoder struct {
	buffer string
	now    event
	emit   func(event)
}

func (d *decoder) feed(chunk string) {
	d.buffer += chunk
	for {
		line, rest, ok := strings.Cut(d.buffer, "\n")
		if !ok {
			return
		}
		d.buffer = rest
		d.line(strings.TrimSuffix(line, "\r"))
	}
}

func (d *decoder) line(line string) {
	if line == "" {
		if len(d.now.data) > 0 {
			d.emit(d.now)
		}
		d.now = event{}
		return
	}
	field, value, _ := strings.Cut(line, ":")
	value = strings.TrimPrefix(value, " ")
	switch field {
	case "event":
		d.now.name = value
	case "data":
		d.now.data = append(d.now.data, value)
	case "id":
		if n, err := strconv.Atoi(value); err == nil {
			d.now.id = n
		}
	}
}

func main() {
	var events []event
	d := decoder{emit: func(e event) { events = append(events, e) }}
	for _, chunk := range []string{"data: a\nda", "ta: b\n\nevent: x\r\nid: 7\r\n", "data: c\n\n: comment\n\n", "data: lost"} {
		d.feed(chunk)
	}
	for _, e := range events {
		fmt.Println(e.name, e.data, e.id)
	}
}
