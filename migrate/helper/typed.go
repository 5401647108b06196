package main

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
)

// typed is a module whose packages are checked as the compiler does, with everything that they import.
type typed struct {
	set      *token.FileSet
	packages []*typedPackage
	exports  map[string]string
	own      map[string]*types.Package
	compiled types.Importer
	// aside are the files that are read in place of others.
	aside map[string]string
}

type typedPackage struct {
	path  string
	files []*ast.File
	info  *types.Info
	types *types.Package
}

// loadTyped checks the packages of the module in a folder; what `go list` is given makes it see changed files.
func loadTyped(dir string, flags []string, aside map[string]string) (*typed, error) {
	list, err := listPackages(dir, "./...", false, flags...)
	if err != nil {
		return nil, err
	}
	loaded := &typed{set: token.NewFileSet(), exports: map[string]string{}, own: map[string]*types.Package{}, aside: aside}
	loaded.compiled = importer.ForCompiler(loaded.set, "gc", loaded.open)
	for _, pkg := range list {
		if pkg.Export != "" {
			loaded.exports[pkg.ImportPath] = pkg.Export
		}
	}
	for _, pkg := range list {
		if pkg.Module != nil && pkg.Module.Main {
			if err := loaded.check(pkg); err != nil {
				return nil, err
			}
		}
	}
	return loaded, nil
}

func (t *typed) open(path string) (io.ReadCloser, error) {
	if file := t.exports[path]; file != "" {
		return os.Open(file)
	}
	return nil, fmt.Errorf("package %s is not there", path)
}

// Import implements types.Importer.
func (t *typed) Import(path string) (*types.Package, error) {
	if pkg := t.own[path]; pkg != nil {
		return pkg, nil
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return t.compiled.Import(path)
}

func (t *typed) check(pkg listed) error {
	checked := &typedPackage{path: pkg.ImportPath, info: &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	for _, name := range pkg.GoFiles {
		path := filepath.Join(pkg.Dir, name)
		read := path
		if aside := t.aside[path]; aside != "" {
			read = aside
		}
		text, err := os.ReadFile(read)
		if err != nil {
			return err
		}
		tree, err := parser.ParseFile(t.set, path, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		checked.files = append(checked.files, tree)
	}
	// The compiler has taken it: what is wrong here is cgo, which is not read.
	config := types.Config{Importer: t, Sizes: types.SizesFor("gc", "wasm"), Error: func(error) {}}
	checked.types, _ = config.Check(pkg.ImportPath, t.set, checked.files, checked.info)
	t.own[pkg.ImportPath] = checked.types
	t.packages = append(t.packages, checked)
	return nil
}
