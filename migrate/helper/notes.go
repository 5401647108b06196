package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"sort"
	"strings"
)

// NotesJob asks what will come out otherwise in a module that builds.
type NotesJob struct {
	Dir   string            `json:"dir"`
	Flags []string          `json:"flags"`
	Aside map[string]string `json:"aside"`
	// IntSize and LoopVariable are the ids of the rules, where they are on.
	IntSize      string     `json:"intSize"`
	LoopVariable string     `json:"loopVariable"`
	Uses         []NoteRule `json:"uses"`
	// Orphans is the id under which methods are reported that nothing calls.
	Orphans string `json:"orphans"`
}

// NoteRule is something of the SDK that does not do what it did.
type NoteRule struct {
	ID string `json:"id"`
	// Names are functions of a package whose path ends so, methods as `Type.Method`.
	Package string   `json:"package"`
	Names   []string `json:"names"`
	What    string   `json:"what"`
	// Only names the search of this file that tells where it matters; by default everywhere.
	Only string `json:"only"`
	// Header is what has to be set somewhere for it to matter.
	Header []string `json:"header"`
}

// notes gathers what is to be told, a finding for each rule and file.
type notes struct {
	typed *typed
	lines map[note][]int
}

type note struct{ rule, path, what string }

func takeNotes(job *NotesJob) ([]Finding, error) {
	loaded, err := loadTyped(job.Dir, job.Flags, job.Aside)
	if err != nil {
		return nil, err
	}
	taken := &notes{loaded, map[note][]int{}}
	set := loaded.setHeaders()
	for _, pkg := range loaded.packages {
		for _, file := range pkg.files {
			var around []ast.Node
			ast.Inspect(file, func(node ast.Node) bool {
				if node == nil {
					around = around[:len(around)-1]
					return true
				}
				around = append(around, node)
				if job.IntSize != "" {
					taken.intSize(job.IntSize, pkg, around)
				}
				if job.LoopVariable != "" {
					taken.loopVariable(job.LoopVariable, pkg, around)
				}
				for _, rule := range job.Uses {
					taken.use(rule, pkg, node, set)
				}
				return true
			})
		}
	}
	findings := taken.findings()
	if job.Orphans != "" {
		findings = append(findings, loaded.findOrphans(job.Orphans)...)
	}
	return findings, nil
}

func (n *notes) add(rule string, at token.Pos, what string) {
	position := n.typed.set.Position(at)
	key := note{rule, position.Filename, what}
	lines := n.lines[key]
	if len(lines) == 0 || lines[len(lines)-1] != position.Line {
		n.lines[key] = append(lines, position.Line)
	}
}

func (n *notes) findings() []Finding {
	findings := []Finding{}
	for key, lines := range n.lines {
		findings = append(findings, Finding{Rule: key.rule, Path: key.path, Line: lines[0], Also: lines[1:], What: key.what})
	}
	sort.Slice(findings, func(i, j int) bool {
		one, other := findings[i], findings[j]
		return one.Path+one.Rule+one.What < other.Path+other.Rule+other.What
	})
	return findings
}

const wider = "int has 64 bits now, and had 32 under TinyGo: a number that was cut off, wrapped around or refused as too large here is not any more"

// sized are functions and constants of the standard library whose results depend on the size of int.
var sized = map[string][]string{
	"strconv":   {"Atoi", "IntSize"},
	"math":      {"MaxInt", "MinInt", "MaxUint"},
	"math/bits": {"UintSize", "LeadingZeros", "Len", "Reverse", "ReverseBytes", "RotateLeft", "Add", "Sub", "Mul", "Div", "Rem"},
	"math/rand": {"Int"},
	"unsafe":    {"Sizeof", "Alignof", "Offsetof"},
}

// intSize notes what depends on the size of int.
func (n *notes) intSize(rule string, pkg *typedPackage, around []ast.Node) {
	switch node := around[len(around)-1].(type) {
	case *ast.CallExpr:
		if len(node.Args) == 1 && pkg.info.Types[node.Fun].IsType() {
			if isInt(pkg.info.TypeOf(node.Fun)) && pkg.isWide(node.Args[0]) {
				n.add(rule, node.Pos(), wider)
			}
			return
		}
		called := pkg.called(node)
		switch {
		case called == "strconv.ParseInt" || called == "strconv.ParseUint":
			if size := pkg.info.Types[node.Args[2]].Value; size != nil && constant.Sign(size) == 0 {
				n.add(rule, node.Pos(), wider)
			}
		case called == "encoding/json.Unmarshal" || called == "encoding/json.Decode":
			if holdsInt(pkg.info.TypeOf(node.Args[len(node.Args)-1]), map[types.Type]bool{}) {
				n.add(rule, node.Pos(), wider)
			}
		}
	case *ast.SelectorExpr:
		if object := pkg.info.Uses[node.Sel]; object != nil && object.Pkg() != nil && contains(sized[object.Pkg().Path()], object.Name()) {
			n.add(rule, node.Pos(), wider)
		}
	case *ast.AssignStmt:
		if len(node.Lhs) == 1 && inLoop(around) && isInt(pkg.info.TypeOf(node.Lhs[0])) && pkg.growsOn(node) {
			n.add(rule, node.Pos(), wider)
		}
	case *ast.BinaryExpr:
		value := pkg.info.Types[node]
		if node.Op == token.SHL && value.Value == nil && isInt(value.Type) && pkg.info.Types[node.Y].Value == nil {
			n.add(rule, node.Pos(), wider)
		}
	}
}

