package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// PortJob asks for the typed syntax of the package in a folder, and of the packages of its module that it imports.
type PortJob struct {
	Dir string `json:"dir"`
	// All asks for every package below the folder, each as a program of its own.
	All bool `json:"all"`
	// Tests asks for the package with its tests, as `go test` builds it for this machine.
	Tests bool `json:"tests"`
}

// PortAnswer is the typed syntax, or what stands in its way.
type PortAnswer struct {
	// Errors holds the words of the compiler, each with file, line and column.
	Errors   []string      `json:"errors"`
	Packages []PortPackage `json:"packages"`
	Files    []PortFile    `json:"files"`
	Types    []any         `json:"types"`
	Objects  []any         `json:"objects"`
	// Tests are the functions that the runner of tests calls.
	Tests []PortTest `json:"tests"`
	// Notes say what of the tests is left out, and where.
	Notes []string `json:"notes"`
}

// PortPackage is a package in the order of imports: one stands behind those that it imports.
type PortPackage struct {
	Path string `json:"path"`
	Name string `json:"name"`
	// Files are indices into PortAnswer.Files.
	Files []int `json:"files"`
	// InitOrder lists the objects of package variables in the order of their initialization.
	InitOrder [][]int `json:"initOrder"`
	// CgoFiles are not read.
	CgoFiles []string `json:"cgoFiles"`
}

// PortFile is the syntax of a file with its comments.
type PortFile struct {
	Path string `json:"path"`
	// Test says that only `go test` builds it.
	Test bool `json:"test"`
	// Base is the position of the file's first byte; Lines are the offsets of its lines.
	Base     int           `json:"base"`
	Lines    []int         `json:"lines"`
	Text     string        `json:"text"`
	Decls    any           `json:"decls"`
	Package  int           `json:"package"`
	Comments []PortComment `json:"comments"`
}

// PortComment is a comment as it stands in the source.
type PortComment struct {
	Pos  int    `json:"pos"`
	End  int    `json:"end"`
	Text string `json:"text"`
}

// listed is what `go list` tells about a package.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	GoFiles    []string
	CgoFiles   []string
	// IgnoredGoFiles are left out of the build, as those that use cgo are for Wasm.
	IgnoredGoFiles []string
	Export         string
	Standard       bool
	ImportMap      map[string]string
	Module         *struct{ Main bool }
	Error          *struct{ Pos, Err string }
	ForTest        string
}

// tested is whether a package is the one that `go test` builds out of a program and its tests.
func (l *listed) tested() bool {
	path, _, _ := strings.Cut(l.ImportPath, " ")
	return l.ForTest == path && l.Name == "main"
}

// own is whether a package belongs to the program, rather than to a module of others or to Go's library.
func (l *listed) own() bool {
	return l.Module != nil && l.Module.Main || !l.Standard && l.Module == nil
}

