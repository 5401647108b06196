package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/constant"
	"go/format"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"
)

// pack is a package: the files of one folder that name the same package.
type pack struct {
	// path is what the package is imported as.
	path string
	// reaches says that the package uses the SDK, or imports one that does.
	reaches  bool
	mains    []Main
	set      *token.FileSet
	files    []*source
	types    *types.Package
	info     *types.Info
	findings []Finding
}

// source is a file of a package, and the edits made to it so far.
type source struct {
	path  string
	text  []byte
	tree  *ast.File
	edits []edit
}

// edit replaces the bytes from start to end.
type edit struct {
	start, end int
	text       string
	rule       string
}

// load parses the files and resolves their names, a package at a time.
func load(files []File) ([]*pack, error) {
	set := token.NewFileSet()
	byName := map[string]*pack{}
	var names []string
	for _, file := range files {
		text, err := file.read()
		if err != nil {
			return nil, err
		}
		tree, err := parser.ParseFile(set, file.Path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		name := tree.Name.Name
		if byName[name] == nil {
			byName[name] = &pack{set: set}
			names = append(names, name)
		}
		byName[name].files = append(byName[name].files, &source{path: file.Path, text: text, tree: tree})
	}
	sort.Strings(names)
	var packages []*pack
	for _, name := range names {
		byName[name].resolve()
		packages = append(packages, byName[name])
	}
	return packages, nil
}

func (f File) read() ([]byte, error) {
	if f.Text != nil {
		return []byte(*f.Text), nil
	}
	return os.ReadFile(f.Path)
}

// resolve finds out what each name means. Imported packages need not be there: what matters of them is known or is left
// open, so errors are expected and pass.
func (p *pack) resolve() {
	p.info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes:     map[ast.Node]*types.Scope{},
	}
	trees := make([]*ast.File, len(p.files))
	for i, file := range p.files {
		trees[i] = file.tree
	}
	config := types.Config{
		Importer:                 standIns{},
		Error:                    func(error) {},
		FakeImportC:              true,
		DisableUnusedImportCheck: true,
	}
	p.types, _ = config.Check(trees[0].Name.Name, p.set, trees, p.info)
}

// standIns imports packages of which only the name is known, and of the plugin SDK what the rules look for.
type standIns struct{}

var majorVersion = regexp.MustCompile(`^v[0-9]+$`)

// packageName guesses the name of the package at an import path.
func packageName(importPath string) string {
	base := path.Base(importPath)
	if majorVersion.MatchString(base) {
		base = path.Base(path.Dir(importPath))
	}
	base = strings.TrimPrefix(base, "go-")
	if at := strings.IndexAny(base, ".-"); at > 0 {
		base = base[:at]
	}
	return base
}

// Import implements types.Importer.
func (standIns) Import(importPath string) (*types.Package, error) {
	pkg := types.NewPackage(importPath, packageName(importPath))
	switch {
	case strings.HasSuffix(importPath, "/pkg/wrapper"):
		declareType(pkg, "Log", types.NewStruct(nil, nil))
	case strings.HasSuffix(importPath, "/proxywasm/types"):
		action := declareType(pkg, "Action", types.Typ[types.Uint32])
		for name, value := range map[string]int64{
			"ActionContinue": 0, "ActionPause": 1, "HeaderContinue": 0, "HeaderStopIteration": 1,
			"DataContinue": 0, "DataStopIterationAndBuffer": 1,
		} {
			pkg.Scope().Insert(types.NewConst(token.NoPos, pkg, name, action, constant.MakeInt64(value)))
		}
	}
	pkg.MarkComplete()
	return pkg, nil
}

func declareType(pkg *types.Package, name string, underlying types.Type) types.Type {
	object := types.NewTypeName(token.NoPos, pkg, name, nil)
	pkg.Scope().Insert(object)
	return types.NewNamed(object, underlying, nil)
}

// isFrom tells whether an expression is name of a package whose import path ends so.
func (p *pack) isFrom(expr ast.Expr, suffix, name string) bool {
	selector, ok := expr.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == name && strings.HasSuffix(p.importOf(selector.X), suffix)
}

