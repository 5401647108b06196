// Providers that are found by name.
package main

import (
	"errors"
	"fmt"
)

type provider interface {
	id() string
	handle(map[string]string) (string, error)
}

type constructor func(config map[string]string) (provider, error)

var registry = map[string]constructor{
	"echo": func(c map[string]string) (provider, error) { return &echo{prefix: c["prefix"]}, nil },
	"fail": newFail,
}

type echo struct{ prefix string }

func (e *echo) id() string                                 { return "echo" }
func (e *echo) handle(m map[string]string) (string, error) { return e.prefix + m["in"], nil }

type fail struct{}

func newFail(c map[string]string) (provider, error) {
	if c["prefix"] == "" {
		return nil, errors.New("fail needs a prefix")
	}
	return fail{}, nil
}
func (fail) id() string { return "fail" }
func (f fail) handle(map[string]string) (string, error) {
	return "", fmt.Errorf("%s always fails", f.id())
}

func main() {
	for _, name := range []string{"echo", "fail", "none"} {
		for _, prefix := range []string{"", ">"} {
			make, ok := registry[name]
			if !ok {
				fmt.Println("no provider", name)
				continue
			}
			p, err := make(map[string]string{"prefix": prefix})
			if err != nil {
				fmt.Println("error:", err)
				continue
			}
			out, err := p.handle(map[string]string{"in": "x"})
			fmt.Printf("%s %q %v\n", p.id(), out, err)
		}
	}
}
