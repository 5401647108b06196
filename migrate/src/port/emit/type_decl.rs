//! Types that the program declares.

use super::Emitter;
use super::code::Unsupported;
use super::decl::named_docs;
use super::expr::Emitted;
use super::method::Receiver;
use crate::port::foreign;
use crate::port::tree::{Expr, ExprKind, FieldList, Method, ObjId, Spec, TypeId, TypeKind};

/// Rust knows a default for arrays up to this length.
const LONGEST_WITH_DEFAULT: usize = 32;

impl Emitter<'_> {
    pub fn type_declaration(&self, spec: &Spec, name: &Expr, typ: &Expr) -> Emitted<String> {
        let docs = self.docs_before(spec.pos);
        let object = name.o.ok_or_else(|| Unsupported::new("a type without a name"))?;
        let t = self
            .program
            .object(object)
            .t
            .ok_or_else(|| Unsupported::new("a type without a name"))?;
        if self.program.typ(t).o != Some(object) {
            let rust = self.type_names.get(&object).cloned().unwrap_or_default();
            return Ok(format!("{docs}type {rust} = {};\n", self.rust_type(t)?));
        }
        if self.facts.in_interfaces.contains(&t) {
            self.check_text_methods(t)?;
        }
        let rust = self.type_name(t);
        let docs = named_docs(&docs, &self.program.object(object).name, &rust);
        let visible = match self.visible(object) {
            true => "pub ",
            // Fields of what other packages see may hold it, and another package may ask an interface for it.
            false
                if self.is_below(object)
                    || self.program.packages.len() > 1 && self.facts.in_interfaces.contains(&t) =>
            {
                "pub(crate) "
            }
            false => "",
        };
        let params = &self.program.typ(t).type_params;
        let generics = if params.is_empty() {
            String::new()
        } else {
            let list: Emitted<Vec<_>> = params.iter().map(|param| self.bound(*param)).collect();
            format!("<{}>", list?.join(", "))
        };
        let text = match &typ.kind {
            ExprKind::StructType { fields } => {
                let body = self.fields(fields, t)?;
                let derives = self.derives(t);
                let comments = self.comments_before(typ.end);
                let end = if body.is_empty() && comments.is_empty() {
                    ";".to_string()
                } else {
                    format!(" {{\n{body}{comments}}}")
                };
                let zero = self.zero_of_long_arrays(t, &rust)?;
                format!("{docs}{derives}{visible}struct {rust}{generics}{end}\n{zero}")
            }
            ExprKind::InterfaceType { methods } => self.interface(t, methods, &docs, visible, &rust)?,
            _ if self.is_newtype(t) && !params.is_empty() => {
                return Err(Unsupported::new("a type with parameters that is no struct"));
            }
            _ if self.is_newtype(t) => {
                let inner = self.rust_type(self.program.under(t))?;
                format!(
                    "{docs}{}{visible}struct {rust}({visible}{inner});\n{}{}",
                    self.derives(t),
                    self.operators(t, &rust),
                    self.zero_of_long_arrays(t, &rust)?
                )
            }
            _ => format!(
                "{docs}{visible}type {rust}{generics} = {};\n",
                self.rust_type(self.program.under(t))?
            ),
        };
        let text = text + &self.promoted_texts(t)? + &self.trait_impls(t)? + &self.context_impl(t)?;
        let mut text = text;
        if let Some(end) = self.comment_on_line(spec.end) {
            text += &end;
        }
        Ok(text)
    }

    fn comment_on_line(&self, end: usize) -> Option<String> {
        let behind = self.comment_behind(end);
        (behind != "\n").then_some(behind)
    }

    /// What a type derives.
    fn derives(&self, t: TypeId) -> String {
        let mut list = vec!["Clone", "Default"];
        let under = self.program.under(t);
        let number = self.is_newtype(t) && self.is_copied(under);
        if number {
            list = vec!["Clone", "Copy", "Default"];
        }
        if self.holds_long_arrays(t) {
            list.retain(|derived| *derived != "Default");
        }
        let text = self.is_newtype(t) && self.program.is_string(under);
        if number || text || self.facts.compared.contains(&t) {
            list.push("PartialEq");
            let float = self.program.basic(under).contains("float");
            if !float && self.ordered(t, 0) {
                list.extend(["Eq", "PartialOrd", "Ord"]);
            } else if number {
                list.push("PartialOrd");
            }
        }
        let mut marks = String::new();
        if self.is_reflected(t) {
            let mut args = vec![format!("name = \"{}\"", self.program.typ(t).text)];
            args.extend(self.text_methods(t));
            marks = format!("#[go({})]\n", args.join(", "));
            self.sdk("go");
            list.push("go::Type");
        }
        format!("#[derive({})]\n{marks}", list.join(", "))
    }

    /// Whether a type is one of a package below the plugin's own.
    fn is_below(&self, object: ObjId) -> bool {
        let package = self.program.object(object).package.as_deref();
        let own = self.program.packages.last().map(|last| last.path.as_str());
        package != own && package.is_some_and(|package| self.program.owns(package))
    }

    /// Whether a type is, or its fields are, arrays of which Rust knows no default: those of more than 32 elements.
    pub fn holds_long_arrays(&self, t: TypeId) -> bool {
        let fields = &self.program.under_type(t).fields;
        match self.is_newtype(t) {
            true => self.is_long_array(self.program.under(t)),
            false => fields.iter().any(|field| {
                let t = self.program.object(*field).t;
                t.is_some_and(|t| self.is_long_array(t))
            }),
        }
    }

    /// Whether a type is an array of more than 32 elements, or one of such arrays.
    pub fn is_long_array(&self, t: TypeId) -> bool {
        if self.is_newtype(t) || self.program.kind(t) != TypeKind::Array {
            return false;
        }
        let array = self.program.under_type(t);
        array.len.is_some_and(|len| len > LONGEST_WITH_DEFAULT)
            || array.elem.is_some_and(|elem| self.is_long_array(elem))
    }

    /// The default of a type that cannot derive it.
    pub fn zero_of_long_arrays(&self, t: TypeId, rust: &str) -> Emitted<String> {
        if !self.holds_long_arrays(t) {
            return Ok(String::new());
        }
        if self.is_reflected(t) {
            return Err(Unsupported::new(
                "an array of more than 32 elements in what is printed, or kept in an interface",
            ));
        }
        if !self.program.typ(t).type_params.is_empty() {
            return Err(Unsupported::new("an array of more than 32 elements in a generic type"));
        }
        let value = if self.is_newtype(t) {
            format!("{rust}({})", self.zero(self.program.under(t))?)
        } else {
            let mut fields = Vec::new();
            for field in &self.program.under_type(t).fields {
                let known = self.program.object(*field);
                if known.name != "_" && !self.is_default_context(*field) {
                    let t = known.t.ok_or_else(|| Unsupported::new("a field without a type"))?;
                    fields.push(format!("{}: {}", self.name(*field), self.zero(t)?));
                }
            }
            format!("{rust} {{ {} }}", fields.join(", "))
        };
        Ok(format!(
            "\nimpl Default for {rust} {{\nfn default() -> Self {{ {value} }}\n}}\n"
        ))
    }

    /// The methods by which a value prints itself.
    fn text_methods(&self, t: TypeId) -> Vec<String> {
        let typ = self.program.typ(t);
        let mut marks = Vec::new();
        for (go, mark) in [("String", "stringer"), ("Error", "error")] {
            let has = |methods: &Option<Vec<Method>>| {
                methods
                    .iter()
                    .flatten()
                    .any(|method| method.name == go && self.gives_text(method.o))
            };
            if has(&typ.methods) {
                marks.push(mark.to_string());
            } else if has(&typ.pointer_methods) {
                marks.push(format!("ptr_{mark}"));
            }
        }
        let unwraps = |method: &Method| {
            let signature = self.program.object(method.o).t.map(|t| self.program.typ(t));
            method.name == "Unwrap"
                && signature.is_some_and(|signature| {
                    signature.params.is_empty()
                        && matches!(signature.results.as_slice(), [one] if self.program.object(*one).t.is_some_and(|t| self.program.is_error(t)))
                })
        };
        if typ.pointer_methods.iter().flatten().any(unwraps) {
            marks.push("unwrap".to_string());
        }
        marks
    }

    /// Refuses methods for printing that the SDK cannot call with a reference.
    fn check_text_methods(&self, t: TypeId) -> Emitted<()> {
        let typ = self.program.typ(t);
        let special = |method: &&Method| matches!(method.name.as_str(), "String" | "Error" | "Unwrap");
        let mut methods = typ.pointer_methods.iter().flatten().filter(special);
        match methods.any(|method| self.decls.contains_key(&method.o) && self.receiver(method.o) != Receiver::Shared) {
            true => Err(Unsupported::new(
                "a method for printing that keeps or changes its receiver",
            )),
            false => Ok(()),
        }
    }

    /// The methods for printing that a struct has from one that is embedded in it: the SDK calls them on the struct.
    fn promoted_texts(&self, t: TypeId) -> Emitted<String> {
        let typ = self.program.typ(t);
        if !self.is_reflected(t) {
            return Ok(String::new());
        }
        let mut methods = String::new();
        for method in typ.pointer_methods.iter().flatten() {
            let text = matches!(method.name.as_str(), "String" | "Error") && self.gives_text(method.o);
            if !text || method.index.len() < 2 {
                continue;
            }
            if !typ.type_params.is_empty() {
                return Err(Unsupported::new(
                    "a method for printing that is embedded in a generic type",
                ));
            }
            let (_, steps) = self.promoted(t, method)?;
            let name = self.function_name(method.o);
            let call = match self.decls.contains_key(&method.o) {
                true => format!("self.{}.{name}()", steps.join(".")),
                false if method.name == "Error" => {
                    self.uses.borrow_mut().insert("go::MaybeError".to_string());
                    format!("self.{}.text()", steps.join("."))
                }
                false => return Err(Unsupported::new("a method for printing of an embedded interface")),
            };
            methods += &format!("fn {name}(&self) -> {} {{ {call} }}\n", self.sdk("Str"));
        }
        Ok(match methods.is_empty() {
            true => methods,
            false => format!("\nimpl {} {{\n{methods}}}\n", self.type_name(t)),
        })
    }

    /// Whether Go's `fmt` and JSON see into values of a type here.
    pub fn is_reflected(&self, t: TypeId) -> bool {
        self.facts.in_interfaces.contains(&t)
    }

    fn gives_text(&self, method: ObjId) -> bool {
        let signature = self.program.object(method).t.map(|t| self.program.typ(t));
        signature.is_some_and(|signature| {
            signature.params.is_empty()
                && matches!(signature.results.as_slice(), [one] if self.program.object(*one).t.is_some_and(|t| self.program.is_string(t)))
        })
    }

    /// Whether values of a type have a total order.
    pub fn ordered(&self, t: TypeId, depth: usize) -> bool {
        let typ = self.program.under_type(t);
        if depth > 8 {
            return false;
        }
        match typ.kind {
            TypeKind::Basic => !typ.name.as_deref().unwrap_or_default().contains("float"),
            TypeKind::Pointer => true,
            TypeKind::Array => typ.elem.is_some_and(|elem| self.ordered(elem, depth + 1)),
            TypeKind::Struct => {
                let own = self.program.own_named(t).is_some();
                own && typ.fields.iter().all(|field| {
                    self.program
                        .object(*field)
                        .t
                        .is_some_and(|t| self.ordered(t, depth + 1))
                })
            }
            _ => false,
        }
    }

    /// Whether a type is made of one that other packages cannot name.
    fn names_hidden_type(&self, t: TypeId) -> bool {
        let typ = self.program.typ(t);
        match typ.kind {
            TypeKind::Named => {
                let owned = typ.package.as_deref().is_some_and(|package| self.program.owns(package));
                owned && typ.o.is_some_and(|object| !self.visible(object))
            }
            // What has no name in Go has one here that is the package's own.
            TypeKind::Struct => true,
            _ => [typ.key, typ.elem]
                .into_iter()
                .flatten()
                .any(|part| self.names_hidden_type(part)),
        }
    }

    /// The operators of a number with a name, and what a slice or map with a name passes on.
    fn operators(&self, t: TypeId, rust: &str) -> String {
        let under = self.program.under(t);
        let go = self.sdk("go");
        match self.program.typ(under).kind {
            TypeKind::Basic if self.program.is_string(under) => format!("{go}::named_text!({rust});\n"),
            TypeKind::Basic if self.is_copied(under) && self.program.basic(under) != "bool" => {
                let float = if self.program.basic(under).contains("float") {
                    "named_float"
                } else {
                    "named_int"
                };
                format!("{go}::{float}!({rust});\n")
            }
            TypeKind::Basic => String::new(),
            _ => match self.rust_type(under) {
                Ok(inner) => format!("{go}::named!({rust}, {inner});\n"),
                Err(_) => String::new(),
            },
        }
    }

    pub fn fields(&self, list: &FieldList, t: TypeId) -> Emitted<String> {
        let typ = self.program.under_type(t);
        let mut text = String::new();
        let mut at = 0;
        let reflected = self.is_reflected(t);
        for field in &list.list {
            let docs = self.docs_before(field.pos);
            for i in 0..field.names.len().max(1) {
                let object = *typ.fields.get(at).ok_or_else(|| Unsupported::new("a field"))?;
                let tag = typ.tags.get(at).cloned().unwrap_or_default();
                at += 1;
                let known = self.program.object(object);
                if known.name == "_" || self.is_default_context(object) {
                    continue;
                }
                let t = known.t.ok_or_else(|| Unsupported::new("a field without a type"))?;
                let rust = self.rust_type(t)?;
                let visible = match self.program.packages.len() > 1 {
                    true if self.visible(object) && !self.names_hidden_type(t) => "pub ",
                    true => "pub(crate) ",
                    false => "",
                };
                if i == 0 {
                    text += &docs;
                }
                if reflected {
                    let tag = if tag.is_empty() {
                        String::new()
                    } else {
                        format!(", tag = r#\"{tag}\"#")
                    };
                    let embedded = if known.embedded { ", embedded" } else { "" };
                    let opaque = if self.is_opaque(t) { ", opaque" } else { "" };
                    text += &format!("#[go(name = \"{}\"{tag}{embedded}{opaque})]\n", known.name);
                }
                text += &format!("{visible}{}: {rust},", self.name(object));
                text += if i + 1 == field.names.len().max(1) { "" } else { "\n" };
            }
            text += &self.comment_behind(field.end);
        }
        Ok(text)
    }

    /// Whether a type is one of the SDK's, of which Go's `fmt` sees nothing here.
    pub fn is_opaque(&self, t: TypeId) -> bool {
        let typ = self.program.typ(t);
        let foreign = typ
            .package
            .as_deref()
            .is_some_and(|package| !self.program.owns(package));
        foreign && typ.kind == TypeKind::Named && !foreign::is_described(self.program, typ)
            || matches!(
                typ.kind,
                TypeKind::Pointer | TypeKind::Slice | TypeKind::Array | TypeKind::Map
            ) && typ.elem.is_some_and(|elem| self.is_opaque(elem))
    }
}
