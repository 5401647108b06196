//! How each Go type is written in Rust: one function of the type, with the facts about it.

use super::Emitter;
use super::code::Unsupported;
use crate::port::facts::Borrow;
use crate::port::names;
use crate::port::tree::{ObjId, TypeId, TypeKind};
use crate::port::{foreign, library};

/// Foreign types that are copied by themselves.
const COPIED: [&str; 19] = [
    "HttpContext",
    "Log",
    "Action",
    "Time",
    "Duration",
    "Month",
    "Weekday",
    "MetricCounter",
    "MetricGauge",
    "MetricHistogram",
    "HTTPExecutionPhase",
    "OnPluginStartStatus",
    "Type",
    "OnVMStartStatus",
    "LogLevel",
    "PeerType",
    "IP",
    "IPMask",
    "UUID",
];

impl Emitter<'_> {
    /// A Go type in Rust.
    pub fn rust_type(&self, id: TypeId) -> Result<String, Unsupported> {
        let typ = self.program.typ(id);
        if matches!(typ.kind, TypeKind::Slice | TypeKind::Map) && typ.elem.is_some_and(|elem| self.is_long_array(elem))
        {
            return Err(Unsupported::new("arrays of more than 32 elements in a list or map"));
        }
        let elem = || {
            typ.elem.map_or_else(
                || Err(Unsupported::new("a type without an element")),
                |elem| self.rust_type(elem),
            )
        };
        Ok(match typ.kind {
            TypeKind::Basic => self.basic(typ.name.as_deref().unwrap_or_default())?,
            TypeKind::Named => return self.named(id),
            TypeKind::Pointer => match self.foreign_pointer(id) {
                Some(name) => name,
                None => format!("{}<{}>", self.sdk("go::Ptr"), elem()?),
            },
            TypeKind::Slice if self.facts.plain.contains(&id) => format!("Vec<{}>", elem()?),
            TypeKind::Slice => format!("{}<{}>", self.sdk("go::Slice"), elem()?),
            TypeKind::Array => format!("[{}; {}]", elem()?, typ.len.unwrap_or_default()),
            TypeKind::Map => {
                if typ.key.is_some_and(|key| !self.is_key(key)) {
                    return Err(Unsupported::new(format!("the keys of {}", typ.text)));
                }
                let key = typ.key.map_or(Ok(String::new()), |key| self.rust_type(key))?;
                format!("{}<{key}, {}>", self.sdk("go::Map"), elem()?)
            }
            TypeKind::Func => format!("{}<dyn {}>", self.sdk("go::Func"), self.function_type(id)?),
            TypeKind::Interface if self.program.is_any(id) => self.sdk("Any"),
            TypeKind::Struct if typ.fields.is_empty() => "()".to_string(),
            TypeKind::Struct => self.anonymous(id)?,
            TypeKind::Param => typ.name.clone().unwrap_or_default(),
            _ => return Err(Unsupported::new(format!("the type {}", typ.text))),
        })
    }

    /// Whether a type can be the key of a map: its values have an order.
    fn is_key(&self, key: TypeId) -> bool {
        self.program.typ(key).kind == TypeKind::Param
            || self.ordered(key, 0)
            || self
                .program
                .typ(key)
                .package
                .as_deref()
                .is_some_and(|package| !self.program.owns(package))
    }

    fn basic(&self, name: &str) -> Result<String, Unsupported> {
        Ok(match name {
            "bool" | "untyped bool" => "bool",
            "int" | "int64" | "untyped int" => "i64",
            "int8" => "i8",
            "int16" => "i16",
            "int32" | "rune" | "untyped rune" => "i32",
            "uint" | "uint64" | "uintptr" => "u64",
            "uint8" | "byte" => "u8",
            "uint16" => "u16",
            "uint32" => "u32",
            "float32" => "f32",
            "float64" | "untyped float" => "f64",
            "string" | "untyped string" => return Ok(self.sdk("Str")),
            name => return Err(Unsupported::new(format!("the type {name}"))),
        }
        .to_string())
    }

    fn named(&self, id: TypeId) -> Result<String, Unsupported> {
        let typ = self.program.typ(id);
        if self.program.is_error(id) {
            return Ok(format!("Option<{}>", self.sdk("Error")));
        }
        let name = typ.name.as_deref().unwrap_or_default();
        let Some(package) = typ.package.as_deref() else {
            return match name {
                "any" => Ok(self.sdk("Any")),
                name => Err(Unsupported::new(format!("the type {name}"))),
            };
        };
        let mut arguments = String::new();
        if let Some(list) = typ.args.as_ref().filter(|list| !list.is_empty()) {
            let list: Result<Vec<_>, _> = list.iter().map(|arg| self.rust_type(*arg)).collect();
            arguments = format!("<{}>", list?.join(", "));
        }
        if !self.program.owns(package) {
            return self.foreign_type(id, package, name, &arguments);
        }
        let path = self.own_path(typ.o, &self.type_name(id));
        if self.program.kind(id) == TypeKind::Interface {
            return Ok(format!("{}<dyn {path}{arguments}>", self.sdk("go::Dyn")));
        }
        Ok(format!("{path}{arguments}"))
    }

    /// The name of a type of the program.
    pub fn type_name(&self, id: TypeId) -> String {
        let typ = self.program.typ(id);
        let object = typ.o.unwrap_or(ObjId(0));
        self.type_names
            .get(&object)
            .cloned()
            .unwrap_or_else(|| names::camel(typ.name.as_deref().unwrap_or_default()))
    }

    fn foreign_type(&self, id: TypeId, package: &str, name: &str, arguments: &str) -> Result<String, Unsupported> {
        let module = library::module(package);
        let module = module.ok_or_else(|| Unsupported::new(format!("the package {package}")))?;
        if self.program.kind(id) == TypeKind::Func {
            return Ok(format!("{}<dyn {}>", self.sdk("go::Func"), self.function_type(id)?));
        }
        Ok(match (module, name) {
            ("encoding::json", "RawMessage") => self.rust_type(self.program.under(id))?,
            ("types", context) if context.ends_with("Context") => match self.context_name(id) {
                Some(context) => self.context_type(context),
                None => return Err(Unsupported::new("a context that does nothing")),
            },
            ("http", name) if name != "Header" => return Err(Unsupported::new(format!("http.{name}"))),
            ("wrapper", "Cluster") => format!("{}<dyn {}::Cluster>", self.sdk("go::Dyn"), self.sdk("wrapper")),
            ("wrapper" | "log" | "iface", "ClusterClient") => format!("{}::HttpClient", self.sdk("wrapper")),
            _ if library::lacks(package, name) => return Err(Unsupported::new(format!("{package}.{name}"))),
            _ => format!("{}::{name}{arguments}", self.sdk(module)),
        })
    }

    /// A pointer to a type of the SDK that is a handle by itself.
    fn foreign_pointer(&self, id: TypeId) -> Option<String> {
        let elem = self.program.typ(id).elem?;
        let typ = self.program.typ(elem);
        let package = typ.package.as_deref().filter(|package| !self.program.owns(package))?;
        let name = typ.name.as_deref()?;
        match (library::module(package)?, name) {
            ("wrapper", "ClusterClient") => Some(format!("{}::HttpClient", self.sdk("wrapper"))),
            ("proxytest", "LocalHttpResponse") => Some(format!("Option<{}::LocalHttpResponse>", self.sdk("proxytest"))),
            ("wrapper", "RedisClusterClient") => Some(format!("{}::RedisClient", self.sdk("wrapper"))),
            ("encoding::base64", "Encoding") => Some(format!("{}::Encoding", self.sdk("encoding::base64"))),
            ("strings", "Replacer") => Some(format!("{}::Replacer", self.sdk("strings"))),
            ("mime::multipart", name @ ("Part" | "Reader" | "Writer")) => {
                Some(format!("{}::{name}", self.sdk("mime::multipart")))
            }
            ("rand", "Rand") => Some(format!("{}::Rand", self.sdk("rand"))),
            ("regexp", "Regexp") => Some(format!("{}::Regexp", self.sdk("regexp"))),
            _ => None,
        }
    }

    /// The `Fn(…) -> …` of a function type.
    pub fn function_type(&self, id: TypeId) -> Result<String, Unsupported> {
        let typ = self.program.under_type(id);
        let params: Result<Vec<_>, _> = typ
            .params
            .iter()
            .map(|param| {
                self.program
                    .object(*param)
                    .t
                    .map_or(Ok(String::new()), |t| self.rust_type(t))
            })
            .collect();
        let results = self.values_type(&typ.results)?;
        let arrow = arrow(&results);
        Ok(format!("Fn({}){arrow}", params?.join(", ")))
    }

    /// The type of several results as they are.
    pub fn values_type(&self, results: &[ObjId]) -> Result<String, Unsupported> {
        let list: Result<Vec<_>, _> = results
            .iter()
            .map(|result| {
                self.program
                    .object(*result)
                    .t
                    .map_or(Ok(String::new()), |t| self.rust_type(t))
            })
            .collect();
        let list = list?;
        Ok(match list.as_slice() {
            [one] => one.clone(),
            _ => format!("({})", list.join(", ")),
        })
    }

    fn anonymous(&self, id: TypeId) -> Result<String, Unsupported> {
        self.anonymous
            .borrow()
            .get(&id)
            .cloned()
            .ok_or_else(|| Unsupported::new(format!("the type {}", self.program.typ(id).text)))
    }

    /// Whether values of a type are copied by themselves.
    pub fn is_copied(&self, id: TypeId) -> bool {
        let typ = self.program.typ(id);
        match typ.kind {
            TypeKind::Basic => !self.program.is_string(id),
            TypeKind::Array => typ.elem.is_some_and(|elem| self.is_copied(elem)),
            TypeKind::Struct => typ.fields.is_empty(),
            TypeKind::Named => match typ.package.as_deref() {
                Some(package) if !self.program.owns(package) => {
                    let name = typ.name.as_deref().unwrap_or_default();
                    COPIED.contains(&name) && self.context_name(id).is_none()
                }
                Some(_) => {
                    self.program.kind(id) != TypeKind::Struct && typ.elem.is_some_and(|elem| self.is_copied(elem))
                }
                None => false,
            },
            _ => false,
        }
    }

    /// Whether a named type of the program, other than a struct or an interface, is a type of its own in Rust.
    pub fn is_newtype(&self, id: TypeId) -> bool {
        let typ = self.program.typ(id);
        let origin = typ.origin.unwrap_or(id);
        let methods = typ.pointer_methods.as_ref().is_some_and(|list| !list.is_empty());
        if self.is_foreign_map(id) {
            return true;
        }
        typ.kind == TypeKind::Named
            && typ.package.as_deref().is_some_and(|package| self.program.owns(package))
            && (self.program.basic(id) != "bool" || methods)
            && !matches!(self.program.kind(id), TypeKind::Struct | TypeKind::Interface)
            && (self.facts.in_interfaces.contains(&origin)
                || typ.methods.as_ref().is_some_and(|list| !list.is_empty())
                || typ.pointer_methods.as_ref().is_some_and(|list| !list.is_empty()))
    }

    /// Whether a type is a map with a name of Go's library, which is a struct around one here.
    pub fn is_foreign_map(&self, id: TypeId) -> bool {
        let typ = self.program.typ(id);
        typ.kind == TypeKind::Named
            && matches!((&typ.package, &typ.name), (Some(package), Some(name)) if foreign::is_map(package, name))
    }

    /// Whether a type is a list with a name of Go's library, which is a type of its own here.
    pub fn is_foreign_list(&self, id: TypeId) -> bool {
        let typ = self.program.typ(id);
        typ.kind == TypeKind::Named
            && self.program.kind(id) == TypeKind::Slice
            && typ
                .package
                .as_deref()
                .is_some_and(|package| !self.program.owns(package))
            && typ.name.as_deref() != Some("RawMessage")
    }

    /// Whether two types are written alike in Rust.
    pub fn same_rust(&self, a: TypeId, b: TypeId) -> bool {
        a == b || matches!((self.rust_type(a), self.rust_type(b)), (Ok(a), Ok(b)) if a == b)
    }

    /// Whether a slice type is a `Vec`.
    pub fn is_vec(&self, id: TypeId) -> bool {
        let under = self.program.under(id);
        self.program.typ(under).kind == TypeKind::Slice
            && !self.is_foreign_list(id)
            && self.facts.plain.contains(&under)
    }

    /// The type of a parameter as it stands in the function's head.
    pub fn parameter_type(&self, object: ObjId) -> Result<String, Unsupported> {
        let Some(t) = self.program.object(object).t else {
            return Err(Unsupported::new("a parameter without a type"));
        };
        if let Some(borrow) = self.facts.borrowed.get(&object)
            && let Some(elem) = self.program.under_type(t).elem
        {
            let elem = self.rust_type(elem)?;
            return Ok(match borrow {
                Borrow::Shared => format!("&{elem}"),
                Borrow::Mut => format!("&mut {elem}"),
            });
        }
        if self.is_reference(object) {
            if self.is_vec(t) && !self.is_newtype(t) {
                let elem = self
                    .program
                    .under_type(t)
                    .elem
                    .map_or(Ok(String::new()), |elem| self.rust_type(elem))?;
                return Ok(format!("&[{elem}]"));
            }
            return Ok(format!("&{}", self.rust_type(t)?));
        }
        self.rust_type(t)
    }

    /// Whether a parameter of a function of the program is a reference: nothing is written to it.
    pub fn is_reference(&self, object: ObjId) -> bool {
        let Some(t) = self.program.object(object).t else {
            return false;
        };
        self.by_reference.contains(&object)
            && !self.is_copied(t)
            && !self.facts.boxed.contains(&object)
            && !self.facts.is_written(object)
            && !matches!(self.program.kind(t), TypeKind::Func | TypeKind::Pointer)
            && self.program.typ(t).kind != TypeKind::Param
            && !(self.is_vec(t) && self.facts.is_kept(object))
            && self.facts.vars.get(&object).is_some_and(|var| !var.reads.is_empty())
    }
}

/// The `-> …` of a function with such results; nothing for none.
pub fn arrow(results: &str) -> String {
    match results {
        "()" => String::new(),
        results => format!(" -> {results}"),
    }
}
