package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// LogRule moves the type `wrapper.Log`, a struct, to the interface `log.Log`.
type LogRule struct {
	ID string `json:"id"`
	// Import is the path of the new package.
	Import string `json:"import"`
}

const wrapperPath = "/pkg/wrapper"

func (p *pack) moveLog(rule *LogRule) {
	for _, file := range p.files {
		uses := p.logTypes(file)
		if len(uses) > 0 {
			p.moveLogTypes(file, uses, rule)
		}
		p.moveLogLiterals(file, rule.ID)
	}
	p.dropAddresses(rule.ID)
}

// moveLogLiterals takes the SDK's own log in place of each literal: as the zero value did, it writes without a plugin's name.
func (p *pack) moveLogLiterals(file *source, rule string) {
	addressed, called := map[ast.Expr]bool{}, map[ast.Expr]bool{}
	ast.Inspect(file.tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.UnaryExpr:
			addressed[node.X] = node.Op == token.AND
		case *ast.SelectorExpr:
			called[node.X] = true
		case *ast.CompositeLit:
			if !p.isFrom(node.Type, wrapperPath, "Log") {
				break
			}
			selector := node.Type.(*ast.SelectorExpr)
			p.replace(file, rule, selector.Sel.Pos(), selector.Sel.End(), "DefaultLog")
			before, after := "&", ""
			if addressed[node] {
				before = ""
			} else if called[node] {
				before, after = "(&", ")"
			}
			p.replace(file, rule, node.Pos(), node.Pos(), before)
			p.replace(file, rule, node.End(), node.End(), after)
		}
		return true
	})
}

// logTypes are the places that name the type, but for the literals of it.
func (p *pack) logTypes(file *source) []*ast.SelectorExpr {
	var uses []*ast.SelectorExpr
	ast.Inspect(file.tree, func(node ast.Node) bool {
		if literal, ok := node.(*ast.CompositeLit); ok && p.isFrom(literal.Type, wrapperPath, "Log") {
			return false
		}
		if selector, ok := node.(*ast.SelectorExpr); ok && p.isFrom(selector, wrapperPath, "Log") {
			uses = append(uses, selector)
		}
		return true
	})
	return uses
}

func (p *pack) moveLogTypes(file *source, uses []*ast.SelectorExpr, rule *LogRule) {
	name := p.logName(file, uses, rule)
	pointers := map[*ast.SelectorExpr]*ast.StarExpr{}
	ast.Inspect(file.tree, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.StarExpr:
			if selector, ok := node.X.(*ast.SelectorExpr); ok {
				pointers[selector] = node
			}
		}
		return true
	})
	for _, use := range uses {
		start := use.Pos()
		if pointer := pointers[use]; pointer != nil {
			start = pointer.Pos()
		}
		p.replace(file, rule.ID, start, use.End(), name+".Log")
	}
	p.importLog(file, uses, name, rule)
}

// logName is the name under which the file has the new package: `log`, unless that means something else where it is needed.
func (p *pack) logName(file *source, uses []*ast.SelectorExpr, rule *LogRule) string {
	for _, spec := range file.tree.Imports {
		if strings.HasSuffix(importPath(spec), logPath) {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return "log"
		}
	}
	name := "log"
	if p.types.Scope().Lookup("log") != nil {
		return "wasmlog"
	}
	for _, use := range uses {
		scope := p.types.Scope().Innermost(use.Pos())
		if scope == nil {
			continue
		}
		// A parameter is seen in the body of its function only, so its own type may be called as it is.
		if _, object := scope.LookupParent("log", use.Pos()); object != nil {
			name = "wasmlog"
		}
	}
	return name
}

// importLog adds the import behind that of the wrapper, in whose place it stands if nothing else of the wrapper is used.
func (p *pack) importLog(file *source, uses []*ast.SelectorExpr, name string, rule *LogRule) {
	for _, spec := range file.tree.Imports {
		if strings.HasSuffix(importPath(spec), logPath) {
			return
		}
	}
	text := `"` + rule.Import + `"`
	if name != "log" {
		text = name + " " + text
	}
	for _, spec := range file.tree.Imports {
		if !strings.HasSuffix(importPath(spec), wrapperPath) {
			continue
		}
		if !p.usedBeside(file, spec, uses) {
			p.takePlace(file, spec, text, rule.ID)
			return
		}
		if grouped(file, spec) {
			text = "\n\t" + text
		} else {
			text = "\nimport " + text
		}
		at := p.offset(spec.End())
		if spec.Comment != nil {
			at = p.offset(spec.Comment.End())
		}
		file.edits = append(file.edits, edit{at, at, text, rule.ID})
		return
	}
}

