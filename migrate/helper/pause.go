package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// PauseRule keeps what a pause in a headers hook meant: under the old marker the host held the whole request.
type PauseRule struct {
	ID string `json:"id"`
	// To is the status that holds the whole request under the new marker.
	To string `json:"to"`
	// Why tells which marker the old SDK exported, and how that is known.
	Why string `json:"why"`
	// Sure says that the plugin cannot have had the new marker.
	Sure bool `json:"sure"`
}

const typesPath = "/proxywasm/types"

// pauses are the names of the status, which is 1 under both markers.
var pauses = []string{"ActionPause", "HeaderStopIteration"}

// hooks tells by name which functions and options are about headers (true) and which about bodies and trailers (false).
var hooks = map[string]bool{
	"ProcessRequestHeaders":  true,
	"ProcessResponseHeaders": true,
	"OnHttpRequestHeaders":   true,
	"OnHttpResponseHeaders":  true,
	"ProcessRequestBody":     false,
	"ProcessResponseBody":    false,
	"OnHttpRequestBody":      false,
	"OnHttpResponseBody":     false,
	"OnHttpRequestTrailers":  false,
	"OnHttpResponseTrailers": false,
	"OnDownstreamData":       false,
	"OnUpstreamData":         false,
	"OnNewConnection":        false,
}

// reach holds the functions that run inside a hook of one kind.
type reach map[ast.Node]bool

// module is all packages of the module, and their functions by name.
type module struct {
	packages  []*pack
	functions map[string][]function
}

type function struct {
	pkg  *pack
	decl *ast.FuncDecl
}

func newModule(packages []*pack) *module {
	all := &module{packages, map[string][]function{}}
	for _, pkg := range packages {
		for _, file := range pkg.files {
			for _, decl := range file.tree.Decls {
				if decl, ok := decl.(*ast.FuncDecl); ok {
					all.functions[decl.Name.Name] = append(all.functions[decl.Name.Name], function{pkg, decl})
				}
			}
		}
	}
	return all
}

func (m *module) movePause(rule *PauseRule) {
	headers, bodies := reach{}, reach{}
	for _, pkg := range m.packages {
		pkg.each(func(_ *source, node ast.Node) {
			switch node := node.(type) {
			case *ast.CallExpr:
				name := optionName(node.Fun)
				if about, ok := hooks[strings.TrimSuffix(name, "By")]; ok && len(node.Args) == 1 {
					m.follow(pkg, node.Args[0], pick(about, headers, bodies), m.named)
				}
			case *ast.FuncDecl:
				if about, ok := hooks[node.Name.Name]; ok && node.Recv != nil {
					m.follow(pkg, node, pick(about, headers, bodies), m.named)
				}
			}
		})
	}
	waits := len(bodies) == 0 || m.calls("Resume") || rule.Sure
	for _, pkg := range m.packages {
		for _, file := range pkg.files {
			pkg.movePauses(file, headers, bodies, waits, rule)
		}
	}
}

// calls tells whether the module names a function of the SDK that begins so.
func (m *module) calls(begin string) bool {
	found := false
	m.walk(func(pkg *pack, around []ast.Node) {
		selector, ok := around[len(around)-1].(*ast.SelectorExpr)
		found = found || ok && strings.HasPrefix(selector.Sel.Name, begin) && isSDK(pkg.importOf(selector.X))
	})
	return found
}

// isAnswered tells whether the statements in front of a place have answered the client: what is returned then holds nothing.
func isAnswered(around []ast.Node) bool {
	for i := len(around) - 1; i > 0; i-- {
		var list []ast.Stmt
		switch block := around[i-1].(type) {
		case *ast.BlockStmt:
			list = block.List
		case *ast.CaseClause:
			list = block.Body
		default:
			continue
		}
		for _, statement := range list {
			if statement == around[i] {
				return false
			}
			if answers(statement) {
				return true
			}
		}
	}
	return false
}

// answers tells whether a statement answers the client, whatever happens in its blocks.
func answers(statement ast.Stmt) bool {
	found := false
	ast.Inspect(statement, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.BlockStmt, *ast.FuncLit:
			return false
		case *ast.Ident:
			found = found || strings.HasPrefix(node.Name, "SendHttpResponse")
		}
		return !found
	})
	return found
}

func pick(about bool, headers, bodies reach) reach {
	if about {
		return headers
	}
	return bodies
}

// optionName is the name of a called function, without the package and the type arguments.
func optionName(called ast.Expr) string {
	switch called := called.(type) {
	case *ast.IndexExpr:
		return optionName(called.X)
	case *ast.SelectorExpr:
		return called.Sel.Name
	}
	return ""
}

// follow marks what runs when node runs: the functions it names, as callees finds them, and those which they name.
func (m *module) follow(pkg *pack, node ast.Node, seen reach, callees func(*pack, *ast.Ident) []function) {
	switch node.(type) {
	case *ast.FuncDecl, *ast.FuncLit:
		if seen[node] {
			return
		}
		seen[node] = true
	}
	ast.Inspect(node, func(inner ast.Node) bool {
		ident, ok := inner.(*ast.Ident)
		if !ok {
			return true
		}
		for _, callee := range callees(pkg, ident) {
			m.follow(callee.pkg, callee.decl, seen, callees)
		}
		return true
	})
}

// named are the functions that a name may stand for. A function of the package is known exactly; behind an interface or in
// another package every function of the name counts.
func (m *module) named(pkg *pack, ident *ast.Ident) []function {
	candidates := m.functions[ident.Name]
	_, known := pkg.info.Uses[ident].(*types.Func)
	if !known && (pkg.info.Uses[ident] != nil || pkg.info.Defs[ident] != nil) {
		return nil
	}
	if exact := m.exactly(pkg, ident); exact != nil {
		return exact
	}
	return returningAction(candidates)
}

