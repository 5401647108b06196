package main

import (
	"go/ast"
	"go/types"
	"strings"
)

// findOrphans reports the methods of contexts that are named like callbacks, and which the SDK has no callback for.
func (t *typed) findOrphans(rule string) []Finding {
	var findings []Finding
	used := t.usedMethods()
	for _, pkg := range t.packages {
		for _, file := range pkg.files {
			for _, decl := range file.Decls {
				function, ok := decl.(*ast.FuncDecl)
				if !ok || function.Recv == nil || !strings.HasPrefix(function.Name.Name, "On") {
					continue
				}
				object, _ := pkg.info.Defs[function.Name].(*types.Func)
				if object == nil || used[object.FullName()] || used[object.Name()] || !isOrphan(object) {
					continue
				}
				at := t.set.Position(function.Pos())
				what := "the SDK has no callback " + function.Name.Name + ": nothing calls this method"
				findings = append(findings, Finding{Rule: rule, Path: at.Filename, Line: at.Line, What: what, Hand: true})
			}
		}
	}
	return findings
}

// usedMethods are the full names of the methods that the plugin calls itself, or hands to something that may; of what it calls
// through interfaces the bare names.
func (t *typed) usedMethods() map[string]bool {
	used := map[string]bool{}
	for _, pkg := range t.packages {
		for _, object := range pkg.info.Uses {
			function, ok := object.(*types.Func)
			if !ok {
				continue
			}
			used[function.FullName()] = true
			if receiver := function.Signature().Recv(); receiver != nil && types.IsInterface(receiver.Type()) {
				used[function.Name()] = true
			}
		}
	}
	return used
}

// isOrphan tells whether the type of a method is a context of the SDK, none of whose interfaces has the method.
func isOrphan(method *types.Func) bool {
	of := method.Type().(*types.Signature).Recv().Type()
	if pointer, ok := of.(*types.Pointer); ok {
		of = pointer.Elem()
	}
	fields, ok := of.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	known := false
	for i := 0; i < fields.NumFields(); i++ {
		embedded, ok := fields.Field(i).Type().(*types.Named)
		if !ok || !fields.Field(i).Embedded() || embedded.Obj().Pkg() == nil || !strings.HasSuffix(embedded.Obj().Pkg().Path(), typesPath) {
			continue
		}
		known = true
		if found, _, _ := types.LookupFieldOrMethod(types.NewPointer(embedded), true, embedded.Obj().Pkg(), method.Name()); found != nil {
			return false
		}
	}
	return known
}
