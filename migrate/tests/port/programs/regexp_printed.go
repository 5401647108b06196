package main

import (
	"encoding/json"
	"fmt"
	"regexp"
)

// Rules keeps expressions in every place where printing may meet them.
type Rules struct {
	Name  string           `json:"name"`
	First *regexp.Regexp   `json:"first"`
	None  *regexp.Regexp   `json:"none"`
	Allow []*regexp.Regexp `json:"allow"`
	By    map[string]*regexp.Regexp
}

func main() {
	word := regexp.MustCompile(`^\w+$`)
	rules := &Rules{
		Name:  "own",
		First: word,
		Allow: []*regexp.Regexp{word, regexp.MustCompile("a|b")},
		By:    map[string]*regexp.Regexp{"k": regexp.MustCompile("x(y)z")},
	}
	fmt.Printf("%v\n", rules)
	fmt.Printf("%+v\n", *rules)
	fmt.Println(word, rules.Allow, rules.None)
	fmt.Printf("%s %q %T\n", word, rules.Allow, word)
	text, err := json.Marshal(rules)
	fmt.Println(string(text), err)

	var read Rules
	err = json.Unmarshal([]byte(`{"name":"r","first":"^a+$","none":null,"allow":["b","c"]}`), &read)
	fmt.Println(read.Name, read.First.MatchString("aa"), read.None == nil, len(read.Allow), read.Allow[1], err)
	err = json.Unmarshal([]byte(`{"name":"later","first":"("}`), &read)
	fmt.Println(read.Name, err)
	err = json.Unmarshal([]byte(`{"first":5}`), &read)
	fmt.Println(err)

	var value interface{} = word
	if expression, ok := value.(*regexp.Regexp); ok {
		fmt.Println(expression.FindString("abc"))
	}
}
