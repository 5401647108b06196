// Versions are compared.
package main

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

func compare(a, b string) int {
	x, y := strings.Split(strings.TrimPrefix(a, "v"), "."), strings.Split(strings.TrimPrefix(b, "v"), ".")
	for i := 0; i < len(x) || i < len(y); i++ {
		var m, n int
		if i < len(x) {
			m, _ = strconv.Atoi(x[i])
		}
		if i < len(y) {
			n, _ = strconv.Atoi(y[i])
		}
		if m != n {
			if m < n {
				return -1
			}
			return 1
		}
	}
	return 0
}

func main() {
	versions := []string{"v1.10", "1.2.3", "1.2", "v2", "1.2.0"}
	sort.SliceStable(versions, func(i, j int) bool { return compare(versions[i], versions[j]) < 0 })
	fmt.Println(versions, compare("1.2", "1.2.0"))
}
