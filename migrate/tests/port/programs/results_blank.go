// Results of which some are not looked at.
package main

import (
	"errors"
	"fmt"
)

func split(text string) (string, string, error) {
	if text == "" {
		return "", "", errors.New("nothing")
	}
	return text[:1], text[1:], nil
}

func tail(text string) string {
	_, rest, err := split(text)
	if err != nil {
		return "failed: " + err.Error()
	}
	return rest
}

func head(text string) string {
	first, _, err := split(text)
	if err != nil {
		fmt.Println("no head:", err)
		return ""
	}
	return first
}

func main() {
	fmt.Println(tail("abc"), tail(""), head("xyz"), head(""))
}
