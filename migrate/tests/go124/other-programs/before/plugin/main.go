package main

import "example.com/plugins/other-programs/start"

func main() {
	start.Plugin()
}
