//! The typed syntax of a Go program, as the helper hands it over.

use serde::Deserialize;
use std::collections::HashMap;

/// The index of a type; identical types have the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct TypeId(pub usize);

/// The index of an object: a variable, constant, function, type or package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct ObjId(pub usize);

/// A program: the packages of its module, imported ones first.
#[derive(Debug, Deserialize)]
pub struct Program {
    pub errors: Vec<String>,
    pub packages: Vec<Package>,
    pub files: Vec<File>,
    pub types: Vec<Type>,
    pub objects: Vec<Object>,
    /// The functions that the runner of tests calls.
    pub tests: Vec<Test>,
    /// What of the tests is left out, and where.
    pub notes: Vec<String>,
}

/// A function that the runner of tests calls.
#[derive(Debug, Deserialize)]
pub struct Test {
    pub o: ObjId,
    /// What the subtest was called that it was; empty for none.
    pub title: String,
}

/// A package.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Package {
    pub path: String,
    pub name: String,
    pub files: Vec<usize>,
    pub init_order: Vec<Vec<ObjId>>,
    pub cgo_files: Option<Vec<String>>,
}

/// A file of a package.
#[derive(Debug, Deserialize)]
pub struct File {
    pub path: String,
    /// Whether only `go test` builds it.
    pub test: bool,
    pub base: usize,
    pub lines: Vec<usize>,
    pub text: String,
    pub package: usize,
    pub decls: Vec<Decl>,
    pub comments: Vec<Comment>,
}

/// A comment with its marks.
#[derive(Debug, Clone, Deserialize)]
pub struct Comment {
    pub pos: usize,
    pub end: usize,
    pub text: String,
}

/// What is known of an object.
#[derive(Debug, Deserialize)]
pub struct Object {
    pub name: String,
    pub pos: usize,
    pub kind: ObjectKind,
    pub package: Option<String>,
    #[serde(default)]
    pub global: bool,
    #[serde(default)]
    pub field: bool,
    #[serde(default)]
    pub embedded: bool,
    pub t: Option<TypeId>,
    pub value: Option<Constant>,
    pub receiver: Option<TypeId>,
    pub origin: Option<ObjId>,
}

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectKind {
    Var,
    Const,
    Func,
    Type,
    Package,
    Builtin,
    Nil,
    Label,
}

/// The value of a constant: numbers in decimal, texts with a character for each byte.
#[derive(Debug, Clone, Deserialize)]
pub struct Constant {
    pub kind: ConstantKind,
    pub text: String,
}

/// The kinds of constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConstantKind {
    Bool,
    String,
    Int,
    Float,
    Other,
}

impl Constant {
    /// The bytes of a text.
    pub fn bytes(&self) -> Vec<u8> {
        self.text.chars().map(|byte| byte as u8).collect()
    }
}

/// A type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Type {
    /// As Go writes it, with the names of packages.
    pub text: String,
    pub kind: TypeKind,
    pub name: Option<String>,
    pub package: Option<String>,
    pub o: Option<ObjId>,
    /// Of a pointer, slice, array or map; of a named type what it is underneath; of a type parameter its constraint.
    pub elem: Option<TypeId>,
    pub key: Option<TypeId>,
    pub len: Option<usize>,
    #[serde(default)]
    pub fields: Vec<ObjId>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub params: Vec<ObjId>,
    #[serde(default)]
    pub results: Vec<ObjId>,
    #[serde(default)]
    pub variadic: bool,
    #[serde(default)]
    pub type_params: Vec<TypeId>,
    pub args: Option<Vec<TypeId>>,
    pub origin: Option<TypeId>,
    pub methods: Option<Vec<Method>>,
    pub pointer_methods: Option<Vec<Method>>,
    #[serde(default)]
    pub items: Vec<usize>,
}

/// A method in the method set of a type.
#[derive(Debug, Clone, Deserialize)]
pub struct Method {
    pub name: String,
    pub o: ObjId,
    pub index: Vec<usize>,
}

/// The kinds of types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TypeKind {
    Basic,
    Named,
    Pointer,
    Slice,
    Array,
    Map,
    Chan,
    Struct,
    Func,
    Tuple,
    Interface,
    Param,
    Union,
    Other,
}