// called is the function that a call names: its package and its name.
func (p *typedPackage) called(call *ast.CallExpr) string {
	if selector, ok := call.Fun.(*ast.SelectorExpr); ok {
		if object := p.info.Uses[selector.Sel]; object != nil && object.Pkg() != nil {
			return object.Pkg().Path() + "." + object.Name()
		}
	}
	return ""
}

func isInt(t types.Type) bool {
	basic := basicOf(t)
	return basic == types.Int || basic == types.Uint || basic == types.Uintptr
}

func basicOf(t types.Type) types.BasicKind {
	if t == nil {
		return types.Invalid
	}
	if basic, ok := t.Underlying().(*types.Basic); ok {
		return basic.Kind()
	}
	return types.Invalid
}

// isWide tells whether an expression, which is no constant, can be larger than 32 bits hold.
func (p *typedPackage) isWide(expr ast.Expr) bool {
	if p.info.Types[expr].Value != nil {
		return false
	}
	switch basicOf(p.info.TypeOf(expr)) {
	case types.Int64, types.Uint64, types.Uint32, types.Float32, types.Float64:
		return true
	}
	return false
}

// holdsInt tells whether a type that JSON is read into holds an int.
func holdsInt(t types.Type, seen map[types.Type]bool) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	switch below := t.Underlying().(type) {
	case *types.Basic:
		return isInt(below)
	case *types.Pointer:
		return holdsInt(below.Elem(), seen)
	case *types.Slice:
		return holdsInt(below.Elem(), seen)
	case *types.Array:
		return holdsInt(below.Elem(), seen)
	case *types.Map:
		return holdsInt(below.Elem(), seen) || holdsInt(below.Key(), seen)
	case *types.Struct:
		for i := 0; i < below.NumFields(); i++ {
			if below.Field(i).Exported() && holdsInt(below.Field(i).Type(), seen) {
				return true
			}
		}
	}
	return false
}

// growsOn tells whether an assignment multiplies or shifts what the variable held, as hashes do.
func (p *typedPackage) growsOn(node *ast.AssignStmt) bool {
	switch node.Tok {
	case token.MUL_ASSIGN, token.SHL_ASSIGN:
		return true
	case token.ASSIGN, token.ADD_ASSIGN, token.XOR_ASSIGN:
		variable := types.ExprString(node.Lhs[0])
		grows := false
		ast.Inspect(node.Rhs[0], func(inner ast.Node) bool {
			if binary, ok := inner.(*ast.BinaryExpr); ok && (binary.Op == token.MUL || binary.Op == token.SHL) {
				ast.Inspect(binary, func(below ast.Node) bool {
					expr, ok := below.(ast.Expr)
					grows = grows || ok && types.ExprString(expr) == variable
					return !grows
				})
			}
			return !grows
		})
		return grows
	}
	return false
}

func inLoop(around []ast.Node) bool {
	for _, node := range around {
		switch node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
	}
	return false
}

// loopVariable notes a variable of a loop that outlives its round: since Go 1.22 each round has one of its own.
func (n *notes) loopVariable(rule string, pkg *typedPackage, around []ast.Node) {
	var body *ast.BlockStmt
	variables := map[types.Object]bool{}
	define := func(expr ast.Expr) {
		if ident, ok := expr.(*ast.Ident); ok && pkg.info.Defs[ident] != nil {
			variables[pkg.info.Defs[ident]] = true
		}
	}
	switch loop := around[len(around)-1].(type) {
	case *ast.RangeStmt:
		define(loop.Key)
		define(loop.Value)
		body = loop.Body
	case *ast.ForStmt:
		if init, ok := loop.Init.(*ast.AssignStmt); ok {
			for _, left := range init.Lhs {
				define(left)
			}
		}
		body = loop.Body
	default:
		return
	}
	uses := func(node ast.Node) bool {
		found := false
		ast.Inspect(node, func(inner ast.Node) bool {
			ident, ok := inner.(*ast.Ident)
			found = found || ok && variables[pkg.info.Uses[ident]]
			return !found
		})
		return found
	}
	called := map[ast.Node]bool{}
	ast.Inspect(body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.CallExpr:
			called[node.Fun] = true
		case *ast.FuncLit:
			if !called[node] && uses(node) {
				n.add(rule, node.Pos(), "each round of the loop has a variable of its own now: what is kept of it here was that of the last round")
			}
		case *ast.UnaryExpr:
			if ident, ok := node.X.(*ast.Ident); ok && node.Op == token.AND && variables[pkg.info.Uses[ident]] {
				n.add(rule, node.Pos(), "each round of the loop has a variable of its own now: what is kept of it here was that of the last round")
			}
		}
		return true
	})
}

