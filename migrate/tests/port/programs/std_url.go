// Addresses taken apart.
package main

import (
	"fmt"
	"net/url"
)

func main() {
	u, err := url.Parse("https://user:pw@host.com:8080/a%20b/c?x=1&y=2&x=3#frag")
	fmt.Println(err, u.Scheme, u.Host, u.Hostname(), u.Port(), u.Path, u.RawQuery, u.Fragment, u.User.Username())
	q := u.Query()
	fmt.Println(q.Get("x"), q["x"], q.Get("none"), q.Has("y"), len(q))
	q.Set("z", "a b&c")
	q.Add("x", "4")
	q.Del("y")
	u.RawQuery = q.Encode()
	fmt.Println(u.String(), url.QueryEscape("a b/ä"), url.PathEscape("a b/ä"))
	s, err := url.QueryUnescape("a%20b+c")
	fmt.Println(s, err)
	_, err = url.Parse("http://[::1")
	fmt.Println(err)
	v, err := url.ParseQuery("a=1&b=%zz")
	fmt.Println(v.Get("a"), err)
}
