// Addresses in ranges, by hand.
package main

import (
	"fmt"
	"strconv"
	"strings"
)

func toInt(ip string) (uint32, bool) {
	var n uint32
	parts := strings.Split(ip, ".")
	if len(parts) != 4 {
		return 0, false
	}
	for _, p := range parts {
		b, err := strconv.ParseUint(p, 10, 8)
		if err != nil {
			return 0, false
		}
		n = n<<8 | uint32(b)
	}
	return n, true
}

func within(ip, cidr string) bool {
	base, bits, ok := strings.Cut(cidr, "/")
	size := 32
	if ok {
		size, _ = strconv.Atoi(bits)
	}
	a, ok1 := toInt(ip)
	b, ok2 := toInt(base)
	if !ok1 || !ok2 {
		return false
	}
	mask := ^uint32(0) << (32 - uint(size))
	return a&mask == b&mask
}

func main() {
	for _, c := range [][2]string{{"10.1.2.3", "10.0.0.0/8"}, {"11.0.0.1", "10.0.0.0/8"}, {"1.2.3.4", "1.2.3.4"}, {"1.2.3.5", "0.0.0.0/0"}, {"x", "1.1.1.1"}, {"1.2.3.300", "0.0.0.0/0"}} {
		fmt.Println(c, within(c[0], c[1]))
	}
}