// use notes a use of something that the rule names.
func (n *notes) use(rule NoteRule, pkg *typedPackage, node ast.Node, set map[string]bool) {
	call, ok := node.(*ast.CallExpr)
	if !ok {
		return
	}
	if rule.Only == "panics" {
		ident, named := call.Fun.(*ast.Ident)
		if named && pkg.info.Uses[ident] == types.Universe.Lookup("panic") && pkg.imports(rule.Package) {
			n.add(rule.ID, call.Pos(), "panic: "+rule.What)
		}
		return
	}
	function := calledFunction(pkg, call.Fun)
	if function == nil || function.Pkg() == nil || !strings.HasSuffix(function.Pkg().Path(), rule.Package) || !contains(rule.Names, nameOf(function)) {
		return
	}
	at := call.Pos()
	switch rule.Only {
	case "set":
		matters := false
		for _, header := range rule.Header {
			matters = matters || set[header]
		}
		if !matters {
			return
		}
	case "url":
		if !pkg.mayBeEscaped(call) {
			return
		}
	case "refuses":
		refusal := n.typed.refusal(pkg, call)
		if refusal == token.NoPos {
			return
		}
		at = refusal
	}
	n.add(rule.ID, at, nameOf(function)+": "+rule.What)
}

// imports tells whether a file of the package imports another whose path ends so.
func (p *typedPackage) imports(suffix string) bool {
	for _, imported := range p.types.Imports() {
		if strings.HasSuffix(imported.Path(), suffix) {
			return true
		}
	}
	return false
}

func calledFunction(pkg *typedPackage, called ast.Expr) *types.Func {
	switch called := called.(type) {
	case *ast.SelectorExpr:
		function, _ := pkg.info.Uses[called.Sel].(*types.Func)
		return function
	case *ast.IndexExpr:
		return calledFunction(pkg, called.X)
	case *ast.Ident:
		function, _ := pkg.info.Uses[called].(*types.Func)
		return function
	}
	return nil
}

// nameOf is the name of a function, behind that of the type it is a method of.
func nameOf(function *types.Func) string {
	receiver := function.Type().(*types.Signature).Recv()
	if receiver == nil {
		return function.Name()
	}
	of := receiver.Type()
	if pointer, ok := of.(*types.Pointer); ok {
		of = pointer.Elem()
	}
	if named, ok := of.(*types.Named); ok {
		return named.Obj().Name() + "." + function.Name()
	}
	return function.Name()
}

// mayBeEscaped tells whether the URL of a call-out may hold what is not taken as it stands.
func (p *typedPackage) mayBeEscaped(call *ast.CallExpr) bool {
	function := calledFunction(p, call.Fun)
	parameters := function.Type().(*types.Signature).Params()
	for i := 0; i < parameters.Len() && i < len(call.Args); i++ {
		if name := parameters.At(i).Name(); name != "rawURL" {
			continue
		}
		value := p.info.Types[call.Args[i]].Value
		if value == nil || value.Kind() != constant.String {
			return true
		}
		text := constant.StringVal(value)
		path, _, _ := strings.Cut(text, "?")
		return strings.Contains(path, "%") || strings.Contains(text, "#") || strings.HasPrefix(text, "//")
	}
	return false
}

// setHeaders are the pseudo-headers of the request that the module sets.
func (t *typed) setHeaders() map[string]bool {
	set := map[string]bool{}
	for _, pkg := range t.packages {
		for _, file := range pkg.files {
			ast.Inspect(file, func(node ast.Node) bool {
				call, ok := node.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				called := pkg.called(call)
				switch {
				case strings.HasSuffix(called, "/proxywasm.ReplaceHttpRequestHeaders"):
					for _, header := range []string{":path", ":authority", ":method", ":scheme"} {
						set[header] = true
					}
				case strings.HasSuffix(called, "/proxywasm.ReplaceHttpRequestHeader"):
					if value := pkg.info.Types[call.Args[0]].Value; value != nil && value.Kind() == constant.String {
						set[strings.ToLower(constant.StringVal(value))] = true
					}
				}
				return true
			})
		}
	}
	return set
}

// refusal is where the function that reads a configuration returns an error.
func (t *typed) refusal(pkg *typedPackage, call *ast.CallExpr) token.Pos {
	ident, ok := call.Args[0].(*ast.Ident)
	if !ok {
		return token.NoPos
	}
	for _, file := range pkg.files {
		for _, decl := range file.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || pkg.info.Defs[function.Name] != pkg.info.Uses[ident] || function.Body == nil {
				continue
			}
			at := token.NoPos
			ast.Inspect(function.Body, func(node ast.Node) bool {
				switch node := node.(type) {
				case *ast.FuncLit:
					return false
				case *ast.ReturnStmt:
					if len(node.Results) == 1 && !pkg.info.Types[node.Results[0]].IsNil() && at == token.NoPos {
						at = node.Pos()
					}
				}
				return true
			})
			return at
		}
	}
	return token.NoPos
}
