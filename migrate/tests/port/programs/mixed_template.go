// A text with places to fill in.
package main

import (
	"fmt"
	"strings"
)

func expand(template string, values map[string]string) (string, []string) {
	var sb strings.Builder
	var missing []string
	for {
		start := strings.Index(template, "{{")
		if start < 0 {
			break
		}
		end := strings.Index(template[start:], "}}")
		if end < 0 {
			break
		}
		sb.WriteString(template[:start])
		key := strings.TrimSpace(template[start+2 : start+end])
		if v, ok := values[key]; ok {
			sb.WriteString(v)
		} else {
			missing = append(missing, key)
		}
		template = template[start+end+2:]
	}
	sb.WriteString(template)
	return sb.String(), missing
}

func main() {
	fmt.Println(expand("hello {{ name }}, {{x}}{{ y }}!", map[string]string{"name": "ann", "y": "why"}))
	fmt.Println(expand("{{open", nil))
}