/// An expression with what the type checker knows about it.
#[derive(Debug, Deserialize)]
pub struct Expr {
    pub pos: usize,
    pub end: usize,
    pub t: Option<TypeId>,
    pub v: Option<Constant>,
    pub o: Option<ObjId>,
    pub mode: Option<Mode>,
    #[serde(flatten)]
    pub kind: ExprKind,
}

/// What an expression stands for, where it is no plain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    Type,
    Builtin,
    Nil,
    Void,
    Ok,
    Place,
}

/// The parts of an expression.
#[derive(Debug, Deserialize)]
#[serde(tag = "n")]
pub enum ExprKind {
    Ident {
        name: String,
        /// What a generic function is called for here.
        args: Option<Vec<TypeId>>,
    },
    BasicLit {
        kind: String,
        value: String,
    },
    CompositeLit {
        elts: Vec<Expr>,
    },
    FuncLit {
        #[serde(rename = "type")]
        typ: Box<Expr>,
        body: Box<Stmt>,
    },
    ParenExpr {
        x: Box<Expr>,
    },
    SelectorExpr {
        x: Box<Expr>,
        sel: Box<Expr>,
        selection: Option<Selection>,
    },
    IndexExpr {
        x: Box<Expr>,
        index: Box<Expr>,
    },
    IndexListExpr {
        x: Box<Expr>,
    },
    SliceExpr {
        x: Box<Expr>,
        low: Option<Box<Expr>>,
        high: Option<Box<Expr>>,
        max: Option<Box<Expr>>,
    },
    TypeAssertExpr {
        x: Box<Expr>,
        #[serde(rename = "type")]
        typ: Option<Box<Expr>>,
    },
    CallExpr {
        fun: Box<Expr>,
        args: Vec<Expr>,
        ellipsis: usize,
    },
    StarExpr {
        x: Box<Expr>,
    },
    UnaryExpr {
        op: String,
        x: Box<Expr>,
    },
    BinaryExpr {
        x: Box<Expr>,
        op: String,
        y: Box<Expr>,
    },
    KeyValueExpr {
        key: Box<Expr>,
        value: Box<Expr>,
    },
    ArrayType {},
    StructType {
        fields: Box<FieldList>,
    },
    FuncType {
        params: Box<FieldList>,
    },
    InterfaceType {
        methods: Box<FieldList>,
    },
    MapType {},
    ChanType {},
    Ellipsis {},
}

/// What a selector chooses from a value.
#[derive(Debug, Deserialize)]
pub struct Selection {
    pub kind: SelectionKind,
    pub index: Vec<usize>,
    pub o: ObjId,
}

/// The kinds of selections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SelectionKind {
    Field,
    Method,
    Expression,
}

/// Fields of a struct, parameters, results, or methods of an interface.
#[derive(Debug, Deserialize)]
pub struct FieldList {
    pub list: Vec<Field>,
}

/// One line of a field list.
#[derive(Debug, Deserialize)]
pub struct Field {
    pub pos: usize,
    pub end: usize,
    pub names: Vec<Expr>,
    #[serde(rename = "type")]
    pub typ: Expr,
}

/// A statement.
#[derive(Debug, Deserialize)]
pub struct Stmt {
    pub pos: usize,
    pub end: usize,
    /// The variable that a case of a type switch declares.
    pub o: Option<ObjId>,
    #[serde(flatten)]
    pub kind: StmtKind,
}

/// The parts of a statement.
#[derive(Debug, Deserialize)]
#[serde(tag = "n")]
pub enum StmtKind {
    AssignStmt {
        lhs: Vec<Expr>,
        tok: String,
        rhs: Vec<Expr>,
    },
    BlockStmt {
        list: Vec<Stmt>,
    },
    BranchStmt {
        tok: String,
        label: Option<Box<Expr>>,
    },
    CaseClause {
        list: Vec<Expr>,
        body: Vec<Stmt>,
    },
    CommClause {},
    DeclStmt {
        decl: Box<Decl>,
    },
    DeferStmt {
        call: Box<Expr>,
    },
    EmptyStmt {},
    ExprStmt {
        x: Box<Expr>,
    },
    ForStmt {
        init: Option<Box<Stmt>>,
        cond: Option<Box<Expr>>,
        post: Option<Box<Stmt>>,
        body: Box<Stmt>,
    },
    GoStmt {},
    IfStmt {
        init: Option<Box<Stmt>>,
        cond: Box<Expr>,
        body: Box<Stmt>,
        #[serde(rename = "else")]
        otherwise: Option<Box<Stmt>>,
    },
    IncDecStmt {
        x: Box<Expr>,
        tok: String,
    },
    LabeledStmt {
        label: Box<Expr>,
        stmt: Box<Stmt>,
    },
    RangeStmt {
        key: Option<Box<Expr>>,
        value: Option<Box<Expr>>,
        tok: String,
        x: Box<Expr>,
        body: Box<Stmt>,
    },
    ReturnStmt {
        results: Vec<Expr>,
    },
    SelectStmt {},
    SendStmt {},
    SwitchStmt {
        init: Option<Box<Stmt>>,
        tag: Option<Box<Expr>>,
        body: Box<Stmt>,
    },
    TypeSwitchStmt {
        init: Option<Box<Stmt>>,
        assign: Box<Stmt>,
        body: Box<Stmt>,
    },
}

