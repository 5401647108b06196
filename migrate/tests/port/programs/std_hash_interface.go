// A variable of the interface `hash.Hash`, which is nil before it is set.
package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/fnv"
)

func sign(algorithm, key, message string) (string, error) {
	var mac hash.Hash
	switch algorithm {
	case "md5":
		mac = md5.New()
	case "hmac-sha256":
		mac = hmac.New(sha256.New, []byte(key))
	}
	if mac == nil {
		return "", errors.New("no such algorithm: " + algorithm)
	}
	mac.Write([]byte(message))
	return hex.EncodeToString(mac.Sum(nil)), nil
}

func short(text string) string {
	h := fnv.New64a()
	h.Write([]byte(text))
	return fmt.Sprintf("%016x", h.Sum64())
}

func main() {
	fmt.Println(short("text"))
	for _, algorithm := range []string{"md5", "hmac-sha256", "none"} {
		fmt.Println(sign(algorithm, "key", "message"))
	}
	defer func() { fmt.Println(recover()) }()
	var none hash.Hash
	none.Write(nil)
}
