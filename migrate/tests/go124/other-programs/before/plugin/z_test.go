package main

import "testing"

func init() {
	println("testing")
}

func TestNothing(*testing.T) {}
