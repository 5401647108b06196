// Lists what packages of Go's library export: each function, value and type, and the methods of the types.
package main

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"os"
)

func main() {
	source := importer.ForCompiler(token.NewFileSet(), "source", nil)
	for _, path := range os.Args[1:] {
		pkg, err := source.Import(path)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		scope := pkg.Scope()
		for _, name := range scope.Names() {
			object := scope.Lookup(name)
			if !object.Exported() {
				continue
			}
			fmt.Printf("%s\t%s\n", path, name)
			if named, ok := object.(*types.TypeName); ok && !types.IsInterface(named.Type()) {
				listMethods(path, name, named.Type())
			}
		}
	}
}

func listMethods(path, name string, of types.Type) {
	methods := types.NewMethodSet(types.NewPointer(of))
	for i := range methods.Len() {
		if method := methods.At(i).Obj(); method.Exported() {
			fmt.Printf("%s\t%s.%s\n", path, name, method.Name())
		}
	}
}
