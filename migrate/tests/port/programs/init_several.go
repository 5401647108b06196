// Several init functions run in order.
package main

import "fmt"

var log []string

func init() { log = append(log, "one") }

func init() { log = append(log, "two") }

func main() {
	fmt.Println(log)
}
