// Fields of Go's own types, printed and in JSON.
package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

type inner struct {
	Wait time.Duration `json:"wait"`
	At   time.Time     `json:"at"`
}

type settings struct {
	Name    string          `json:"name"`
	Timeout time.Duration   `json:"timeout"`
	Inner   inner           `json:"inner"`
	IP      net.IP          `json:"ip"`
	Head    http.Header     `json:"head"`
	Query   url.Values      `json:"query"`
	Waits   []time.Duration `json:"waits"`
	hidden  time.Duration
}

func main() {
	s := settings{Name: "n", Timeout: 5 * time.Second, IP: net.ParseIP("10.0.0.1"), hidden: 3}
	s.Head = http.Header{"A": {"b"}}
	s.Query = url.Values{"q": {"1", "2"}}
	s.Inner = inner{70 * time.Millisecond, time.Unix(5, 0).UTC()}
	s.Waits = []time.Duration{1, 2000}
	fmt.Printf("%v\n%+v\n", s, s)

	text, err := json.Marshal(s)
	fmt.Println(string(text), err)

	var read settings
	err = json.Unmarshal([]byte(`{"name": "x", "timeout": 7000000000, "inner": {"wait": 5}, "waits": [4]}`), &read)
	fmt.Println(read.Timeout, read.Inner.Wait, read.Waits, err)
}
