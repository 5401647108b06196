package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// PortTest is a function that the test runner calls, and what the subtest was called that it was.
type PortTest struct {
	Object int    `json:"o"`
	Title  string `json:"title"`
}

// testLowering takes Go's way of running tests out of the syntax: who runs a test, on which host, and the value that stands for
// it. What is left are functions, those that the runner calls, and what they do.
type testLowering struct {
	info *types.Info
	pkg  *types.Package
	// titles are the functions that the runner calls.
	titles map[types.Object]string
	// uses counts how often each function is named.
	uses map[types.Object]int
	// names are those of functions, in the lower case that Rust writes them in.
	names map[string]bool
	// leaves says whether anything is left for the end of a test.
	leaves bool
	notes  []string
}

// lowerTests changes the syntax of the tests of a package.
func lowerTests(set *token.FileSet, info *types.Info, pkg *types.Package, trees []*ast.File) *testLowering {
	l := &testLowering{info: info, pkg: pkg, titles: map[types.Object]string{}, uses: map[types.Object]int{}, names: map[string]bool{}}
	for _, used := range info.Uses {
		l.uses[used]++
		if used.Pkg() != nil && used.Pkg().Path() == "testing" && used.Name() == "Cleanup" {
			l.leaves = true
		}
	}
	for _, name := range pkg.Scope().Names() {
		l.names[strings.ToLower(name)] = true
	}
	for _, tree := range trees {
		if !strings.HasSuffix(set.File(tree.Pos()).Name(), "_test.go") {
			continue
		}
		ast.Inspect(tree, l.node)
		var decls []ast.Decl
		for _, decl := range tree.Decls {
			function, ok := decl.(*ast.FuncDecl)
			if !ok || function.Recv != nil || function.Body == nil {
				decls = append(decls, decl)
				continue
			}
			if other := otherRunner(function.Name.Name); other != "" {
				place := set.Position(function.Pos())
				l.notes = append(l.notes, place.String()+": "+function.Name.Name+" is not carried: "+other)
				continue
			}
			decls = append(decls, l.function(function)...)
		}
		tree.Decls = decls
	}
	return l
}

// otherRunner says what a function is that the runner calls, other than a test.
func otherRunner(name string) string {
	switch {
	case name == "TestMain":
		return "each test stands for itself"
	case strings.HasPrefix(name, "Benchmark"):
		return "it is a benchmark"
	case strings.HasPrefix(name, "Fuzz"):
		return "it is fuzzing"
	case strings.HasPrefix(name, "Example"):
		return "it is an example"
	}
	return ""
}

// node takes the value that stands for the test out of calls and parameters, and steps that have no meaning without it.
func (l *testLowering) node(node ast.Node) bool {
	switch node := node.(type) {
	case *ast.CallExpr:
		var args []ast.Expr
		for _, arg := range node.Args {
			if !isTestingT(l.info.TypeOf(arg)) || l.isOfOuterTest(node, arg) {
				args = append(args, arg)
			}
		}
		node.Args = args
	case *ast.FuncType:
		var params []*ast.Field
		for _, field := range node.Params.List {
			if !isTestingT(l.info.TypeOf(field.Type)) {
				params = append(params, field)
			}
		}
		node.Params.List = params
	case *ast.BlockStmt:
		node.List = l.statements(node.List)
	case *ast.CaseClause:
		node.Body = l.statements(node.Body)
	}
	return true
}

// isOfOuterTest says whether a function of the package is given another test than the innermost one that the call stands in,
// where that tells what is left for the end of which. It stays where it is, and has no translation there.
func (l *testLowering) isOfOuterTest(call *ast.CallExpr, arg ast.Expr) bool {
	ident, ok := arg.(*ast.Ident)
	if selector, is := ast.Unparen(call.Fun).(*ast.SelectorExpr); is {
		used := l.info.Uses[selector.Sel]
		ok = ok && used != nil && used.Pkg() == l.pkg
	}
	if !ok || !l.leaves {
		return false
	}
	for scope := l.pkg.Scope().Innermost(arg.Pos()); scope != nil; scope = scope.Parent() {
		for _, name := range scope.Names() {
			if object := scope.Lookup(name); isTestingT(object.Type()) {
				return object != l.info.Uses[ident]
			}
		}
	}
	return false
}

