// names prints what the plugin is called.
package main

import "fmt"

func main() {
	fmt.Println("other-programs")
}
