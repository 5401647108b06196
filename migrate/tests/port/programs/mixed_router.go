// Mixed: a router that matches paths with parameters.
package main

import (
	"fmt"
	"strings"
)

type handler func(params map[string]string) (int, string)

type route struct {
	method, pattern string
	handle          handler
}

type router struct {
	routes []route
	misses int
}

func (r *router) add(method, pattern string, h handler) *router {
	r.routes = append(r.routes, route{method, pattern, h})
	return r
}

func match(pattern, path string) (map[string]string, bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return nil, false
	}
	params := map[string]string{}
	for i, part := range want {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			params[name] = got[i]
		} else if part != got[i] {
			return nil, false
		}
	}
	return params, true
}

func (r *router) serve(method, path string) (int, string) {
	for _, route := range r.routes {
		if route.method != method {
			continue
		}
		if params, ok := match(route.pattern, path); ok {
			return route.handle(params)
		}
	}
	r.misses++
	return 404, "no route"
}

func main() {
	hits := map[string]int{}
	r := &router{}
	r.add("GET", "/users/:id", func(p map[string]string) (int, string) {
		hits[p["id"]]++
		return 200, "user " + p["id"]
	}).add("POST", "/users", func(map[string]string) (int, string) { return 201, "made" })
	for _, line := range []string{"GET /users/7", "POST /users", "GET /users", "GET /users/7", "PUT /x"} {
		method, path, _ := strings.Cut(line, " ")
		status, text := r.serve(method, path)
		fmt.Println(line, status, text)
	}
	fmt.Println(hits, r.misses)
}
