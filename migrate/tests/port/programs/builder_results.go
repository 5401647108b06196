// What the methods that write to a strings.Builder give: kept, and thrown away.
package main

import (
	"fmt"
	"strings"
)

type report struct {
	out strings.Builder
}

func (r *report) add(text string) (int, error) {
	n, err := r.out.WriteString(text)
	return n, err
}

func main() {
	var sb strings.Builder
	_, _ = sb.WriteString("one ")
	n, err := sb.WriteRune('é')
	fmt.Println(n, err, sb.Len())
	m, _ := sb.Write([]byte(" three"))
	fmt.Println(m, sb.String())
	r := &report{}
	n, err = r.add("four")
	fmt.Println(n, err, r.out.String())
	shared := &sb
	fmt.Println(shared.String(), shared.Len(), sb.String(), sb.Len())
}
