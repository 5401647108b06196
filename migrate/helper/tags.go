package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/token"
	"path/filepath"
	"strings"
)

// TagRule gives the build tags that only the old toolchain sets another name.
type TagRule struct {
	ID   string   `json:"id"`
	Tags []string `json:"tags"`
	To   string   `json:"to"`
	// Other are tags that hold for one of the two only, and have no counterpart.
	Other []string `json:"other"`
}

func (p *pack) moveTags(rule *TagRule) {
	for _, file := range p.files {
		p.reportName(file, rule)
		comments, first := constraints(file.tree)
		expr := joined(comments)
		if expr == nil {
			continue
		}
		expr.Eval(func(tag string) bool {
			if contains(rule.Other, tag) {
				p.find(rule.ID, first.Pos(), true, "the tag %s does not mean the same to TinyGo and to Go 1.24: see to it that the file is built where it should be", tag)
			}
			return false
		})
		moved, changed := renamed(expr, rule)
		if !changed {
			continue
		}
		p.replace(file, rule.ID, first.Pos(), first.End(), "//go:build "+moved.String())
		for _, comment := range comments {
			if comment != first {
				start, end := file.line(p.offset(comment.Pos()), p.offset(comment.End()))
				file.edits = append(file.edits, edit{start, end, "", rule.ID})
			}
		}
	}
}

// reportName reports a file whose name keeps it for what TinyGo took itself for, or for what only Go 1.24 is.
func (p *pack) reportName(file *source, rule *TagRule) {
	name := strings.TrimSuffix(filepath.Base(file.path), ".go")
	parts := strings.Split(name, "_")[1:]
	for i, part := range parts {
		if contains(rule.Other, part) && i >= len(parts)-2 && parts[len(parts)-1] != "test" {
			p.find(rule.ID, file.tree.Package, true, "the ending _%s does not mean the same to TinyGo and to Go 1.24: see to it that the file is built where it should be", part)
		}
	}
}

// constraints are the comments before the package clause that limit where the file is built; the first is to carry the new one.
func constraints(tree *ast.File) ([]*ast.Comment, *ast.Comment) {
	var comments []*ast.Comment
	for _, group := range tree.Comments {
		if group.Pos() > tree.Package {
			break
		}
		for _, comment := range group.List {
			if constraint.IsGoBuild(comment.Text) || constraint.IsPlusBuild(comment.Text) {
				comments = append(comments, comment)
			}
		}
	}
	if len(comments) == 0 {
		return nil, nil
	}
	return comments, comments[0]
}

// joined is what the comments say together: a `//go:build` alone counts where there is one.
func joined(comments []*ast.Comment) constraint.Expr {
	var all constraint.Expr
	for _, comment := range comments {
		expr, err := constraint.Parse(comment.Text)
		if err != nil {
			return nil
		}
		if constraint.IsGoBuild(comment.Text) {
			return expr
		}
		if all == nil {
			all = expr
		} else {
			all = &constraint.AndExpr{X: all, Y: expr}
		}
	}
	return all
}

// renamed is the expression with the new tag in place of the old ones.
func renamed(expr constraint.Expr, rule *TagRule) (constraint.Expr, bool) {
	switch expr := expr.(type) {
	case *constraint.TagExpr:
		if contains(rule.Tags, expr.Tag) {
			return &constraint.TagExpr{Tag: rule.To}, true
		}
		return expr, false
	case *constraint.NotExpr:
		x, changed := renamed(expr.X, rule)
		return &constraint.NotExpr{X: x}, changed
	case *constraint.AndExpr:
		x, one := renamed(expr.X, rule)
		y, other := renamed(expr.Y, rule)
		if x.String() == y.String() {
			return x, true
		}
		return &constraint.AndExpr{X: x, Y: y}, one || other
	case *constraint.OrExpr:
		x, one := renamed(expr.X, rule)
		y, other := renamed(expr.Y, rule)
		if x.String() == y.String() {
			return x, true
		}
		return &constraint.OrExpr{X: x, Y: y}, one || other
	}
	return expr, false
}

// allocators are what a C library has that TinyGo linked, and Go does not.
var allocators = []string{"malloc", "free", "calloc", "realloc"}

// moveExports turns the directive by which TinyGo exports and imports functions into Go's.
func (p *pack) moveExports(rule string) {
	for _, file := range p.files {
		for _, decl := range file.tree.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || function.Doc == nil {
				continue
			}
			for _, comment := range function.Doc.List {
				for _, directive := range []string{"//export ", "//go:export "} {
					if name, ok := strings.CutPrefix(comment.Text, directive); ok {
						p.moveExport(file, function, comment, strings.TrimSpace(name), rule)
					}
				}
			}
		}
	}
}

func (p *pack) moveExport(file *source, function *ast.FuncDecl, comment *ast.Comment, name, rule string) {
	switch {
	case contains(allocators, strings.TrimPrefix(name, "__libc_")):
		p.find(rule, comment.Pos(), true, "an allocator of its own (%s) has no place beside Go's collector: take it out", name)
	case function.Body == nil:
		p.replace(file, rule, comment.Pos(), comment.End(), "//go:wasmimport "+p.importModule(file, function, rule)+" "+name)
	case strings.HasPrefix(name, "proxy_"):
		p.find(rule, comment.Pos(), true, "%s is exported by the SDK: take this function out, or move its work into a context", name)
	case name == "sched_yield":
		p.dropStub(file, function, rule)
	default:
		p.replace(file, rule, comment.Pos(), comment.End(), "//go:wasmexport "+name)
	}
}

// dropStub takes out a function that stood in for one that nottinygc wanted from its host, unless something calls it.
func (p *pack) dropStub(file *source, function *ast.FuncDecl, rule string) {
	for ident, object := range p.info.Uses {
		if object == p.info.Defs[function.Name] {
			p.find(rule, ident.Pos(), true, "nothing asks for %s any more: take it out", function.Name.Name)
			return
		}
	}
	start, end := file.line(p.offset(function.Doc.Pos()), p.offset(function.End()))
	rest := file.text[end:]
	if lineBreak := bytes.IndexByte(rest, '\n'); lineBreak >= 0 && len(bytes.TrimSpace(rest[:lineBreak])) == 0 {
		end += lineBreak + 1
	}
	file.edits = append(file.edits, edit{start, end, "", rule})
}

// importModule is the Wasm module that a function comes from, whose directive goes.
func (p *pack) importModule(file *source, function *ast.FuncDecl, rule string) string {
	for _, comment := range function.Doc.List {
		if module, ok := strings.CutPrefix(comment.Text, "//go:wasm-module "); ok {
			start, end := file.line(p.offset(comment.Pos()), p.offset(comment.End()))
			file.edits = append(file.edits, edit{start, end, "", rule})
			return strings.TrimSpace(module)
		}
	}
	return "env"
}

// shortPosition is a position a reader finds beside the other: file name and line.
func shortPosition(at token.Position) string {
	return fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)
}