// exactly is the function of the module that a name is known to stand for.
func (m *module) exactly(pkg *pack, ident *ast.Ident) []function {
	object, known := pkg.info.Uses[ident].(*types.Func)
	for _, candidate := range m.functions[ident.Name] {
		if known && candidate.pkg.info.Defs[candidate.decl.Name] == object {
			return []function{candidate}
		}
	}
	return nil
}

func returningAction(candidates []function) []function {
	var returning []function
	for _, candidate := range candidates {
		if candidate.decl.Type.Results == nil {
			continue
		}
		for _, result := range candidate.decl.Type.Results.List {
			if candidate.pkg.isFrom(result.Type, typesPath, "Action") {
				returning = append(returning, candidate)
			}
		}
	}
	return returning
}

func (p *pack) movePauses(file *source, headers, bodies reach, waits bool, rule *PauseRule) {
	var around []ast.Node
	ast.Inspect(file.tree, func(node ast.Node) bool {
		if node == nil {
			around = around[:len(around)-1]
			return true
		}
		around = append(around, node)
		switch node := node.(type) {
		case *ast.Ident:
			if contains(pauses, node.Name) && p.isExported(node, typesPath) {
				inHeaders, inBodies := within(around, headers), within(around, bodies)
				if inHeaders && inBodies && isAnswered(around) {
					break
				}
				if inHeaders && !inBodies && (node.Name != pauses[0] && !rule.Sure || !waits && !isAnswered(around)) {
					p.leaveForBody(file, node, rule)
				} else {
					p.movePauseAt(file, node, inHeaders, inBodies, rule)
				}
			}
		case *ast.BasicLit:
			if p.isPause(node) && (within(around, headers) || !within(around, bodies)) {
				p.leave(file, rule.ID, node.Pos(), fmt.Sprintf(
					"this 1 is a pause: if it is returned from a headers hook, make it types.%s", rule.To))
			}
		}
		return true
	})
}

// isExported tells whether a name stands for what a package exports whose import path ends so.
func (p *pack) isExported(ident *ast.Ident, suffix string) bool {
	object := p.info.Uses[ident]
	return object != nil && object.Pkg() != nil && strings.HasSuffix(object.Pkg().Path(), suffix)
}

// isPause tells whether a number is the status.
func (p *pack) isPause(literal *ast.BasicLit) bool {
	value, known := p.info.Types[literal]
	return known && isNamed(value.Type, typesPath, "Action") && value.Value != nil && value.Value.ExactString() == "1"
}

// within tells whether one of the functions around a place is marked.
func within(around []ast.Node, marked reach) bool {
	for _, node := range around {
		if marked[node] {
			return true
		}
	}
	return false
}

// leaveForBody leaves a status that looks as if it were to hold the headers until the body is there.
func (p *pack) leaveForBody(file *source, use *ast.Ident, rule *PauseRule) {
	p.leave(file, rule.ID, use.Pos(), fmt.Sprintf(
		"%s: it held the whole request, and no body hook was called. If this waits for the body, the plugin was built for 0_2_100 (how is not seen here), and it stays; if it waits for an answer, make it types.%s",
		rule.Why, rule.To))
}

func (p *pack) movePauseAt(file *source, use *ast.Ident, inHeaders, inBodies bool, rule *PauseRule) {
	switch {
	case inHeaders && inBodies:
		p.leave(file, rule.ID, use.Pos(), fmt.Sprintf(
			"%s is returned from headers hooks and from body hooks here; in headers it has to be types.%s now: tell the two apart",
			use.Name, rule.To))
	case inHeaders:
		p.replace(file, rule.ID, use.Pos(), use.End(), rule.To)
		p.find(rule.ID, use.Pos(), false, "%s held the whole request, as %s does now: %s", use.Name, rule.To, rule.Why)
	case inBodies:
	case strings.HasSuffix(file.path, "_test.go"):
		p.leave(file, rule.ID, use.Pos(), fmt.Sprintf(
			"if this test expects %s from a headers hook, it has to expect types.%s now", use.Name, rule.To))
	default:
		p.leave(file, rule.ID, use.Pos(), fmt.Sprintf(
			"no hook is seen to use this %s: if it is returned from a headers hook, make it types.%s", use.Name, rule.To))
	}
}

// open begins a comment that keeps a finding in sight: once go.mod has moved, nothing else tells what a status meant before.
const open = "// MIGRATE("

// leave reports what has to be done by hand, and writes it above the line, where the next run finds it.
func (p *pack) leave(file *source, rule string, at token.Pos, what string) {
	p.find(rule, at, true, "%s", what)
	start, _ := file.line(p.offset(at), p.offset(at))
	indent := len(file.text[start:]) - len(bytes.TrimLeft(file.text[start:], " \t"))
	text := fmt.Sprintf("%s%s%s): %s\n", file.text[start:start+indent], open, rule, what)
	file.edits = append(file.edits, edit{start, start, text, rule})
}

// reportOpen reports the comments that an earlier run left and nobody has acted on yet.
func (p *pack) reportOpen() {
	for _, file := range p.files {
		for _, group := range file.tree.Comments {
			for _, comment := range group.List {
				if text, ok := strings.CutPrefix(comment.Text, open); ok {
					rule, what, _ := strings.Cut(text, "): ")
					p.find(rule, comment.Pos(), true, "still open, else take the comment out: %s", what)
				}
			}
		}
	}
}
