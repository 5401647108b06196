package main

import (
	"go/ast"
	"go/token"
	"strings"
)

const logPath = "/wasm-go/pkg/log"

// modernize registers handlers in today's form, which get no log: they use the package's.
func (p *pack) modernize(rule string) {
	dropped := map[*ast.Field]bool{}
	p.each(func(file *source, node ast.Node) {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !strings.HasSuffix(selector.Sel.Name, "By") || !strings.HasSuffix(p.importOf(selector.X), wrapperPath) {
			return
		}
		for _, each := range p.modernizeOption(file, call, selector, rule) {
			dropped[each.log] = true
		}
	})
	for _, file := range p.files {
		p.dropLogImport(file, dropped, rule)
	}
}

// handler is a function that an option registers, and its last parameter, the log.
type handler struct {
	file *source
	decl *ast.FuncDecl
	log  *ast.Field
}

func (p *pack) modernizeOption(file *source, call *ast.CallExpr, selector *ast.SelectorExpr, rule string) []handler {
	var handlers []handler
	for _, arg := range call.Args {
		found, why := p.handlerOf(arg)
		if why != "" {
			p.find(rule, arg.Pos(), false, "left as it is: %s", why)
			return nil
		}
		handlers = append(handlers, found)
	}
	end := selector.Sel.End()
	p.replace(file, rule, end-token.Pos(len("By")), end, "")
	for _, each := range handlers {
		p.dropLog(each, rule)
	}
	return handlers
}

func (p *pack) handlerOf(arg ast.Expr) (handler, string) {
	ident, ok := arg.(*ast.Ident)
	if !ok {
		return handler{}, "the handler is not a function with a name"
	}
	object := p.info.Uses[ident]
	uses := 0
	for _, used := range p.info.Uses {
		if used == object {
			uses++
		}
	}
	if object == nil || uses != 1 {
		return handler{}, "the handler is used elsewhere too"
	}
	for _, file := range p.files {
		for _, decl := range file.tree.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || p.info.Defs[function.Name] != object || function.Body == nil {
				continue
			}
			params := function.Type.Params.List
			if len(params) == 0 || len(params[len(params)-1].Names) != 1 || !p.isLog(params[len(params)-1].Type) {
				return handler{}, "the handler's last parameter is not a log"
			}
			last := params[len(params)-1]
			if why := p.passesOn(function, last.Names[0], file); why != "" {
				return handler{}, why
			}
			return handler{file, function, last}, ""
		}
	}
	return handler{}, "the handler is not in this package"
}

func (p *pack) isLog(expr ast.Expr) bool {
	return p.isFrom(expr, wrapperPath, "Log") || p.isFrom(expr, logPath, "Log")
}

// passesOn says why a handler needs its log as a value.
func (p *pack) passesOn(function *ast.FuncDecl, log *ast.Ident, file *source) string {
	object := p.info.Defs[log]
	methods := map[*ast.Ident]bool{}
	ast.Inspect(function.Body, func(node ast.Node) bool {
		if selector, ok := node.(*ast.SelectorExpr); ok {
			if ident, ok := selector.X.(*ast.Ident); ok {
				methods[ident] = true
			}
		}
		return true
	})
	why := ""
	ast.Inspect(function.Body, func(node ast.Node) bool {
		if ident, ok := node.(*ast.Ident); ok && p.info.Uses[ident] == object && object != nil && !methods[ident] {
			why = "the handler hands its log on"
		}
		return true
	})
	if why == "" && log.Name != "log" && log.Name != "_" {
		why = "the handler's log is not named log"
	}
	if why == "" && (p.types.Scope().Lookup("log") != nil || logImport(file) == nil || logImport(file).Name != nil) {
		why = "log has another meaning in this file"
	}
	return why
}

// logImport is the import of the SDK's log.
func logImport(file *source) *ast.ImportSpec {
	for _, spec := range file.tree.Imports {
		if strings.HasSuffix(importPath(spec), logPath) {
			return spec
		}
	}
	return nil
}

// dropLogImport takes out the import of the log where only the dropped parameters needed it.
func (p *pack) dropLogImport(file *source, dropped map[*ast.Field]bool, rule string) {
	spec := logImport(file)
	if spec == nil || len(dropped) == 0 {
		return
	}
	used := false
	ast.Inspect(file.tree, func(node ast.Node) bool {
		if field, ok := node.(*ast.Field); ok && dropped[field] {
			return false
		}
		if ident, ok := node.(*ast.Ident); ok {
			used = used || isPackage(p.info.Uses[ident], importPath(spec)) || p.isDropped(ident, dropped)
		}
		return true
	})
	if !used {
		p.dropSpec(file, spec, rule)
	}
}

// isDropped tells whether a name stands for one of the dropped parameters.
func (p *pack) isDropped(ident *ast.Ident, dropped map[*ast.Field]bool) bool {
	object := p.info.Uses[ident]
	for field := range dropped {
		if object != nil && p.info.Defs[field.Names[0]] == object {
			return true
		}
	}
	return false
}

// dropLog takes the log out of a handler's parameters; what used it in the body uses the package of the same name from then on.
func (p *pack) dropLog(each handler, rule string) {
	params := each.decl.Type.Params.List
	start := each.log.Pos()
	if len(params) > 1 {
		start = params[len(params)-2].End()
	}
	p.replace(each.file, rule, start, each.log.End(), "")
}