// importOf is the import path that an expression names, or nothing.
func (p *pack) importOf(expr ast.Expr) string {
	ident, ok := expr.(*ast.Ident)
	if !ok {
		return ""
	}
	object := p.info.Uses[ident]
	if object == nil && p.info.Defs[ident] == nil {
		// Beside what is not known, such as a value of another package, nothing is resolved.
		if scope := p.types.Scope().Innermost(ident.Pos()); scope != nil {
			_, object = scope.LookupParent(ident.Name, ident.Pos())
		}
	}
	if name, ok := object.(*types.PkgName); ok {
		return name.Imported().Path()
	}
	return ""
}

// isNamed tells whether a type is name of a package whose import path ends so, or a pointer to it.
func isNamed(t types.Type, suffix, name string) bool {
	if pointer, ok := t.(*types.Pointer); ok {
		t = pointer.Elem()
	}
	named, ok := t.(*types.Named)
	return ok && named.Obj().Name() == name && named.Obj().Pkg() != nil && strings.HasSuffix(named.Obj().Pkg().Path(), suffix)
}

func (p *pack) offset(pos token.Pos) int { return p.set.Position(pos).Offset }

func (p *pack) replace(file *source, rule string, start, end token.Pos, text string) {
	file.edits = append(file.edits, edit{p.offset(start), p.offset(end), text, rule})
}

func (p *pack) find(rule string, at token.Pos, hand bool, format string, args ...any) {
	position := p.set.Position(at)
	p.findings = append(p.findings, Finding{Rule: rule, Path: position.Filename, Line: position.Line, What: fmt.Sprintf(format, args...), Hand: hand})
}

// line is the whole line around a stretch of the text, its line break included.
func (s *source) line(start, end int) (int, int) {
	if at := bytes.LastIndexByte(s.text[:start], '\n'); at >= 0 {
		start = at + 1
	} else {
		start = 0
	}
	if at := bytes.IndexByte(s.text[end:], '\n'); at >= 0 {
		end += at + 1
	} else {
		end = len(s.text)
	}
	return start, end
}

// importPath is the path of an import.
func importPath(spec *ast.ImportSpec) string {
	path, _ := strconv.Unquote(spec.Path.Value)
	return path
}

// collect puts the edits into the texts.
func collect(packages []*pack, answer *Answer) error {
	for _, pkg := range packages {
		pkg.reportGenerated()
		answer.Findings = append(answer.Findings, pkg.findings...)
		answer.Mains = append(answer.Mains, pkg.mains...)
		for _, file := range pkg.files {
			text, rules, err := file.edited()
			if err != nil {
				return err
			}
			if len(rules) > 0 {
				answer.Files = append(answer.Files, Changed{file.path, string(text), rules})
			}
		}
	}
	return nil
}

// reportGenerated reports the generated files that change: they will be generated again.
func (p *pack) reportGenerated() {
	for _, file := range p.files {
		if len(file.edits) > 0 && ast.IsGenerated(file.tree) {
			p.find(file.edits[0].rule, file.tree.Package, true, "this file is generated, and will be again: move what it is generated from, too")
		}
	}
}

// edited is the text with all edits in it, and the rules that made them. A file that was formatted as by gofmt stays so;
// in another one nothing but the edits changes.
func (s *source) edited() ([]byte, []string, error) {
	sort.SliceStable(s.edits, func(i, j int) bool { return s.edits[i].start < s.edits[j].start })
	var out bytes.Buffer
	var rules []string
	at := 0
	for _, edit := range s.edits {
		if edit.start < at {
			return nil, nil, fmt.Errorf("%s: the rules %s change the same place", s.path, strings.Join(append(rules, edit.rule), " and "))
		}
		out.Write(s.text[at:edit.start])
		out.WriteString(lineEnds(edit.text, s.text))
		at = edit.end
		if !contains(rules, edit.rule) {
			rules = append(rules, edit.rule)
		}
	}
	out.Write(s.text[at:])
	sort.Strings(rules)
	if formatted, err := format.Source(s.text); err == nil && bytes.Equal(formatted, s.text) {
		if formatted, err := format.Source(out.Bytes()); err == nil {
			return formatted, rules, nil
		}
	}
	return out.Bytes(), rules, nil
}

// lineEnds gives a text the line breaks of the file that it is put into.
func lineEnds(text string, file []byte) string {
	if bytes.Contains(file, []byte("\r\n")) {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func contains(list []string, item string) bool {
	for _, each := range list {
		if each == item {
			return true
		}
	}
	return false
}
