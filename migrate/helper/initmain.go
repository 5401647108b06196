package main

import (
	"go/ast"
	"sort"
)

// moveInit moves what `main` does to `init`: Go 1.24 builds a library, whose `main` nobody calls. A `main` that reaches no SDK is
// another program's.
func (p *pack) moveInit(rule string) {
	if p.types.Name() != "main" {
		return
	}
	for _, file := range p.files {
		for _, decl := range file.tree.Decls {
			if function, ok := decl.(*ast.FuncDecl); ok && isMain(function) {
				p.moveMain(file, function, rule)
			}
		}
	}
}

func isMain(function *ast.FuncDecl) bool {
	return function.Recv == nil && function.Name.Name == "main" && function.Body != nil && len(function.Body.List) > 0
}

func isInit(function *ast.FuncDecl) bool {
	return function.Recv == nil && function.Name.Name == "init" && function.Body != nil
}

func (p *pack) moveMain(file *source, function *ast.FuncDecl, rule string) {
	if !file.isBuilt() {
		return
	}
	if !p.reaches {
		p.mains = append(p.mains, Main{file.path, p.set.Position(function.Pos()).Line})
		return
	}
	if later := p.initAfter(file, function); later != nil {
		at := p.set.Position(later.Pos())
		p.find(rule, function.Pos(), true,
			"main ran after the init at %s, but as an init it would run before it: join the two by hand", shortPosition(at))
		return
	}
	if blocking := blocks(function.Body); blocking != nil {
		p.find(rule, blocking.Pos(), true, "main waits here; in an init the plugin would never start: take this out")
		return
	}
	start := function.Pos()
	if function.Doc != nil {
		start = function.Doc.Pos()
	}
	p.replace(file, rule, start, start, "func main() {}\n\n")
	p.replace(file, rule, function.Name.Pos(), function.Name.End(), "init")
}

// initAfter is an init that would run after the one that main becomes: inits run in the order of the files' names, and in a
// file from top to bottom.
func (p *pack) initAfter(file *source, main *ast.FuncDecl) *ast.FuncDecl {
	files := append([]*source(nil), p.files...)
	sort.Slice(files, func(i, j int) bool { return files[i].path < files[j].path })
	after := false
	for _, each := range files {
		if !each.isBuilt() {
			continue
		}
		for _, decl := range each.tree.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if function == main {
				after = true
			} else if after && isInit(function) {
				return function
			}
		}
	}
	return nil
}

// blocks is a statement that waits for ever.
func blocks(body *ast.BlockStmt) ast.Stmt {
	for _, statement := range body.List {
		switch statement := statement.(type) {
		case *ast.SelectStmt:
			if len(statement.Body.List) == 0 {
				return statement
			}
		case *ast.ForStmt:
			if statement.Cond == nil && len(statement.Body.List) == 0 {
				return statement
			}
		}
	}
	return nil
}