// cgo is the files that use cgo.
func (l *listed) cgo() []string {
	files := l.CgoFiles
	for _, name := range l.IgnoredGoFiles {
		tree, err := parser.ParseFile(token.NewFileSet(), filepath.Join(l.Dir, name), nil, parser.ImportsOnly)
		if err == nil && slices.ContainsFunc(tree.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"C"` }) {
			files = append(files, name)
		}
	}
	return files
}

// portPackages loads the package in a folder with everything that its module has a part in.
func portPackages(job *PortJob) (*PortAnswer, error) {
	list, err := listPackages(job.Dir, ".", job.Tests)
	if err != nil {
		return nil, err
	}
	loader := newPortLoader(list)
	loader.begin()
	for _, pkg := range list {
		if job.Tests && (pkg.Name == "main" || pkg.ForTest != "") && !pkg.tested() {
			if pkg.own() && strings.HasSuffix(pkg.Name, "_test") {
				loader.answer.Notes = append(loader.answer.Notes, "the tests of package "+pkg.Name+" stand outside of the plugin, and are left out")
			}
			continue
		}
		loader.load(pkg)
	}
	return loader.finish(), nil
}

// portPrograms loads every package below a folder, each as a program of its own with its own tables.
func portPrograms(job *PortJob) ([]*PortAnswer, error) {
	list, err := listPackages(job.Dir, "./...", false)
	if err != nil {
		return nil, err
	}
	loader := newPortLoader(list)
	programs := []*PortAnswer{}
	for _, pkg := range list {
		if pkg.own() || pkg.Error != nil {
			loader.begin()
			loader.load(pkg)
			programs = append(programs, loader.finish())
		}
	}
	return programs, nil
}

// listPackages asks Go for the packages of a pattern, those of its tests too where `tests`, and all that they import.
func listPackages(dir, pattern string, tests bool, flags ...string) ([]listed, error) {
	arguments := append([]string{"list", "-e", "-deps", "-export", "-test=" + strconv.FormatBool(tests),
		"-json=ImportPath,Name,Dir,GoFiles,CgoFiles,IgnoredGoFiles,Export,Standard,ImportMap,Module,Error,ForTest"}, flags...)
	command := exec.Command("go", append(arguments, pattern)...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm")
	if tests {
		command.Env = append(os.Environ(), "GOOS=", "GOARCH=")
	}
	if len(flags) > 0 {
		command.Env = append(command.Env, "GOWORK=off")
	}
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	decoder := json.NewDecoder(bytes.NewReader(output))
	var list []listed
	for {
		var pkg listed
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, pkg)
	}
}

// portLoader reads the packages of the module from source and all others from what the compiler exported.
type portLoader struct {
	set      *token.FileSet
	exports  map[string]string
	own      map[string]*types.Package
	compiled types.Importer
	answer   *PortAnswer
	encoder  *encoder
}

func newPortLoader(list []listed) *portLoader {
	loader := &portLoader{set: token.NewFileSet(), exports: map[string]string{}, own: map[string]*types.Package{}}
	loader.compiled = importer.ForCompiler(loader.set, "gc", loader.open)
	for _, pkg := range list {
		if pkg.Export != "" {
			loader.exports[pkg.ImportPath] = pkg.Export
		}
	}
	return loader
}

// begin starts an answer; what is loaded from now on stands in it.
func (l *portLoader) begin() {
	l.answer = &PortAnswer{Errors: []string{}, Packages: []PortPackage{}, Files: []PortFile{}, Tests: []PortTest{}, Notes: []string{}}
	l.encoder = newEncoder(l)
}

// finish is the answer with its tables.
func (l *portLoader) finish() *PortAnswer {
	l.answer.Types = l.encoder.typeTable
	l.answer.Objects = l.encoder.objectTable
	return l.answer
}

func (l *portLoader) open(path string) (io.ReadCloser, error) {
	if file := l.exports[path]; file != "" {
		return os.Open(file)
	}
	return nil, fmt.Errorf("package %s is not there", path)
}

// Import implements types.Importer.
func (l *portLoader) Import(path string) (*types.Package, error) {
	if pkg := l.own[path]; pkg != nil {
		return pkg, nil
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	return l.compiled.Import(path)
}

// load puts a package of the program into the answer, and of others what is wrong with them.
func (l *portLoader) load(pkg listed) {
	known, parsed := len(l.answer.Errors), true
	if pkg.own() {
		parsed = l.loadOwn(pkg)
	}
	// What the type checker says is not said twice, save that it knows nothing of files that do not parse.
	if pkg.Error != nil && (!parsed || len(l.answer.Errors) == known) {
		said := strings.TrimSpace(pkg.Error.Err)
		if len(pkg.GoFiles) == 0 && !strings.Contains(said, pkg.ImportPath) {
			said = pkg.ImportPath + ": " + said
		}
		l.answer.Errors = append(l.answer.Errors[:known], strings.TrimPrefix(pkg.Error.Pos+": "+said, ": "))
	}
}

// loadOwn loads a package of the program, and tells whether its files parse.
func (l *portLoader) loadOwn(pkg listed) bool {
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances:  map[*ast.Ident]types.Instance{},
	}
	var trees []*ast.File
	var texts []string
	for _, name := range pkg.GoFiles {
		path := name
		if !filepath.IsAbs(path) {
			path = filepath.Join(pkg.Dir, name)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			l.answer.Errors = append(l.answer.Errors, err.Error())
			continue
		}
		tree, err := parser.ParseFile(l.set, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			l.answer.Errors = append(l.answer.Errors, err.Error())
			continue
		}
		trees = append(trees, tree)
		texts = append(texts, string(text))
	}
	config := types.Config{
		Importer: l,
		Sizes:    types.SizesFor("gc", "wasm"),
		Error: func(err error) {
			// Of a package that is missing go list has said more.
			if len(l.answer.Errors) == 0 || !strings.Contains(err.Error(), "could not import ") {
				l.answer.Errors = append(l.answer.Errors, err.Error())
			}
		},
	}
	path, _, _ := strings.Cut(pkg.ImportPath, " ")
	checked, _ := config.Check(path, l.set, trees, info)
	l.own[path] = checked
	l.encoder.info, l.encoder.checking = info, path
	lowered := lowerTests(l.set, info, checked, trees)
	l.answer.Notes = append(l.answer.Notes, lowered.notes...)
	loaded := PortPackage{Path: path, Name: pkg.Name, Files: []int{}, InitOrder: [][]int{}, CgoFiles: pkg.cgo()}
	for i, tree := range trees {
		if ast.IsGenerated(tree) {
			l.answer.Notes = append(l.answer.Notes, l.set.File(tree.Pos()).Name()+" is generated: what it is made from changes, and its port does not")
		}
		loaded.Files = append(loaded.Files, len(l.answer.Files))
		l.answer.Files = append(l.answer.Files, l.file(tree, texts[i]))
	}
	for _, function := range lowered.functions() {
		l.answer.Tests = append(l.answer.Tests, PortTest{l.encoder.object(function), lowered.titles[function]})
	}
	for _, initializer := range info.InitOrder {
		var objects []int
		for _, object := range initializer.Lhs {
			objects = append(objects, l.encoder.object(object))
		}
		loaded.InitOrder = append(loaded.InitOrder, objects)
	}
	l.answer.Packages = append(l.answer.Packages, loaded)
	return len(trees) == len(pkg.GoFiles)
}

func (l *portLoader) file(tree *ast.File, text string) PortFile {
	tokens := l.set.File(tree.Pos())
	file := PortFile{
		Path:     tokens.Name(),
		Test:     strings.HasSuffix(tokens.Name(), "_test.go"),
		Base:     tokens.Base(),
		Lines:    tokens.Lines(),
		Text:     text,
		Decls:    l.encoder.value(tree.Decls),
		Package:  int(tree.Package),
		Comments: []PortComment{},
	}
	for _, group := range tree.Comments {
		for _, comment := range group.List {
			file.Comments = append(file.Comments, PortComment{int(comment.Pos()), int(comment.End()), comment.Text})
		}
	}
	return file
}
