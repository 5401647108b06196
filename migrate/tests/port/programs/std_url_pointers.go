package main

import (
	"fmt"
	"net/url"
	"strings"
)

type Target struct {
	base *url.URL
	name string
}

func addParam(u *url.URL, key, value string) {
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
}

func parse(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("bad url: %w", err)
	}
	return u, nil
}

func host(u *url.URL) string {
	if u == nil {
		return "none"
	}
	return strings.ToLower(u.Hostname()) + "|" + u.Port()
}

func main() {
	u, err := url.Parse("https://Example.com:8080/a/b?x=1#frag")
	fmt.Println(u, err, u.Scheme, u.Host, u.Path, u.Fragment)
	addParam(u, "k", "v w")
	fmt.Println(u.String(), host(u), host(nil))
	v := u
	v.Path = "/changed"
	fmt.Println(u.Path, v == u)
	w := *u
	w.Path = "/copy"
	fmt.Println(u.Path, w.Path, w.String())
	t := Target{base: u, name: "t"}
	t.base.Host = "other"
	fmt.Println(u.Host, t.base.Query().Get("x"), t.base.RequestURI(), t.base.EscapedPath())
	if p, err := parse("/%zz"); err != nil {
		fmt.Println(p == nil, err)
	}
	var none *url.URL
	fmt.Println(none == nil, host(none))
	if r, err := url.ParseRequestURI("/x/y?z=1"); err == nil {
		fmt.Println(r.Path, r.RawQuery)
	}
	for _, raw := range []string{"http://a/b", "//c/d", "e"} {
		x, err := url.Parse(raw)
		if err != nil || x.Host == "" {
			fmt.Println("no host", raw)
			continue
		}
		fmt.Println(x.Host, x.Path)
	}
	lit := &url.URL{Scheme: "http", Host: "h", Path: "/p q"}
	fmt.Println(lit.String(), lit)
	val := url.URL{Path: "/z"}
	fmt.Println(val.String())
	fmt.Printf("%s %v\n", u, lit)
	defer func() { fmt.Println("recovered:", recover()) }()
	bad, _ := url.Parse("/%zz")
	fmt.Println(bad.Query())
}
