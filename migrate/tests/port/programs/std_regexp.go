// Regular expressions.
package main

import (
	"fmt"
	"regexp"
	"strings"
)

func main() {
	re := regexp.MustCompile(`(\w+)@(\w+)\.com`)
	s := "ann@x.com, bob@y.com"
	fmt.Println(re.MatchString(s), re.FindString(s), re.FindStringSubmatch(s), re.FindAllString(s, -1))
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		fmt.Println(m[1], m[2])
	}
	fmt.Println(re.ReplaceAllString(s, "$2:$1"), re.String(), re.FindStringIndex(s), re.FindString("none") == "")
	fmt.Println(re.ReplaceAllStringFunc(s, strings.ToUpper), re.FindStringSubmatch("none") == nil, regexp.QuoteMeta("a.b"))
	_, err := regexp.Compile("a(b")
	fmt.Println(err)
	named := regexp.MustCompile(`(?P<year>\d{4})-(?P<month>\d{2})`)
	m := named.FindStringSubmatch("on 2024-05-01")
	fmt.Println(m[named.SubexpIndex("month")], named.SubexpNames()[1:], named.NumSubexp())
	ok, err := regexp.MatchString(`^/api/v\d+`, "/api/v2/x")
	fmt.Println(ok, err, regexp.MustCompile(`\s*,\s*`).Split("a , b,c", -1))
}