/// A declaration.
#[derive(Debug, Deserialize)]
pub struct Decl {
    pub pos: usize,
    pub end: usize,
    #[serde(flatten)]
    pub kind: DeclKind,
}

/// The parts of a declaration.
#[derive(Debug, Deserialize)]
#[serde(tag = "n")]
pub enum DeclKind {
    FuncDecl {
        recv: Option<FieldList>,
        name: Expr,
        #[serde(rename = "type")]
        typ: Box<Expr>,
        body: Option<Box<Stmt>>,
    },
    GenDecl {
        tok: String,
        specs: Vec<Spec>,
    },
}

/// A line of a declaration.
#[derive(Debug, Deserialize)]
pub struct Spec {
    pub pos: usize,
    pub end: usize,
    #[serde(flatten)]
    pub kind: SpecKind,
}

/// The parts of a line of a declaration.
#[derive(Debug, Deserialize)]
#[serde(tag = "n")]
#[allow(clippy::enum_variant_names, reason = "names of go/ast")]
pub enum SpecKind {
    ImportSpec {},
    ValueSpec {
        names: Vec<Expr>,
        values: Vec<Expr>,
    },
    TypeSpec {
        name: Expr,
        #[serde(rename = "type")]
        typ: Box<Expr>,
    },
}

impl Program {
    pub fn typ(&self, id: TypeId) -> &Type {
        &self.types[id.0]
    }

    pub fn object(&self, id: ObjId) -> &Object {
        &self.objects[id.0]
    }

    /// The type underneath a named one.
    pub fn under(&self, id: TypeId) -> TypeId {
        match self.typ(id) {
            Type {
                kind: TypeKind::Named,
                elem: Some(elem),
                ..
            } => self.under(*elem),
            _ => id,
        }
    }

    pub fn under_type(&self, id: TypeId) -> &Type {
        self.typ(self.under(id))
    }

    pub fn kind(&self, id: TypeId) -> TypeKind {
        self.under_type(id).kind
    }

    /// The name of the basic type underneath, empty for others.
    pub fn basic(&self, id: TypeId) -> &str {
        match self.under_type(id) {
            Type {
                kind: TypeKind::Basic,
                name: Some(name),
                ..
            } => name,
            _ => "",
        }
    }

    pub fn is_string(&self, id: TypeId) -> bool {
        matches!(self.basic(id), "string" | "untyped string")
    }

    /// Whether a type without a name of its own is two in Go and one in Rust.
    pub fn has_other_name(&self, t: TypeId) -> bool {
        let kind = self.typ(t).kind;
        matches!(
            kind,
            TypeKind::Slice | TypeKind::Array | TypeKind::Map | TypeKind::Pointer
        ) && self.looks_like_another(t)
    }

    /// Whether a type is two in Go and one in Rust: `int` and `int64`, `uint` and `uint64`.
    fn looks_like_another(&self, t: TypeId) -> bool {
        let typ = self.typ(t);
        match typ.kind {
            TypeKind::Basic => matches!(typ.name.as_deref(), Some("int64" | "uint" | "uintptr")),
            TypeKind::Named => false,
            _ => [typ.elem, typ.key]
                .into_iter()
                .flatten()
                .any(|part| self.looks_like_another(part)),
        }
    }

