package main

import (
	"go/build"
	"io"
	"path/filepath"
	"sort"
	"strings"
)

// gateways are what a plugin was and is built for: TinyGo took itself for Linux.
var gateways = []build.Context{
	{GOOS: "wasip1", GOARCH: "wasm", Compiler: "gc"},
	{GOOS: "linux", GOARCH: "arm", Compiler: "gc"},
}

// isBuilt tells whether a file can be part of a plugin: it is no test, and neither its name nor its build tags keep it for
// something else, as those of a magefile do.
func (s *source) isBuilt() bool {
	folder, name := filepath.Split(s.path)
	if strings.HasSuffix(name, "_test.go") {
		return false
	}
	for _, gateway := range gateways {
		gateway.BuildTags = []string{"tinygo", "tinygo.wasm", "wasi", "custommalloc", "nottinygc_finalizer"}
		gateway.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(s.text))), nil }
		if built, err := gateway.MatchFile(folder, name); built || err != nil {
			return true
		}
	}
	return false
}

// isSDK tells whether an import path is of the plugin SDK, whichever module it came from.
func isSDK(importPath string) bool {
	return strings.Contains(importPath+"/", "/proxywasm/") || strings.Contains(importPath, "/wasm-go/pkg/")
}

// markReaching marks the packages through whose imports the SDK is reached: the others are tools, servers and the like, which
// run elsewhere. `known` are packages of other modules that reach it.
func markReaching(packages []*pack, known []string) {
	byPath := map[string][]*pack{}
	for _, pkg := range packages {
		byPath[pkg.path] = append(byPath[pkg.path], pkg)
	}
	var reaches func(pkg *pack, seen map[*pack]bool) bool
	reaches = func(pkg *pack, seen map[*pack]bool) bool {
		if seen[pkg] {
			return false
		}
		seen[pkg] = true
		for _, file := range pkg.files {
			if !file.isBuilt() {
				continue
			}
			for _, spec := range file.tree.Imports {
				imported := importPath(spec)
				if isSDK(imported) || contains(known, imported) {
					return true
				}
				for _, below := range byPath[imported] {
					if reaches(below, seen) {
						return true
					}
				}
			}
		}
		return false
	}
	for _, pkg := range packages {
		pkg.reaches = reaches(pkg, map[*pack]bool{})
	}
}

// reaching are the import paths of the marked packages.
func reaching(packages []*pack) []string {
	paths := []string{}
	for _, pkg := range packages {
		if pkg.reaches && !contains(paths, pkg.path) {
			paths = append(paths, pkg.path)
		}
	}
	sort.Strings(paths)
	return paths
}
