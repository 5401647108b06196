// What is wrong with JSON.
package main

import (
	"encoding/json"
	"fmt"
)

type config struct {
	Name string `json:"name"`
	Port int    `json:"port"`
	List []int  `json:"list"`
}

func main() {
	for _, s := range []string{`{`, `{"name":5}`, `{"port":"x"}`, `{"port":1.5}`, `{"list":[1,"a",3]}`, `[]`, ``, `{"name":"a"} x`, `nul`} {
		var c config
		err := json.Unmarshal([]byte(s), &c)
		fmt.Println(s, "->", c, err)
	}
}
