package main

import (
	"fmt"
	"net/url"
)

func query(text string) (found string) {
	defer func() {
		if problem := recover(); problem != nil {
			found = fmt.Sprint("no address: ", problem)
		}
	}()
	address, _ := url.Parse(text)
	return address.Query().Get("q")
}

func main() {
	fmt.Println(query("/a?q=1"))
	fmt.Println(query("/a%zz?q=1"))
	address, err := url.Parse("/b?q=2")
	fmt.Println(address.Path, err)
}
