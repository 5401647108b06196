// Hashes and signatures.
package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"hash/crc32"
)

func main() {
	data := []byte("hello")
	fmt.Printf("%x\n%x\n%x\n", md5.Sum(data), sha1.Sum(data), sha256.Sum256(data))
	h := sha256.New()
	h.Write(data[:2])
	h.Write(data[2:])
	sum := h.Sum(nil)
	fmt.Println(hex.EncodeToString(sum), len(sum), h.Size())
	mac := hmac.New(sha256.New, []byte("key"))
	mac.Write(data)
	sig := mac.Sum(nil)
	fmt.Println(base64.StdEncoding.EncodeToString(sig), hmac.Equal(sig, sig))
	first := sha256.Sum256([]byte("a"))
	fmt.Println(hex.EncodeToString(first[:4]), crc32.ChecksumIEEE(data))
}
