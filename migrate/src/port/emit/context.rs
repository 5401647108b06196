//! Plugins that implement the contexts of the SDK themselves, without `wrapper`.

use super::Emitter;
use super::code::Unsupported;
use super::expr::Emitted;
use super::method::Receiver;
use super::types::arrow;
use crate::port::foreign;
use crate::port::names;
use crate::port::tree::{Expr, Method, TypeId, TypeKind};

impl Emitter<'_> {
    /// A context of the SDK as a type: of the streams, there may be none.
    pub fn context_type(&self, name: &str) -> String {
        self.uses.borrow_mut().insert("types".to_string());
        let context = format!("Rc<dyn {}::{name}>", self.sdk("types"));
        match foreign::may_be_missing(name) {
            true => format!("Option<{context}>"),
            false => context,
        }
    }

    /// A value as a context of the SDK.
    pub fn context_value(&self, expr: &Expr, name: &str) -> Emitted<String> {
        let from = self.type_of(expr)?;
        if self.program.is_interface(from) {
            return self.owned(expr);
        }
        let named = self
            .program
            .own_named(from)
            .ok_or_else(|| Unsupported::new("a context that is none of the plugin's"))?;
        let context = format!("Rc::new({}({}))", self.hooks_name(named), self.owned(expr)?);
        Ok(match foreign::may_be_missing(name) {
            true => format!("Some({context})"),
            false => context,
        })
    }

    fn hooks_name(&self, named: TypeId) -> String {
        self.own_path(self.program.typ(named).o, &format!("{}Hooks", self.type_name(named)))
    }

    /// What the host calls of a type that is a context: the methods that it has itself.
    pub fn context_impl(&self, t: TypeId) -> Emitted<String> {
        let Some((context, wanted)) = foreign::context(self.program, t) else {
            return Ok(String::new());
        };
        let pointer = match [true, false].map(|pointer| self.facts.interface_values.contains(&(t, pointer))) {
            [false, false] => return Ok(String::new()),
            [pointer, _] => pointer,
        };
        let (rust, types) = (self.type_name(t), self.sdk("types"));
        let inner = match pointer {
            true => format!("{}<{rust}>", self.sdk("go::Ptr")),
            false => rust.clone(),
        };
        let mut methods = String::new();
        let own = self.program.typ(t).pointer_methods.iter().flatten();
        for method in own.filter(|method| wanted.contains(&method.name.as_str())) {
            if self.decls.contains_key(&method.o) {
                methods += &self.hook(&rust, method, pointer)?;
            }
        }
        let visible = if self.program.packages.len() > 1 {
            "pub(crate) "
        } else {
            ""
        };
        Ok(format!(
            "\n/// What the host calls of a [`{rust}`].\n{visible}struct {rust}Hooks({visible}{inner});\n\n\
             impl {types}::{context} for {rust}Hooks {{\n{methods}}}\n"
        ))
    }

    fn hook(&self, rust: &str, method: &Method, pointer: bool) -> Emitted<String> {
        if method.index.len() != 1 {
            return Err(Unsupported::new("a method of a context that is embedded"));
        }
        let signature = self.program.object(method.o).t.map(|t| self.program.typ(t));
        let signature = signature.ok_or_else(|| Unsupported::new("a method without a type"))?;
        let (mut heads, mut list) = (vec!["&self".to_string()], Vec::new());
        for (i, param) in signature.params.iter().enumerate() {
            let known = self.program.object(*param);
            let name = match known.name.as_str() {
                "" | "_" => format!("arg{i}"),
                name => names::snake(name),
            };
            let t = known.t.ok_or_else(|| Unsupported::new("a parameter without a type"))?;
            heads.push(format!("{name}: {}", self.rust_type(t)?));
            list.push(name);
        }
        let results = self.values_type(&signature.results)?;
        let arrow = arrow(&results);
        let name = self.function_name(method.o);
        let call = match (self.receiver(method.o), pointer) {
            (Receiver::Pointer, true) => {
                list.insert(0, "&self.0".to_string());
                format!("{rust}::{name}({})", list.join(", "))
            }
            (Receiver::Shared, true) => format!("self.0.get().{name}({})", list.join(", ")),
            (Receiver::Shared, false) => format!("self.0.{name}({})", list.join(", ")),
            _ => return Err(Unsupported::new("a context whose methods change a copy")),
        };
        Ok(format!(
            "fn {}({}){arrow} {{\n{call}\n}}\n\n",
            method.name,
            heads.join(", ")
        ))
    }

    /// Whether a field is a context of the SDK that does nothing: traits have methods for that.
    pub fn is_default_context(&self, field: crate::port::tree::ObjId) -> bool {
        let known = self.program.object(field);
        known.embedded
            && known
                .t
                .and_then(|t| foreign::types_name(self.program, t))
                .and_then(|name| name.strip_prefix("Default"))
                .is_some_and(|name| foreign::CONTEXTS.iter().any(|(context, _)| *context == name))
    }

    /// What `SetHttpContext` and `SetTcpContext` get: a function of the program that gives a context for certain.
    pub fn sure_context(&self, function: &Expr) -> Emitted<String> {
        let object = function
            .named()
            .filter(|object| self.decls.contains_key(object))
            .ok_or_else(|| Unsupported::new("contexts that a function literal makes"))?;
        let path = self.own_path(Some(object), &self.function_name(object));
        Ok(format!(
            "|context_id| {path}(context_id).unwrap_or_else(|| {}())",
            self.sdk("go::nil_dereference")
        ))
    }

    /// The context that a type is, by its name.
    pub fn context_name(&self, t: TypeId) -> Option<&'static str> {
        let name = foreign::types_name(self.program, t)?;
        let known = foreign::CONTEXTS.iter().find(|(context, _)| *context == name);
        known
            .filter(|_| self.program.kind(t) == TypeKind::Interface)
            .map(|(context, _)| *context)
    }
}
