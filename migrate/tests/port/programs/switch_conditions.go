// A switch without a value, with a statement, and with strings.
package main

import (
	"fmt"
	"strings"
)

func kind(method, path string) string {
	switch m := strings.ToUpper(method); {
	case m == "GET" && path == "/":
		return "home"
	case m == "GET", m == "HEAD":
		return "read"
	case strings.HasPrefix(path, "/admin"):
		return "admin"
	}
	switch method {
	case "post", "POST":
		return "write"
	case "PUT" + "":
		return "put"
	}
	return "other"
}

func order(n int) int {
	fmt.Print("[", n, "]")
	return n
}

func main() {
	fmt.Println(kind("get", "/"), kind("head", "/x"), kind("PUT", "/admin/x"), kind("POST", "/"), kind("PUT", "/"), kind("?", "/"))
	switch order(2) {
	case order(1), order(2), order(3):
		fmt.Println("found")
	case order(4):
	}
	switch {
	default:
		fmt.Println("empty")
	}
}
