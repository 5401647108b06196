// A configuration with rules of several kinds.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

type matcher struct {
	exact    map[string]bool
	prefixes []string
	regexes  []*regexp.Regexp
	fold     bool
}

func newMatcher(rules []string, fold bool) (*matcher, error) {
	m := &matcher{exact: make(map[string]bool), fold: fold}
	for i, r := range rules {
		switch {
		case strings.HasPrefix(r, "~"):
			p := r[1:]
			if fold {
				p = "(?i)" + p
			}
			re, err := regexp.Compile(p)
			if err != nil {
				return nil, fmt.Errorf("rule %d: %w", i, err)
			}
			m.regexes = append(m.regexes, re)
		case strings.HasSuffix(r, "*"):
			m.prefixes = append(m.prefixes, m.norm(strings.TrimSuffix(r, "*")))
		default:
			m.exact[m.norm(r)] = true
		}
	}
	return m, nil
}

func (m *matcher) norm(s string) string {
	if m.fold {
		return strings.ToLower(s)
	}
	return s
}

func (m *matcher) match(s string) (string, bool) {
	n := m.norm(s)
	if m.exact[n] {
		return "exact", true
	}
	for _, p := range m.prefixes {
		if strings.HasPrefix(n, p) {
			return "prefix " + p, true
		}
	}
	for _, re := range m.regexes {
		if re.MatchString(s) {
			return re.String(), true
		}
	}
	return "", false
}

func main() {
	for _, fold := range []bool{false, true} {
		m, err := newMatcher([]string{"/Login", "/Admin/*", `~\.PHP$`}, fold)
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, p := range []string{"/login", "/Login", "/admin/x", "/a.php", "/ok"} {
			how, ok := m.match(p)
			fmt.Printf("%s %q %v\n", p, how, ok)
		}
	}
	_, err := newMatcher([]string{"a", "~("}, false)
	fmt.Println(err)
}
