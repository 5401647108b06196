// Hashes as hex and base64 texts.
package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
)

func sign(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func main() {
	sum := sha256.Sum256([]byte("abc"))
	fmt.Println(hex.EncodeToString(sum[:]), len(sum))
	m := md5.Sum([]byte(""))
	fmt.Printf("%x %x\n", m, sha1.Sum([]byte("x")))
	fmt.Println(sign("k", "text")[:16], sign("k", "text") == sign("k", "text"), sign("a", "") == sign("b", ""))
	h := sha256.New()
	h.Write([]byte("a"))
	h.Write([]byte("bc"))
	fmt.Println(hex.EncodeToString(h.Sum(nil)) == hex.EncodeToString(sum[:]))
	text := base64.StdEncoding.EncodeToString(sum[:4])
	back, err := base64.StdEncoding.DecodeString(text)
	fmt.Println(text, back, err, base64.RawURLEncoding.EncodeToString([]byte{0xfb, 0xff}))
	_, err = hex.DecodeString("zz")
	fmt.Println(err)
}
