// Many checks, each of which returns.
package main

import (
	"errors"
	"fmt"
	"strconv"
)

func port(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, fmt.Errorf("port: %w", err)
	}
	if n < 1 {
		return n, errors.New("too small")
	}
	if n > 65535 {
		return n, errors.New("too large")
	}
	return n, nil
}

func address(host, p string) (addr string, err error) {
	if host == "" {
		err = errors.New("no host")
		return
	}
	var n int
	if n, err = port(p); err != nil {
		return "", err
	}
	addr = fmt.Sprintf("%s:%d", host, n)
	return
}

func main() {
	for _, c := range [][2]string{{"", "1"}, {"h", "x"}, {"h", "0"}, {"h", "99999"}, {"h", "80"}} {
		fmt.Println(address(c[0], c[1]))
	}
}
