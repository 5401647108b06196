package main

import (
	"fmt"
	"regexp"
)

func main() {
	rule := regexp.MustCompile(`^/(?P<kind>\w+)/(\d+)(?:/(\w+))?`)
	for _, path := range []string{"/user/17/edit", "/user/17", "/none"} {
		match := rule.FindStringSubmatchIndex(path)
		if match == nil {
			fmt.Println(path, "does not match")
			continue
		}
		fmt.Println(string(rule.ExpandString(nil, "id=$2&k=${kind}&a=$3$9$$", path, match)))
		fmt.Println(string(rule.ExpandString([]byte("p:"), "$1", path, match[:4])))
	}
}
