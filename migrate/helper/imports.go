package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"
)

// ImportRule moves the imports of a package, and of those below it, to another path.
type ImportRule struct {
	ID   string `json:"id"`
	From string `json:"from"`
	// To is the new path; without one the import goes, if nothing of it is used.
	To string `json:"to"`
	// Name is what the old package calls itself where that differs from the last part of its path.
	Name string `json:"name"`
	// Exact leaves the packages below alone.
	Exact bool `json:"exact"`
}

func (r ImportRule) moved(path string) (string, bool) {
	if path == r.From {
		return r.To, true
	}
	rest, below := strings.CutPrefix(path, r.From+"/")
	if !below || r.Exact {
		return "", false
	}
	if r.To == "" {
		return "", true
	}
	return r.To + "/" + rest, true
}

func (p *pack) moveImport(rule ImportRule) {
	for _, file := range p.files {
		for _, spec := range file.tree.Imports {
			to, applies := rule.moved(importPath(spec))
			switch {
			case !applies:
			case to == "":
				p.removeImport(file, spec, rule.ID)
			case spec.Name == nil && rule.Name != "" && rule.Name != path.Base(to):
				p.replace(file, rule.ID, spec.Path.Pos(), spec.Path.End(), rule.Name+" "+strconv.Quote(to))
			default:
				p.replace(file, rule.ID, spec.Path.Pos(), spec.Path.End(), strconv.Quote(to))
			}
		}
	}
}

// removeImport takes an import out, unless something of it is used.
func (p *pack) removeImport(file *source, spec *ast.ImportSpec, rule string) {
	if spec.Name == nil || spec.Name.Name != "_" {
		for ident, object := range p.info.Uses {
			if p.set.Position(ident.Pos()).Filename == file.path && isPackage(object, importPath(spec)) {
				p.find(rule, ident.Pos(), true, "%s has no counterpart in Go 1.24: take this use out", importPath(spec))
				return
			}
		}
	}
	p.dropSpec(file, spec, rule)
}

// dropSpec takes out the line of an import, and the whole declaration if it holds nothing else.
func (p *pack) dropSpec(file *source, spec *ast.ImportSpec, rule string) {
	for _, decl := range file.tree.Decls {
		group, ok := decl.(*ast.GenDecl)
		if !ok || group.Tok != token.IMPORT {
			continue
		}
		for _, each := range group.Specs {
			if each != spec {
				continue
			}
			start, end := spec.Pos(), spec.End()
			if len(group.Specs) == 1 {
				start, end = group.Pos(), group.End()
			}
			from, to := file.line(p.offset(start), p.offset(end))
			file.edits = append(file.edits, edit{from, to, "", rule})
		}
	}
}

func isPackage(object types.Object, path string) bool {
	name, ok := object.(*types.PkgName)
	return ok && name.Imported().Path() == path
}

// RenameRule gives what a package exports another name.
type RenameRule struct {
	ID string `json:"id"`
	// Package is the end of the import path.
	Package string `json:"package"`
	From    string `json:"from"`
	To      string `json:"to"`
}

func (p *pack) rename(rule RenameRule) {
	p.each(func(file *source, node ast.Node) {
		if selector, ok := node.(*ast.SelectorExpr); ok && p.isFrom(selector, rule.Package, rule.From) {
			p.replace(file, rule.ID, selector.Sel.Pos(), selector.Sel.End(), rule.To)
		}
	})
}

// GoneRule gives what a package exported once, and has no counterpart of the same form.
type GoneRule struct {
	ID      string   `json:"id"`
	Package string   `json:"package"`
	Names   []string `json:"names"`
	What    string   `json:"what"`
}

func (p *pack) reportGone(rule GoneRule) {
	p.each(func(_ *source, node ast.Node) {
		selector, ok := node.(*ast.SelectorExpr)
		if ok && contains(rule.Names, selector.Sel.Name) && strings.HasSuffix(p.importOf(selector.X), rule.Package) {
			p.find(rule.ID, selector.Pos(), true, "%s is gone: %s", selector.Sel.Name, rule.What)
		}
	})
}

// reportCommands reports what in a program builds with TinyGo: texts, as in a magefile, and directives.
func (p *pack) reportCommands(rule string) {
	for _, file := range p.files {
		for _, group := range file.tree.Comments {
			for _, comment := range group.List {
				if strings.HasPrefix(comment.Text, "//go:generate ") && strings.Contains(comment.Text, "tinygo") {
					p.find(rule, comment.Pos(), true, "speaks of TinyGo: %s", comment.Text)
				}
			}
		}
	}
	imports := map[ast.Node]bool{}
	p.each(func(_ *source, node ast.Node) {
		switch node := node.(type) {
		case *ast.ImportSpec:
			imports[node.Path] = true
		case *ast.BasicLit:
			text, err := strconv.Unquote(node.Value)
			if err == nil && !imports[node] && strings.Contains(strings.ToLower(text), "tinygo") {
				p.find(rule, node.Pos(), true, "speaks of TinyGo: %s", node.Value)
			}
		}
	})
}

// each visits every node of every file.
func (p *pack) each(visit func(*source, ast.Node)) {
	for _, file := range p.files {
		ast.Inspect(file.tree, func(node ast.Node) bool {
			if node != nil {
				visit(file, node)
			}
			return true
		})
	}
}