// takePlace puts an import in the place of another, whatever other rules made of that.
func (p *pack) takePlace(file *source, spec *ast.ImportSpec, text, rule string) {
	start, end := p.offset(spec.Pos()), p.offset(spec.End())
	kept := file.edits[:0]
	for _, each := range file.edits {
		if each.start < start || each.end > end {
			kept = append(kept, each)
		}
	}
	file.edits = append(kept, edit{start, end, text, rule})
}

// usedBeside tells whether the file uses an imported package anywhere but in these places.
func (p *pack) usedBeside(file *source, spec *ast.ImportSpec, uses []*ast.SelectorExpr) bool {
	used := false
	ast.Inspect(file.tree, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || p.importOf(selector.X) != importPath(spec) {
			return true
		}
		for _, use := range uses {
			if use == selector {
				return true
			}
		}
		used = true
		return true
	})
	return used
}

// grouped tells whether an import stands in parentheses.
func grouped(file *source, spec *ast.ImportSpec) bool {
	for _, decl := range file.tree.Decls {
		if group, ok := decl.(*ast.GenDecl); ok && group.Tok == token.IMPORT && group.Lparen.IsValid() &&
			group.Pos() < spec.Pos() && spec.End() < group.End() {
			return true
		}
	}
	return false
}

// dropAddresses takes the `&` and `*` off logs: what was a struct, passed by address, is an interface now.
func (p *pack) dropAddresses(rule string) {
	p.each(func(file *source, node ast.Node) {
		var operator token.Pos
		var operand ast.Expr
		switch node := node.(type) {
		case *ast.UnaryExpr:
			if node.Op != token.AND {
				return
			}
			operator, operand = node.OpPos, node.X
		case *ast.StarExpr:
			operator, operand = node.Star, node.X
		default:
			return
		}
		value, known := p.info.Types[operand]
		if !known || value.IsType() || !isNamed(value.Type, wrapperPath, "Log") {
			return
		}
		if _, literal := operand.(*ast.CompositeLit); literal {
			return
		}
		if _, address := value.Type.(*types.Pointer); address == isStar(node) {
			p.replace(file, rule, operator, operator+1, "")
		}
	})
}

// reportUnset reports the logs that nothing sets: as a struct the zero value was a log, as an interface it is nil.
func reportUnset(packages []*pack, rule string) {
	set := map[string]bool{}
	for _, pkg := range packages {
		pkg.each(func(_ *source, node ast.Node) { pkg.noteSet(node, set) })
	}
	for _, pkg := range packages {
		pkg.each(func(file *source, node ast.Node) {
			for _, name := range pkg.declaredLogs(node) {
				if !set[name.Name] {
					pkg.leave(file, rule, name.Pos(), fmt.Sprintf(
						"%s was a log without being set, and is nil now: set it, or use the package log", name.Name))
				}
			}
		})
	}
}

// declaredLogs are the variables and fields of the type that a declaration leaves unset.
func (p *pack) declaredLogs(node ast.Node) []*ast.Ident {
	switch node := node.(type) {
	case *ast.ValueSpec:
		if len(node.Values) == 0 && p.isFrom(node.Type, wrapperPath, "Log") {
			return node.Names
		}
	case *ast.StructType:
		var names []*ast.Ident
		for _, field := range node.Fields.List {
			if p.isFrom(field.Type, wrapperPath, "Log") {
				names = append(names, field.Names...)
			}
		}
		return names
	}
	return nil
}

// noteSet notes the names of what a node sets, or lets be set through its address.
func (p *pack) noteSet(node ast.Node, set map[string]bool) {
	note := func(expr ast.Expr) {
		switch expr := expr.(type) {
		case *ast.Ident:
			set[expr.Name] = true
		case *ast.SelectorExpr:
			set[expr.Sel.Name] = true
		}
	}
	switch node := node.(type) {
	case *ast.AssignStmt:
		for _, left := range node.Lhs {
			note(left)
		}
	case *ast.KeyValueExpr:
		note(node.Key)
	case *ast.UnaryExpr:
		if node.Op == token.AND {
			note(node.X)
		}
	case *ast.CompositeLit:
		p.noteInOrder(node, set)
	}
}

// noteInOrder notes the fields that a literal sets without naming them.
func (p *pack) noteInOrder(literal *ast.CompositeLit, set map[string]bool) {
	value, known := p.info.Types[literal]
	if !known {
		return
	}
	fields, ok := value.Type.Underlying().(*types.Struct)
	if !ok || len(literal.Elts) != fields.NumFields() {
		return
	}
	for i := 0; i < fields.NumFields(); i++ {
		set[fields.Field(i).Name()] = true
	}
}

func isStar(node ast.Node) bool {
	_, star := node.(*ast.StarExpr)
	return star
}
