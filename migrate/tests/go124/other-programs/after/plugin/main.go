package main

import "example.com/plugins/other-programs/start"

func main() {}

func init() {
	start.Plugin()
}
