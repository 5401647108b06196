// Base64 and hexadecimal.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
)

func main() {
	b := []byte("any + old & data?>")
	e := base64.StdEncoding.EncodeToString(b)
	u := base64.URLEncoding.EncodeToString(b)
	r := base64.RawURLEncoding.EncodeToString(b)
	fmt.Println(e, u, r)
	d, err := base64.StdEncoding.DecodeString(e)
	fmt.Println(string(d), err)
	for _, s := range []string{"YQ==", "YQ=", "!!!!", "YWI", ""} {
		d, err := base64.StdEncoding.DecodeString(s)
		fmt.Printf("%q %v\n", d, err)
	}
	h := hex.EncodeToString([]byte{0, 255, 16})
	back, err := hex.DecodeString(h)
	fmt.Println(h, back, err)
	_, err = hex.DecodeString("zz")
	fmt.Println(err)
}
