package main

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"
)

// encoder writes syntax as JSON values; types and objects stand in tables, to which the syntax points by index.
type encoder struct {
	info        *types.Info
	loader      *portLoader
	typeTable   []any
	objectTable []any
	typeIDs     map[string][]knownType
	objectIDs   map[types.Object]int
	// functionTypes are the types of functions, each with its own parameters.
	functionTypes map[*types.Func]int
	// checking is the path of the package that is being written.
	checking string
}

type knownType struct {
	t  types.Type
	id int
}

type object map[string]any

func newEncoder(loader *portLoader) *encoder {
	return &encoder{loader: loader, typeTable: []any{}, objectTable: []any{}, typeIDs: map[string][]knownType{}, objectIDs: map[types.Object]int{}, functionTypes: map[*types.Func]int{}}
}

// value writes any part of the syntax tree.
func (e *encoder) value(part any) any {
	value := reflect.ValueOf(part)
	switch value.Kind() {
	case reflect.Slice:
		list := make([]any, value.Len())
		for i := range list {
			list[i] = e.value(value.Index(i).Interface())
		}
		return list
	case reflect.Pointer, reflect.Interface:
		if value.IsNil() {
			return nil
		}
		if node, ok := part.(ast.Node); ok {
			return e.node(node)
		}
		return nil
	case reflect.Invalid:
		return nil
	}
	switch part := part.(type) {
	case token.Token:
		return part.String()
	case ast.ChanDir:
		return int(part)
	}
	return part
}

// node writes a node: its kind, its place, its parts, and what the type checker knows about it.
func (e *encoder) node(node ast.Node) any {
	value := reflect.ValueOf(node).Elem()
	kind := value.Type().Name()
	out := object{"n": kind, "pos": int(node.Pos()), "end": int(node.End())}
	for i := 0; i < value.NumField(); i++ {
		field := value.Type().Field(i)
		switch field.Type.String() {
		case "*ast.Object", "*ast.Scope", "*ast.CommentGroup", "[]*ast.CommentGroup":
			continue
		}
		if _, isPos := value.Field(i).Interface().(token.Pos); isPos {
			if field.Name == "TokPos" || field.Name == "Ellipsis" || field.Name == "Arrow" || field.Name == "Assign" ||
				field.Name == "Rbrace" || field.Name == "Lbrace" || field.Name == "Else" {
				out[lower(field.Name)] = int(value.Field(i).Int())
			}
			continue
		}
		out[lower(field.Name)] = e.value(value.Field(i).Interface())
	}
	if expr, ok := node.(ast.Expr); ok {
		e.expression(out, expr)
	}
	if implicit := e.info.Implicits[node]; implicit != nil {
		out["o"] = e.object(implicit)
	}
	return out
}

func lower(name string) string {
	return strings.ToLower(name[:1]) + name[1:]
}

// expression adds type, value, object and selection.
func (e *encoder) expression(out object, expr ast.Expr) {
	if known, ok := e.info.Types[expr]; ok {
		out["t"] = e.typeID(known.Type)
		if _, literal := expr.(*ast.FuncLit); literal {
			out["t"] = e.newType(known.Type)
		}
		if known.Value != nil {
			out["v"] = constantValue(known.Value)
		}
		switch {
		case known.IsType():
			out["mode"] = "type"
		case known.IsBuiltin():
			out["mode"] = "builtin"
		case known.IsNil():
			out["mode"] = "nil"
		case known.IsVoid():
			out["mode"] = "void"
		case known.HasOk():
			out["mode"] = "ok"
		case known.Addressable():
			out["mode"] = "place"
		}
	}
	switch expr := expr.(type) {
	case *ast.Ident:
		named := e.info.Defs[expr]
		if named == nil {
			named = e.info.Uses[expr]
		}
		if named != nil {
			out["o"] = e.object(named)
			if _, ok := out["t"]; !ok && named.Type() != nil {
				out["t"] = e.typeID(named.Type())
				if function, ok := named.(*types.Func); ok {
					out["t"] = e.functionTypes[function]
				}
			}
		}
		if instance, ok := e.info.Instances[expr]; ok {
			var arguments []int
			for i := 0; i < instance.TypeArgs.Len(); i++ {
				arguments = append(arguments, e.typeID(instance.TypeArgs.At(i)))
			}
			out["args"] = arguments
		}
	case *ast.SelectorExpr:
		if selection := e.info.Selections[expr]; selection != nil {
			out["selection"] = object{
				"kind":     [...]string{"field", "method", "expression"}[selection.Kind()],
				"index":    selection.Index(),
				"indirect": selection.Indirect(),
				"receiver": e.typeID(selection.Recv()),
				"o":        e.object(selection.Obj()),
			}
		}
	}
}

