// A list of pairs, as headers are.
package main

import (
	"fmt"
	"strings"
)

func main() {
	headers := [][2]string{{"content-type", "text/plain"}, {"x-id", "7"}}
	headers = append(headers, [2]string{"x-more", "yes"})
	for i, h := range headers {
		h[1] = "lost"
		headers[i][0] = strings.ToUpper(h[0])
	}
	var found string
	for _, h := range headers {
		if h[0] == "X-ID" {
			found = h[1]
			break
		}
	}
	fmt.Println(headers, found, len(headers))
	fmt.Printf("%q %v\n", headers, headers[1:])
}
