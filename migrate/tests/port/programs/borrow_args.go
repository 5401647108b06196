// What an argument looked at is free again when the call changes it.
package main

import (
	"bytes"
	"fmt"
	"strings"
)

var names = []string{"a", "b"}

type keeper struct{ list []string }

func (k *keeper) put(s string) string {
	k.list[0] = s
	return s
}

type putter interface{ put(string) string }

func change(s string, list []string) string {
	list[0] = s
	return s
}

func all(list []string, parts ...string) int {
	list[0] = strings.Join(parts, "|")
	return len(parts)
}

func main() {
	list := names[:1]
	f := func(s string) string {
		list[0] = s + "!"
		return list[0]
	}
	fmt.Println(f(strings.Join(list, "-")))
	g := f("g" + strings.Join(list, "-"))
	fmt.Println(g, change(strings.Join(list, "+"), list))
	change(strings.Join(list, "*"), names)
	fmt.Println(all(list, strings.Join(list, "1"), strings.Join(names, "2")), names)
	fmt.Println(f(strings.Replace(")))x", "x", strings.Join(list, "-"), 1)), names)
	fmt.Println(f(fmt.Sprintf("])]) %s", strings.Join(list, "-"))), names)
	k := &keeper{list: list}
	fmt.Println(k.put(strings.Join(k.list, "k")+"."), list)
	var p putter = k
	fmt.Println(p.put(strings.ToUpper(strings.Join(list, "p"))), names)
	raw := []byte("abc")
	shared := raw[:2]
	set := func(s string) {
		shared[0] = s[1]
	}
	set(string(shared))
	fmt.Println(string(raw), bytes.Equal(raw[:2], shared))
	if f(strings.Repeat(strings.Join(list, ","), 2)) != "" {
		fmt.Println(names)
	}
	func(s string) {
		names[1] = s
	}(strings.Join(names, "/"))
	fmt.Println(names)
	lists := &shared
	more := append([]byte(nil), *lists...)
	more = append(more, *lists...)
	*lists = append(*lists, *lists...)
	more[0] = '!'
	fmt.Println(string(more), string(*lists), string(raw))
}