// constantValue writes a constant: integers as decimal text, strings with one character for each byte.
func constantValue(value constant.Value) any {
	switch value.Kind() {
	case constant.Bool:
		return object{"kind": "bool", "text": value.ExactString()}
	case constant.String:
		return object{"kind": "string", "text": bytesAsText(constant.StringVal(value))}
	case constant.Int:
		return object{"kind": "int", "text": value.ExactString()}
	case constant.Float:
		if whole := constant.ToInt(value); whole.Kind() == constant.Int && len(whole.ExactString()) < 40 {
			return object{"kind": "float", "text": whole.ExactString() + ".0"}
		}
		float, _ := constant.Float64Val(value)
		return object{"kind": "float", "text": strconv.FormatFloat(float, 'g', -1, 64)}
	default:
		return object{"kind": "other", "text": value.ExactString()}
	}
}

func bytesAsText(text string) string {
	runes := make([]rune, len(text))
	for i := 0; i < len(text); i++ {
		runes[i] = rune(text[i])
	}
	return string(runes)
}

// object is the index of an object in the table.
func (e *encoder) object(known types.Object) int {
	if id, ok := e.objectIDs[known]; ok {
		return id
	}
	id := len(e.objectTable)
	e.objectIDs[known] = id
	out := object{"name": known.Name(), "pos": int(known.Pos())}
	e.objectTable = append(e.objectTable, out)
	if known.Pkg() != nil {
		out["package"] = known.Pkg().Path()
		out["global"] = known.Parent() == known.Pkg().Scope()
	}
	switch known := known.(type) {
	case *types.Var:
		out["kind"] = "var"
		out["field"] = known.IsField()
		out["embedded"] = known.Embedded()
	case *types.Const:
		out["kind"] = "const"
		out["value"] = constantValue(known.Val())
	case *types.Func:
		out["kind"] = "func"
		signature := known.Type().(*types.Signature)
		if receiver := signature.Recv(); receiver != nil {
			out["receiver"] = e.typeID(receiver.Type())
		}
		if origin := known.Origin(); origin != known {
			out["origin"] = e.object(origin)
		}
	case *types.TypeName:
		out["kind"] = "type"
		out["alias"] = known.IsAlias()
	case *types.PkgName:
		out["kind"] = "package"
		out["path"] = known.Imported().Path()
	case *types.Builtin:
		out["kind"] = "builtin"
	case *types.Nil:
		out["kind"] = "nil"
	default:
		out["kind"] = "label"
	}
	if function, ok := known.(*types.Func); ok {
		e.functionTypes[function] = e.newType(known.Type())
		out["t"] = e.functionTypes[function]
	} else if known.Type() != nil && known.Type() != types.Typ[types.Invalid] {
		out["t"] = e.typeID(known.Type())
	}
	return id
}

// newType is an entry of its own for a type: functions whose types are identical have different parameters.
func (e *encoder) newType(t types.Type) int {
	id := len(e.typeTable)
	out := object{"text": types.TypeString(t, func(p *types.Package) string { return p.Name() })}
	e.typeTable = append(e.typeTable, out)
	e.describe(out, t)
	return id
}

// typeID is the index of a type in the table; identical types have the same.
func (e *encoder) typeID(t types.Type) int {
	t = types.Unalias(t)
	key := typeKey(t)
	for _, known := range e.typeIDs[key] {
		if types.Identical(known.t, t) {
			return known.id
		}
	}
	id := len(e.typeTable)
	e.typeIDs[key] = append(e.typeIDs[key], knownType{t, id})
	out := object{"text": types.TypeString(t, func(p *types.Package) string { return p.Name() })}
	e.typeTable = append(e.typeTable, out)
	e.describe(out, t)
	return id
}

// typeKey is the same for identical types, whatever aliases they are written with.
func typeKey(t types.Type) string {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return strconv.Itoa(int(t.Kind()))
	case *types.Named:
		return t.Obj().Id() + strconv.Itoa(t.TypeArgs().Len())
	case *types.Pointer:
		return "*" + typeKey(t.Elem())
	case *types.Slice:
		return "[]" + typeKey(t.Elem())
	case *types.Array:
		return "[" + strconv.FormatInt(t.Len(), 10) + "]" + typeKey(t.Elem())
	case *types.Map:
		return "map[" + typeKey(t.Key()) + "]" + typeKey(t.Elem())
	default:
		return reflect.TypeOf(t).String()
	}
}

