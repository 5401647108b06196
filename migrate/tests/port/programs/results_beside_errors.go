// Functions that give more than a zero value beside an error.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
)

func number(text string) (int, error) {
	return strconv.Atoi(text)
}

func main() {
	for _, text := range []string{"12", "x", "99999999999999999999", "-99999999999999999999", ""} {
		n, err := number(text)
		ignored, _ := strconv.Atoi(text)
		small, _ := strconv.ParseInt(text, 10, 8)
		unsigned, _ := strconv.ParseUint(text, 10, 16)
		fmt.Println(n, err, ignored, small, unsigned)
	}
	values, err := url.ParseQuery("a=1&b=%zz&c=3")
	fmt.Println(values.Get("a"), values.Get("c"), len(values), err != nil)
	bytes, err := hex.DecodeString("6162zz")
	fmt.Println(string(bytes), err)
	bytes, err = base64.StdEncoding.DecodeString("aGVsbG8*d29")
	fmt.Println(string(bytes), err)
	some, _ := base64.StdEncoding.DecodeString("aGVsbG8hZ")
	fmt.Println(string(some))
}
