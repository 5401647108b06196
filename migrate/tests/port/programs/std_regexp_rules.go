// Rules with compiled expressions.
package main

import (
	"fmt"
	"regexp"
)

type rule struct {
	re   *regexp.Regexp
	name string
}

func compile(patterns map[string]string, order []string) (rules []rule, err error) {
	for _, name := range order {
		re, err := regexp.Compile(patterns[name])
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", name, err)
		}
		rules = append(rules, rule{re, name})
	}
	return rules, nil
}

func main() {
	rules, err := compile(map[string]string{"admin": "^/admin", "php": `\.php$`}, []string{"admin", "php"})
	fmt.Println(len(rules), err)
	for _, path := range []string{"/admin/x", "/a.php", "/ok"} {
		hit := ""
		for _, r := range rules {
			if r.re.MatchString(path) {
				hit = r.name
				break
			}
		}
		fmt.Printf("%s %q\n", path, hit)
	}
	_, err = compile(map[string]string{"bad": "["}, []string{"bad"})
	fmt.Println(err)
	var none rule
	fmt.Println(none.re == nil)
}
