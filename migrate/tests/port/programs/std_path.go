// Paths.
package main

import (
	"fmt"
	"path"
	"path/filepath"
)

func main() {
	fmt.Println(path.Join("/a", "b/../c", "/d"), path.Base("/a/b.txt"), path.Dir("/a/b"), path.Ext("x.tar.gz"), path.Clean("a//b/./c/.."), path.Join())
	fmt.Println(filepath.Join("", "/a", "**"), filepath.Clean("/../a//b/"), filepath.Base("/"), filepath.Dir("a"), filepath.Ext("a/b.c/d"), filepath.IsAbs("/a"))
	dir, file := filepath.Split("a/b.txt")
	matched, err := filepath.Match("/a/*.txt", "/a/b.txt")
	fmt.Println(dir, file, matched, err)
	_, err = filepath.Match("[", "a")
	fmt.Println(err == filepath.ErrBadPattern, err)
}
