package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// Trap is something that cannot work in a plugin, or that is easily got wrong.
type Trap struct {
	ID string `json:"id"`
	// Work names the search of this file that finds it; by default every use of the calls is found.
	Work  string     `json:"work"`
	Calls []TrapCall `json:"calls"`
}

// TrapCall names functions of a package, and values and types of it.
type TrapCall struct {
	Package string   `json:"package"`
	Names   []string `json:"names"`
	Values  []string `json:"values"`
}

// holds are the names of every status that holds a request back until somebody resumes it.
var holds = append([]string{
	"HeaderStopAllIterationAndBuffer", "HeaderStopAllIterationAndWatermark",
	"DataStopIterationAndBuffer", "DataStopIterationAndWatermark", "DataStopIterationNoBuffer",
}, pauses...)

// side is what is known of the hooks of requests, or of responses.
type side struct {
	headers   reach
	readsBody bool
	asksBody  string
}

func (m *module) findTraps(traps []Trap) {
	for _, trap := range traps {
		switch trap.Work {
		case "":
			m.findCalls(trap, nil)
		case "per-request":
			m.findCalls(trap, m.inHooks())
		case "goroutine":
			m.findGoroutines(trap.ID)
		case "pause":
			m.findPauses(trap.ID)
		case "ignored":
			m.findIgnored(trap.ID)
		}
	}
}

// findCalls reports each use of what the trap names; only inside of some functions, where these are given.
func (m *module) findCalls(trap Trap, inside reach) {
	m.walk(func(pkg *pack, around []ast.Node) {
		selector, ok := around[len(around)-1].(*ast.SelectorExpr)
		if !ok || (inside != nil && !within(around, inside)) {
			return
		}
		imported := pkg.importOf(selector.X)
		for _, call := range trap.Calls {
			if imported == call.Package && (contains(call.Names, selector.Sel.Name) || contains(call.Values, selector.Sel.Name)) {
				pkg.find(trap.ID, selector.Pos(), true, "%s.%s", packageName(imported), selector.Sel.Name)
			}
		}
	})
}

func (m *module) findGoroutines(id string) {
	m.walk(func(pkg *pack, around []ast.Node) {
		switch node := around[len(around)-1].(type) {
		case *ast.GoStmt:
			pkg.find(id, node.Pos(), true, "go")
		case *ast.SelectStmt:
			pkg.find(id, node.Pos(), true, "select")
		case *ast.UnaryExpr:
			if node.Op == token.ARROW {
				pkg.find(id, node.Pos(), true, "a receive from a channel")
			}
		}
	})
}

// walk visits every node, with those around it.
func (m *module) walk(visit func(pkg *pack, around []ast.Node)) {
	for _, pkg := range m.packages {
		for _, file := range pkg.files {
			var around []ast.Node
			ast.Inspect(file.tree, func(node ast.Node) bool {
				if node == nil {
					around = around[:len(around)-1]
					return true
				}
				around = append(around, node)
				visit(pkg, around)
				return true
			})
		}
	}
}

// hooked goes through the functions that are given as hooks, with the name of the hook.
func (m *module) hooked(each func(pkg *pack, hook string, function ast.Node)) {
	for _, pkg := range m.packages {
		pkg.each(func(_ *source, node ast.Node) {
			switch node := node.(type) {
			case *ast.CallExpr:
				name := strings.TrimSuffix(optionName(node.Fun), "By")
				if (strings.HasPrefix(name, "Process") || strings.HasPrefix(name, "On")) && len(node.Args) == 1 {
					each(pkg, strings.TrimPrefix(name, "Process"), node.Args[0])
				}
			case *ast.FuncDecl:
				if node.Recv != nil && strings.HasPrefix(node.Name.Name, "OnHttp") {
					each(pkg, strings.TrimPrefix(node.Name.Name, "OnHttp"), node)
				}
			}
		})
	}
}

// inHooks is everything that runs for a request.
func (m *module) inHooks() reach {
	seen := reach{}
	m.hooked(func(pkg *pack, hook string, function ast.Node) {
		if strings.HasPrefix(hook, "Request") || strings.HasPrefix(hook, "Response") || strings.HasPrefix(hook, "Stream") {
			m.follow(pkg, function, seen, m.exactly)
		}
	})
	return seen
}

// findPauses reports headers hooks that hold back the headers, where no hook reads the body and nobody asked for one.
func (m *module) findPauses(id string) {
	sides := map[string]*side{
		"Request":  {headers: reach{}, asksBody: "HasRequestBody"},
		"Response": {headers: reach{}, asksBody: "HasResponseBody"},
	}
	m.hooked(func(pkg *pack, hook string, function ast.Node) {
		for name, side := range sides {
			switch hook {
			case name + "Headers":
				m.follow(pkg, function, side.headers, m.named)
			case name + "Body":
				side.readsBody = true
			}
		}
	})
	for _, side := range sides {
		if side.readsBody || m.names(side.headers, side.asksBody) {
			continue
		}
		m.walk(func(pkg *pack, around []ast.Node) {
			returned, ok := around[len(around)-1].(*ast.ReturnStmt)
			if ok && within(around, side.headers) && pkg.returns(returned, pauses) && !answersBefore(around, returned) {
				pkg.find(id, returned.Pos(), true, "the hook pauses, no hook reads the body, and %s is not asked", side.asksBody)
			}
		})
	}
}

// names tells whether one of the functions uses a name.
func (m *module) names(functions reach, name string) bool {
	found := false
	for function := range functions {
		ast.Inspect(function, func(node ast.Node) bool {
			if ident, ok := node.(*ast.Ident); ok && ident.Name == name {
				found = true
			}
			return !found
		})
	}
	return found
}

