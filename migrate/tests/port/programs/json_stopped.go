package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"time"
)

// What cannot read itself ends the reading; what only has another type does not.
type Rule struct {
	Number  int
	Pattern *regexp.Regexp
	At      time.Time
	After   string
}

type Rules struct {
	List  []Rule
	By    map[string]*regexp.Regexp
	Pair  [2]time.Time
	After string
}

func main() {
	for _, text := range []string{
		`{"Number":"x","Pattern":"(","After":"read"}`,
		`{"Number":"x","At":"q","After":"read"}`,
		`{"Number":1,"At":3,"After":"read"}`,
		`{"Number":1,"Pattern":3,"After":"read"}`,
		`{"Number":"x","Pattern":"a","After":"read"}`,
	} {
		var rule Rule
		err := json.Unmarshal([]byte(text), &rule)
		fmt.Printf("%d %q %v\n", rule.Number, rule.After, err)
	}
	for _, text := range []string{
		`{"List":[{"Number":1},{"Pattern":")","Number":2},{"Number":3}],"After":"read"}`,
		`{"By":{"a":"a","b":"[","c":"c"},"After":"read"}`,
		`{"Pair":["2024-05-06T07:08:09Z","never"],"After":"read"}`,
	} {
		var rules Rules
		err := json.Unmarshal([]byte(text), &rules)
		fmt.Println(len(rules.List), len(rules.By), rules.By["a"], rules.Pair[0].Year(), rules.After, err)
	}
}
