// Mixed: headers cut from a text, folded, sorted and written again.
package main

import (
	"fmt"
	"sort"
	"strings"
)

type header [2]string

func parse(text string) (list []header, bad int) {
	for _, line := range strings.Split(text, "\r\n") {
		if line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			bad++
			continue
		}
		list = append(list, header{strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)})
	}
	return
}

func main() {
	list, bad := parse("Host: a.com\r\nX-B: 2\r\nbroken\r\nx-a: 1\r\nX-b: 3\r\n")
	folded := map[string][]string{}
	for _, h := range list {
		folded[h[0]] = append(folded[h[0]], h[1])
	}
	var names []string
	for name := range folded {
		names = append(names, name)
	}
	sort.Strings(names)
	var out strings.Builder
	for i, name := range names {
		if i > 0 {
			out.WriteString("; ")
		}
		fmt.Fprintf(&out, "%s=%s", name, strings.Join(folded[name], ","))
	}
	fmt.Println(out.String(), bad, len(list), list[0] == header{"host", "a.com"})
}
