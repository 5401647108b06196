//go:build mage

package main

import "os/exec"

func init() {
	println("building")
}

// Build builds the plugin.
func Build() error {
	return exec.Command("tinygo", "build", "-target=wasi", ".").Run()
}