    pub fn is_error(&self, id: TypeId) -> bool {
        let typ = self.typ(id);
        typ.kind == TypeKind::Named && typ.package.is_none() && typ.name.as_deref() == Some("error")
    }

    /// Whether a type is Go's `interface{}`.
    pub fn is_any(&self, id: TypeId) -> bool {
        let typ = self.under_type(id);
        typ.kind == TypeKind::Interface && typ.methods.as_ref().is_none_or(Vec::is_empty) && typ.items.is_empty()
    }

    pub fn is_interface(&self, id: TypeId) -> bool {
        self.typ(id).kind != TypeKind::Param && self.kind(id) == TypeKind::Interface
    }

    /// The type that a method belongs to, where its receiver is a pointer as well.
    pub fn receiver(&self, method: &Object) -> Option<TypeId> {
        let receiver = method.receiver?;
        let typ = self.typ(receiver);
        match typ.kind {
            TypeKind::Pointer => typ.elem.or(Some(receiver)),
            _ => Some(receiver),
        }
    }

    /// Whether a package belongs to the program, rather than to the SDK or to Go's library.
    pub fn owns(&self, package: &str) -> bool {
        self.packages.iter().any(|own| own.path == package)
    }

    /// The named type at the bottom of pointers, if it is one of the program's.
    pub fn own_named(&self, id: TypeId) -> Option<TypeId> {
        let typ = self.typ(id);
        match typ.kind {
            TypeKind::Pointer => typ.elem.and_then(|elem| self.own_named(elem)),
            TypeKind::Named if typ.package.as_deref().is_some_and(|package| self.owns(package)) => {
                Some(typ.origin.unwrap_or(id))
            }
            _ => None,
        }
    }

    /// The file that a position is in.
    pub fn file_at(&self, pos: usize) -> Option<&File> {
        self.files
            .iter()
            .find(|file| (file.base..=file.base + file.text.len()).contains(&pos))
    }

    /// The line of a position, from 1.
    pub fn line(&self, pos: usize) -> usize {
        self.file_at(pos)
            .map_or(0, |file| file.lines.partition_point(|line| *line <= pos - file.base))
    }

    /// The Go text between two positions.
    pub fn text(&self, pos: usize, end: usize) -> &str {
        self.file_at(pos)
            .and_then(|file| file.text.get(pos - file.base..end - file.base))
            .unwrap_or_default()
    }
}

impl Expr {
    /// The expression inside parentheses.
    pub fn inner(&self) -> &Expr {
        match &self.kind {
            ExprKind::ParenExpr { x } => x.inner(),
            _ => self,
        }
    }

    pub fn is_nil(&self) -> bool {
        self.inner().mode == Some(Mode::Nil)
    }

    pub fn is_type(&self) -> bool {
        self.mode == Some(Mode::Type)
    }

    pub fn is_blank(&self) -> bool {
        matches!(&self.kind, ExprKind::Ident { name, .. } if name == "_")
    }

    /// The object that an identifier or a qualified identifier names.
    pub fn named(&self) -> Option<ObjId> {
        match &self.inner().kind {
            ExprKind::Ident { .. } => self.inner().o,
            ExprKind::SelectorExpr {
                sel, selection: None, ..
            } => sel.o,
            ExprKind::IndexExpr { x, .. } | ExprKind::IndexListExpr { x, .. } if x.t.is_some() => None,
            _ => None,
        }
    }

    /// The variable at the root of a path of fields and elements.
    pub fn root(&self) -> Option<ObjId> {
        match &self.inner().kind {
            ExprKind::Ident { .. } => self.inner().o,
            ExprKind::SelectorExpr {
                sel, selection: None, ..
            } => sel.o,
            ExprKind::SelectorExpr {
                x, selection: Some(_), ..
            } => x.root(),
            ExprKind::IndexExpr { x, .. } | ExprKind::StarExpr { x } | ExprKind::SliceExpr { x, .. } => x.root(),
            _ => None,
        }
    }
}

/// Where each function of the program is declared.
pub fn functions(program: &Program) -> HashMap<ObjId, &Decl> {
    let decls = program.files.iter().flat_map(|file| &file.decls);
    decls
        .filter_map(|decl| match &decl.kind {
            DeclKind::FuncDecl { name, .. } => name.o.map(|object| (object, decl)),
            DeclKind::GenDecl { .. } => None,
        })
        .collect()
}
