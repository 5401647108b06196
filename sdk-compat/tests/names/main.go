// Command names lists what the Go packages export that sdk-compat mirrors: one line per name with its package, its kind,
// the name (a member as Type.Member) and its signature, separated by tabs. The versions are those of go.mod.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"os/exec"
	"sort"
	"strings"
)

const (
	sdk     = "github.com/higress-group/proxy-wasm-go-sdk/"
	wasmGo  = "github.com/higress-group/wasm-go/pkg/"
	tidwall = "github.com/tidwall/"

	unitTest = wasmGo + "test"
	emulator = sdk + "proxywasm/proxytest"
)

// plugin lists the packages that a plugin is built of, unitTests those that run beside it on the developer's machine.
var (
	plugin = []string{
		wasmGo + "wrapper", wasmGo + "log", wasmGo + "iface", wasmGo + "matcher", wasmGo + "tokenusage",
		sdk + "proxywasm", sdk + "proxywasm/types", sdk + "properties",
		tidwall + "gjson", tidwall + "sjson", tidwall + "resp",
	}
	unitTests = []string{unitTest, emulator}
)

func main() {
	log.SetFlags(0)
	out := bufio.NewWriter(os.Stdout)
	fmt.Fprintln(out, "package\tkind\tname\tsignature")
	listed := map[string]bool{}
	for _, path := range append(plugin, unitTests...) {
		listed[path] = true
	}
	load := loader(append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm"), plugin)
	for _, path := range plugin {
		lister{out, listed}.list(load(path), everything)
	}
	load = loader(os.Environ(), unitTests)
	test := load(unitTest)
	lister{out, listed}.list(test, everything)
	lister{out, listed}.list(load(emulator), shownBy(test))
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

// loader compiles the packages and what they need for one platform, and returns how to read one of them.
func loader(environment, packages []string) func(path string) *types.Package {
	arguments := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, packages...)
	command := exec.Command("go", arguments...)
	command.Env = environment
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		log.Fatalf("go %s: %v", strings.Join(arguments, " "), err)
	}
	files := map[string]string{}
	for _, line := range strings.Split(string(bytes.TrimSpace(output)), "\n") {
		path, file, _ := strings.Cut(line, " ")
		files[path] = file
	}
	from := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, errors.New("no export data")
		}
		return os.Open(files[path])
	})
	return func(path string) *types.Package {
		found, err := from.Import(path)
		if err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		return found
	}
}

func everything(types.Object) bool { return true }

// shownBy tells the types that the exported names of a package lead to: a unit test gets hold of these without importing
// their package.
func shownBy(test *types.Package) func(types.Object) bool {
	seen := map[types.Object]bool{}
	var visit func(types.Type)
	visit = func(one types.Type) {
		switch one := one.(type) {
		case *types.Named:
			if seen[one.Obj()] || one.Obj().Pkg() == nil {
				return
			}
			seen[one.Obj()] = true
			visit(one.Underlying())
		case *types.Pointer:
			visit(one.Elem())
		case *types.Slice:
			visit(one.Elem())
		case *types.Signature:
			for at := range one.Params().Len() {
				visit(one.Params().At(at).Type())
			}
			for at := range one.Results().Len() {
				visit(one.Results().At(at).Type())
			}
		case *types.Interface:
			for at := range one.NumEmbeddeds() {
				visit(one.EmbeddedType(at))
			}
			for at := range one.NumMethods() {
				visit(one.Method(at).Type())
			}
		}
	}
	for _, name := range test.Scope().Names() {
		if token.IsExported(name) {
			visit(test.Scope().Lookup(name).Type())
		}
	}
	return func(object types.Object) bool { return seen[object] }
}

type lister struct {
	out    io.Writer
	listed map[string]bool
}

func (l lister) list(from *types.Package, wanted func(types.Object) bool) {
	line := func(kind, name, signature string) {
		fmt.Fprintf(l.out, "%s\t%s\t%s\t%s\n", from.Name(), kind, name, signature)
	}
	text := func(one types.Type) string {
		return types.TypeString(one, func(other *types.Package) string {
			if other == from {
				return ""
			}
			return other.Name()
		})
	}
	for _, name := range from.Scope().Names() {
		object := from.Scope().Lookup(name)
		if !object.Exported() || !wanted(object) {
			continue
		}
		switch object := object.(type) {
		case *types.Const:
			line("const", name, text(object.Type())+" = "+object.Val().ExactString())
		case *types.Var:
			line("var", name, text(object.Type()))
		case *types.Func:
			line("func", name, text(object.Type()))
		case *types.TypeName:
			line("type", name, shape(object, text))
			if l.membersStandHere(object) {
				members(name, object.Type(), line, text)
			}
		}
	}
}

// membersStandHere is false of an alias for a type of another package in the list, where its members stand.
func (l lister) membersStandHere(object *types.TypeName) bool {
	if !object.IsAlias() {
		return true
	}
	named, ok := types.Unalias(object.Type()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && !l.listed[named.Obj().Pkg().Path()]
}

// shape is what stands behind `type Name`.
func shape(object *types.TypeName, text func(types.Type) string) string {
	if object.IsAlias() {
		return "= " + text(types.Unalias(object.Type()))
	}
	var parameters []string
	if named, ok := object.Type().(*types.Named); ok {
		for at := range named.TypeParams().Len() {
			parameter := named.TypeParams().At(at)
			parameters = append(parameters, parameter.Obj().Name()+" "+text(parameter.Constraint()))
		}
	}
	shape := ""
	switch under := object.Type().Underlying().(type) {
	case *types.Struct:
		shape = "struct"
	case *types.Interface:
		shape = "interface"
	default:
		shape = text(under)
	}
	if parameters == nil {
		return shape
	}
	return "[" + strings.Join(parameters, ", ") + "] " + shape
}

// members lists the fields and methods that a value or a pointer to it has, those of embedded types included.
func members(owner string, one types.Type, line func(kind, name, signature string), text func(types.Type) string) {
	type member struct{ kind, name, signature string }
	var found []member
	kind := "method"
	switch under := one.Underlying().(type) {
	case *types.Struct:
		for at := range under.NumFields() {
			if field := under.Field(at); field.Exported() {
				found = append(found, member{"field", field.Name(), text(field.Type())})
			}
		}
	case *types.Interface:
		kind = "ifacemethod"
	}
	explicit := map[string]bool{}
	if under, ok := one.Underlying().(*types.Interface); ok {
		for at := range under.NumExplicitMethods() {
			explicit[under.ExplicitMethod(at).Name()] = true
		}
	} else {
		one = types.NewPointer(one)
	}
	methods := types.NewMethodSet(one)
	for at := range methods.Len() {
		method := methods.At(at)
		name := method.Obj().Name()
		if !method.Obj().Exported() {
			continue
		}
		if kind == "method" && len(method.Index()) > 1 || kind == "ifacemethod" && !explicit[name] {
			found = append(found, member{"promoted", name, text(method.Type())})
		} else {
			found = append(found, member{kind, name, text(method.Type())})
		}
	}
	sort.SliceStable(found, func(a, b int) bool { return found[a].name < found[b].name })
	for _, member := range found {
		line(member.kind, owner+"."+member.name, member.signature)
	}
}