// returns tells whether one of these statuses is returned.
func (p *pack) returns(returned *ast.ReturnStmt, statuses []string) bool {
	for _, result := range returned.Results {
		if selector, ok := result.(*ast.SelectorExpr); ok && contains(statuses, selector.Sel.Name) && p.isExported(selector.Sel, typesPath) {
			return true
		}
	}
	return false
}

// answersBefore tells whether the client has been answered when a hook returns: then nothing waits.
func answersBefore(around []ast.Node, returned ast.Stmt) bool {
	block, ok := around[len(around)-2].(*ast.BlockStmt)
	if !ok {
		return false
	}
	for _, statement := range block.List {
		if statement == returned {
			break
		}
		if calls(statement, "SendHttpResponse", "SendHttpResponseWithDetail") {
			return true
		}
	}
	return false
}

// calls tells whether a node calls one of these, itself and not in a function that it makes.
func calls(node ast.Node, names ...string) bool {
	found := false
	ast.Inspect(node, func(inner ast.Node) bool {
		switch inner := inner.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = found || contains(names, optionName(inner.Fun))
		}
		return !found
	})
	return found
}

// findIgnored reports call-outs whose error is dropped, and pauses on the way of an error.
func (m *module) findIgnored(id string) {
	m.walk(func(pkg *pack, around []ast.Node) {
		switch node := around[len(around)-1].(type) {
		case *ast.ExprStmt:
			if call, ok := node.X.(*ast.CallExpr); ok && m.isCallOut(pkg, call) {
				pkg.find(id, node.Pos(), true, "the error of %s is dropped", optionName(call.Fun))
			}
		case *ast.AssignStmt:
			if call := m.callOutOf(pkg, node); call != nil && onlyBlanks(node.Lhs) {
				pkg.find(id, node.Pos(), true, "the error of %s is dropped", optionName(call.Fun))
			}
		case *ast.BlockStmt:
			m.findPausesOnErrors(id, pkg, node)
		}
	})
}

// findPausesOnErrors looks for a call-out with the check of its error behind it, where that ends in a pause.
func (m *module) findPausesOnErrors(id string, pkg *pack, block *ast.BlockStmt) {
	for i, statement := range block.List {
		check, ok := statement.(*ast.IfStmt)
		if !ok {
			continue
		}
		sent, ok := check.Init.(*ast.AssignStmt)
		if !ok && i > 0 {
			sent, ok = block.List[i-1].(*ast.AssignStmt)
		}
		if !ok || m.callOutOf(pkg, sent) == nil || !isNotNil(check.Cond) || len(check.Body.List) == 0 {
			continue
		}
		returned, ok := check.Body.List[len(check.Body.List)-1].(*ast.ReturnStmt)
		if ok && pkg.returns(returned, holds) && !answersBefore([]ast.Node{check.Body, returned}, returned) {
			pkg.find(id, returned.Pos(), true, "%s has failed here, and nobody resumes the request", optionName(m.callOutOf(pkg, sent).Fun))
		}
	}
}

func isNotNil(condition ast.Expr) bool {
	binary, ok := condition.(*ast.BinaryExpr)
	if !ok || binary.Op != token.NEQ {
		return false
	}
	right, ok := binary.Y.(*ast.Ident)
	return ok && right.Name == "nil"
}

func onlyBlanks(targets []ast.Expr) bool {
	for _, target := range targets {
		if ident, ok := target.(*ast.Ident); !ok || ident.Name != "_" {
			return false
		}
	}
	return true
}

func (m *module) callOutOf(pkg *pack, assigned *ast.AssignStmt) *ast.CallExpr {
	if len(assigned.Rhs) != 1 {
		return nil
	}
	if call, ok := assigned.Rhs[0].(*ast.CallExpr); ok && m.isCallOut(pkg, call) {
		return call
	}
	return nil
}

// isCallOut tells by the callback whether a call goes out: it gets a status with headers and a body, or a reply of Redis.
func (m *module) isCallOut(pkg *pack, call *ast.CallExpr) bool {
	for _, argument := range call.Args {
		var signature *ast.FuncType
		switch argument := argument.(type) {
		case *ast.FuncLit:
			signature = argument.Type
		case *ast.Ident:
			signature = m.signatureOf(pkg, argument)
		case *ast.SelectorExpr:
			signature = m.signatureOf(pkg, argument.Sel)
		}
		if signature != nil && isAnswer(signature) {
			return true
		}
	}
	return false
}

func (m *module) signatureOf(pkg *pack, name *ast.Ident) *ast.FuncType {
	for _, candidate := range m.functions[name.Name] {
		if candidate.pkg.info.Defs[candidate.decl.Name] == pkg.info.Uses[name] {
			return candidate.decl.Type
		}
	}
	return nil
}

func isAnswer(signature *ast.FuncType) bool {
	if signature.Results != nil {
		return false
	}
	var kinds []string
	for _, field := range signature.Params.List {
		kinds = append(kinds, spelled(field.Type))
		for i := 1; i < len(field.Names); i++ {
			kinds = append(kinds, spelled(field.Type))
		}
	}
	switch strings.Join(kinds, ", ") {
	case "int, http.Header, []byte", "resp.Value", "int, int, int", "int, [][2]string, []byte":
		return true
	}
	return false
}

func spelled(kind ast.Expr) string {
	switch kind := kind.(type) {
	case *ast.Ident:
		return kind.Name
	case *ast.SelectorExpr:
		return fmt.Sprintf("%s.%s", spelled(kind.X), kind.Sel.Name)
	case *ast.ArrayType:
		if length, ok := kind.Len.(*ast.BasicLit); ok {
			return fmt.Sprintf("[%s]%s", length.Value, spelled(kind.Elt))
		}
		return "[]" + spelled(kind.Elt)
	}
	return "?"
}
