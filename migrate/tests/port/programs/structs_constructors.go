// A constructor with defaults and checks.
package main

import (
	"errors"
	"fmt"
	"time"
)

type server struct {
	host    string
	port    int
	timeout time.Duration
	headers map[string]string
}

func newServer(host string, port int) (*server, error) {
	if host == "" {
		return nil, errors.New("missing host")
	}
	if port <= 0 || port > 65535 {
		return nil, fmt.Errorf("bad port %d", port)
	}
	return &server{host: host, port: port, timeout: 5 * time.Second, headers: make(map[string]string)}, nil
}

func (s *server) with(name, value string) *server {
	s.headers[name] = value
	return s
}

func main() {
	for _, c := range []struct {
		host string
		port int
	}{{"", 1}, {"a", 0}, {"a", 70000}, {"a.com", 80}} {
		s, err := newServer(c.host, c.port)
		if err != nil {
			fmt.Println("error:", err, s == nil)
			continue
		}
		s.with("a", "1").with("b", "2")
		fmt.Println(s.host, s.port, s.timeout, s.headers)
	}
}