func isTestingT(t types.Type) bool {
	pointer, ok := t.(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := pointer.Elem().(*types.Named)
	return ok && named.Obj().Name() == "T" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing"
}

func (l *testLowering) statements(list []ast.Stmt) []ast.Stmt {
	var left []ast.Stmt
	for _, stmt := range list {
		switch stmt := stmt.(type) {
		case *ast.ExprStmt:
			if name := l.called(stmt.X); name == "testing.Helper" || name == "testing.Parallel" {
				continue
			}
			if body := l.onHost(stmt.X); body != nil {
				left = append(left, body)
				continue
			}
		case *ast.DeferStmt:
			if l.called(stmt.Call) == "test.Reset" {
				l.forget(stmt.Call)
				continue
			}
		}
		left = append(left, stmt)
	}
	return left
}

// forget leaves a deferred Reset out, as a host goes when its test ends; one that nothing else is asked of has no name then.
func (l *testLowering) forget(reset *ast.CallExpr) {
	host, ok := reset.Fun.(*ast.SelectorExpr).X.(*ast.Ident)
	if !ok || l.uses[l.info.Uses[host]] > 1 {
		return
	}
	for ident, defined := range l.info.Defs {
		if defined != nil && defined == l.info.Uses[host] {
			ident.Name = "_"
		}
	}
}

// called is the package and the name of what is called.
func (l *testLowering) called(expr ast.Expr) string {
	call, ok := ast.Unparen(expr).(*ast.CallExpr)
	if !ok {
		return ""
	}
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	used := l.info.Uses[selector.Sel]
	if used == nil || used.Pkg() == nil {
		return ""
	}
	return used.Pkg().Name() + "." + used.Name()
}

// onHost is what runs on a host of its own, natively and in Wasm: a block, or a call where it leaves early.
func (l *testLowering) onHost(expr ast.Expr) ast.Stmt {
	switch l.called(expr) {
	case "test.RunTest", "test.RunGoTest", "test.RunWasmTest", "test.RunTestWithPath", "test.RunWasmTestWithPath":
	default:
		return nil
	}
	call := ast.Unparen(expr).(*ast.CallExpr)
	last := call.Args[len(call.Args)-1]
	if literal, ok := last.(*ast.FuncLit); ok && !returns(literal.Body) {
		return literal.Body
	}
	return &ast.ExprStmt{X: &ast.CallExpr{Fun: last, Lparen: call.Lparen, Rparen: call.Rparen}}
}

// returns says whether a body is left by `return`, functions in it aside.
func returns(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(node ast.Node) bool {
		switch node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			found = true
		}
		return !found
	})
	return found
}

// function is what becomes of a function: a test whose steps are all subtests becomes these.
func (l *testLowering) function(function *ast.FuncDecl) []ast.Decl {
	if !strings.HasPrefix(function.Name.Name, "Test") || function.Type.Params.NumFields() > 0 {
		return []ast.Decl{function}
	}
	for len(function.Body.List) == 1 {
		block, ok := function.Body.List[0].(*ast.BlockStmt)
		if !ok {
			break
		}
		function.Body.List = block.List
	}
	var parts []ast.Decl
	type titled struct {
		object types.Object
		title  string
	}
	var named []titled
	for _, stmt := range function.Body.List {
		title, body := l.subtest(stmt)
		switch body := body.(type) {
		case *ast.FuncLit:
			parts = append(parts, &ast.FuncDecl{Name: l.newName(function, title, body), Type: body.Type, Body: body.Body})
			named = append(named, titled{l.info.Defs[parts[len(parts)-1].(*ast.FuncDecl).Name], title})
			continue
		case *ast.Ident:
			if used := l.info.Uses[body]; l.uses[used] == 1 && used.Parent() == l.pkg.Scope() {
				named = append(named, titled{used, title})
				continue
			}
		}
		l.titles[l.info.Defs[function.Name]] = ""
		return []ast.Decl{function}
	}
	for _, each := range named {
		l.titles[each.object] = each.title
	}
	return parts
}

// functions are those that the runner calls, in their order.
func (l *testLowering) functions() []types.Object {
	functions := slices.Collect(maps.Keys(l.titles))
	slices.SortFunc(functions, func(one, other types.Object) int { return int(one.Pos() - other.Pos()) })
	return functions
}

// subtest is the title and the function of `t.Run("title", function)`.
func (l *testLowering) subtest(stmt ast.Stmt) (string, ast.Expr) {
	run, ok := stmt.(*ast.ExprStmt)
	if !ok || l.called(run.X) != "testing.Run" {
		return "", nil
	}
	call := ast.Unparen(run.X).(*ast.CallExpr)
	title := l.info.Types[call.Args[0]].Value
	if title == nil || title.Kind() != constant.String || len(call.Args) != 2 {
		return "", nil
	}
	return constant.StringVal(title), call.Args[1]
}

// newName is a name for what had none, after its title.
func (l *testLowering) newName(function *ast.FuncDecl, title string, literal *ast.FuncLit) *ast.Ident {
	words := strings.FieldsFunc(title, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
	})
	test := strings.TrimPrefix(function.Name.Name, "Test")
	plain := camel(words)
	name := plain
	if plain == "" || plain[0] <= '9' || l.names[strings.ToLower(name)] {
		name = camel(append([]string{test}, words...))
	}
	for count := 2; l.names[strings.ToLower(name)]; count++ {
		name = camel(append([]string{test}, words...)) + "Case" + strconv.Itoa(count)
	}
	l.names[strings.ToLower(name)] = true
	ident := &ast.Ident{NamePos: literal.Pos(), Name: name}
	made := types.NewFunc(literal.Pos(), l.pkg, name, l.info.TypeOf(literal).(*types.Signature))
	l.pkg.Scope().Insert(made)
	l.info.Defs[ident] = made
	return ident
}

// camel joins words as Go writes a name that is its package's own.
func camel(words []string) string {
	name := ""
	for i, word := range words {
		if i == 0 {
			name += strings.ToLower(word[:1]) + word[1:]
		} else {
			name += strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return name
}
