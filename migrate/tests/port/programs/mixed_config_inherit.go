// A rule begins as a copy of the global configuration.
package main

import "fmt"

type config struct {
	name    string
	limits  map[string]int
	allow   []string
	timeout *int
	nested  struct{ deep [2]int }
}

func derive(global config, change func(*config)) config {
	c := global
	change(&c)
	return c
}

func main() {
	n := 5
	global := config{name: "global", limits: map[string]int{"a": 1}, allow: []string{"x", "y"}, timeout: &n}
	rule := derive(global, func(c *config) {
		c.name = "rule"
		c.limits["b"] = 2
		c.allow[0] = "changed"
		c.allow = append(c.allow, "z")
		*c.timeout = 9
		c.nested.deep[1] = 3
	})
	fmt.Println(global.name, global.limits, global.allow, *global.timeout, global.nested)
	fmt.Println(rule.name, rule.limits, rule.allow, *rule.timeout, rule.nested)
}