func (e *encoder) describe(out object, t types.Type) {
	switch t := t.(type) {
	case *types.Basic:
		out["kind"], out["name"] = "basic", t.Name()
	case *types.Named:
		e.named(out, t)
	case *types.Pointer:
		out["kind"], out["elem"] = "pointer", e.typeID(t.Elem())
	case *types.Slice:
		out["kind"], out["elem"] = "slice", e.typeID(t.Elem())
	case *types.Array:
		out["kind"], out["elem"], out["len"] = "array", e.typeID(t.Elem()), t.Len()
	case *types.Map:
		out["kind"], out["key"], out["elem"] = "map", e.typeID(t.Key()), e.typeID(t.Elem())
	case *types.Chan:
		out["kind"], out["elem"] = "chan", e.typeID(t.Elem())
	case *types.Struct:
		fields, tags := make([]int, t.NumFields()), make([]string, t.NumFields())
		for i := range fields {
			fields[i], tags[i] = e.object(t.Field(i)), t.Tag(i)
		}
		out["kind"], out["fields"], out["tags"] = "struct", fields, tags
	case *types.Signature:
		out["kind"], out["params"], out["results"] = "func", e.tuple(t.Params()), e.tuple(t.Results())
		out["variadic"] = t.Variadic()
		out["typeParams"] = e.typeParams(t.TypeParams())
	case *types.Tuple:
		out["kind"], out["items"] = "tuple", e.tuple(t)
	case *types.Interface:
		e.interfaceType(out, t)
	case *types.TypeParam:
		out["kind"], out["name"], out["elem"] = "param", t.Obj().Name(), e.typeID(t.Constraint())
	case *types.Union:
		terms, tildes := make([]int, t.Len()), make([]bool, t.Len())
		for i := range terms {
			terms[i], tildes[i] = e.typeID(t.Term(i).Type()), t.Term(i).Tilde()
		}
		out["kind"], out["items"], out["tildes"] = "union", terms, tildes
	default:
		out["kind"] = "other"
	}
}

func (e *encoder) tuple(tuple *types.Tuple) []int {
	items := make([]int, 0, tuple.Len())
	for i := range tuple.Len() {
		// A test is a function without the value that stands for it.
		if !isTestingT(tuple.At(i).Type()) {
			items = append(items, e.object(tuple.At(i)))
		}
	}
	return items
}

func (e *encoder) typeParams(list *types.TypeParamList) []int {
	items := make([]int, list.Len())
	for i := range items {
		items[i] = e.typeID(list.At(i))
	}
	return items
}

func (e *encoder) named(out object, t *types.Named) {
	out["kind"], out["name"], out["o"] = "named", t.Obj().Name(), e.object(t.Obj())
	if t.Obj().Pkg() != nil {
		out["package"] = t.Obj().Pkg().Path()
	}
	out["elem"] = e.typeID(t.Underlying())
	out["typeParams"] = e.typeParams(t.TypeParams())
	var arguments []int
	for i := 0; i < t.TypeArgs().Len(); i++ {
		arguments = append(arguments, e.typeID(t.TypeArgs().At(i)))
	}
	out["args"] = arguments
	if t.Origin() != t {
		out["origin"] = e.typeID(t.Origin())
	}
	out["hasMethods"] = t.NumMethods() > 0
	// The methods of foreign types are looked up where they are called.
	if t.Obj().Pkg() == nil || e.loader.own[t.Obj().Pkg().Path()] == nil && t.Obj().Pkg().Path() != e.checking {
		return
	}
	e.methodSets(out, t)
}

// methodSets lists the methods of a type and of a pointer to it, promoted ones included.
func (e *encoder) methodSets(out object, t types.Type) {
	if types.IsInterface(t) {
		return
	}
	list := func(t types.Type) []any {
		set := types.NewMethodSet(t)
		var methods []any
		for i := 0; i < set.Len(); i++ {
			method := set.At(i)
			methods = append(methods, object{
				"name": method.Obj().Name(), "o": e.object(method.Obj()), "index": method.Index(), "indirect": method.Indirect(),
			})
		}
		return methods
	}
	out["methods"] = list(t)
	out["pointerMethods"] = list(types.NewPointer(t))
}

func (e *encoder) interfaceType(out object, t *types.Interface) {
	out["kind"] = "interface"
	methods := []any{}
	for i := 0; i < t.NumMethods(); i++ {
		methods = append(methods, object{"name": t.Method(i).Name(), "o": e.object(t.Method(i)), "index": []int{i}, "indirect": false})
	}
	out["methods"] = methods
	embeds := []int{}
	for i := 0; i < t.NumEmbeddeds(); i++ {
		embeds = append(embeds, e.typeID(t.EmbeddedType(i)))
	}
	out["items"] = embeds
	out["comparable"] = t.IsComparable() && !t.IsMethodSet()
}
