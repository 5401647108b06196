// The parts of a token are read and checked.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type claims struct {
	Issuer string `json:"iss"`
	Expiry int64  `json:"exp"`
	Roles  []string
}

func parse(token, key string, now int64) (*claims, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil, errors.New("malformed token")
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	want := base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	if !hmac.Equal([]byte(want), []byte(parts[2])) {
		return nil, errors.New("bad signature")
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil {
		return nil, err
	}
	if c.Expiry > 0 && c.Expiry < now {
		return &c, errors.New("expired")
	}
	return &c, nil
}

func make_(key, payload string) string {
	head := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + base64.RawURLEncoding.EncodeToString([]byte(payload))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(head))
	return head + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func main() {
	for _, t := range []string{make_("k", `{"iss":"me","exp":100,"Roles":["a"]}`), make_("k", `{"exp":10}`), make_("x", `{}`), "a.b", make_("k", `{`)} {
		c, err := parse(t, "k", 50)
		if c != nil {
			fmt.Println(c.Issuer, c.Expiry, c.Roles)
		}
		fmt.Println(err)
	}
}
