// Lines out of pieces of a stream.
package main

import (
	"bytes"
	"fmt"
)

type parser struct {
	rest  []byte
	lines []string
}

func (p *parser) feed(chunk []byte, last bool) {
	p.rest = append(p.rest, chunk...)
	for {
		i := bytes.IndexByte(p.rest, '\n')
		if i < 0 {
			break
		}
		p.lines = append(p.lines, string(bytes.TrimRight(p.rest[:i], "\r")))
		p.rest = p.rest[i+1:]
	}
	if last && len(p.rest) > 0 {
		p.lines = append(p.lines, string(p.rest))
		p.rest = nil
	}
}

func main() {
	var p parser
	for i, c := range []string{"data: a", "\nda", "ta: b\r\n\n", "end"} {
		p.feed([]byte(c), i == 3)
		fmt.Printf("%q %q\n", p.lines, p.rest)
	}
}
