package main

import (
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
}

func (p *pack) moveTags(rule *TagRule) {
	for _, file := range p.files {
		comments, first := constraints(file.tree)
		expr := joined(comments)
		if expr == nil {
			continue
		}
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
	case function.Body == nil:
		p.replace(file, rule, comment.Pos(), comment.End(), "//go:wasmimport "+p.importModule(file, function, rule)+" "+name)
	case strings.HasPrefix(name, "proxy_"):
		p.find(rule, comment.Pos(), true, "%s is exported by the SDK: take this function out, or move its work into a context", name)
	case name == "malloc" || name == "free" || name == "calloc" || name == "realloc":
		p.find(rule, comment.Pos(), true, "an allocator of its own (%s) has no place beside Go's collector: take it out", name)
	default:
		p.replace(file, rule, comment.Pos(), comment.End(), "//go:wasmexport "+name)
	}
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
