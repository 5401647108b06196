//! The types of random programs: Go's own, and those that a program declares.

/// A type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Type {
    Basic(&'static str),
    Slice(Box<Type>),
    Array(usize, Box<Type>),
    Map(Box<Type>, Box<Type>),
    Pointer(Box<Type>),
    /// A function of one value that returns one.
    Func(Box<Type>, Box<Type>),
    Any,
    Error,
    /// One of the program's, by its place among them.
    Own(usize),
}

pub const INT: Type = Type::Basic("int");
pub const STRING: Type = Type::Basic("string");
pub const BOOL: Type = Type::Basic("bool");
pub const FLOAT: Type = Type::Basic("float64");

pub const INTEGERS: [&str; 10] = [
    "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
];

pub fn slice(element: Type) -> Type {
    Type::Slice(Box::new(element))
}

pub fn array(length: usize, element: Type) -> Type {
    Type::Array(length, Box::new(element))
}

pub fn map(key: Type, element: Type) -> Type {
    Type::Map(Box::new(key), Box::new(element))
}

pub fn pointer(element: Type) -> Type {
    Type::Pointer(Box::new(element))
}

pub fn func(parameter: Type, result: Type) -> Type {
    Type::Func(Box::new(parameter), Box::new(result))
}

/// A type that the program declares.
pub struct Own {
    pub name: String,
    pub under: Under,
    /// Its own methods, by their place in `METHODS`, and whether the receiver is a pointer.
    pub methods: Vec<(usize, bool)>,
}

/// What a declared type is.
pub enum Under {
    Struct(Vec<Field>),
    /// Another type with a name of its own.
    Value(Type),
    /// The methods that it asks for, by their place in `METHODS`.
    Interface(Vec<usize>),
}

/// A field of a struct.
#[derive(Clone)]
pub struct Field {
    pub name: String,
    pub typ: Type,
    pub embedded: bool,
}

/// The methods that types may have: name, parameter and result. All but `GROW` write nothing that others see.
pub const METHODS: [(&str, Option<Type>, Option<Type>); 7] = [
    ("size", None, Some(INT)),
    ("label", Some(STRING), Some(STRING)),
    ("odd", None, Some(BOOL)),
    ("scaled", Some(INT), Some(FLOAT)),
    ("grow", Some(INT), None),
    ("String", None, Some(STRING)),
    ("Error", None, Some(STRING)),
];

pub const GROW: usize = 4;
pub const TEXT: usize = 5;
pub const ERROR: usize = 6;

/// The types that a program declares.
#[derive(Default)]
pub struct Types {
    pub list: Vec<Own>,
}

impl Types {
    /// As Go writes it.
    pub fn name(&self, typ: &Type) -> String {
        match typ {
            Type::Basic(name) => name.to_string(),
            Type::Slice(element) => format!("[]{}", self.name(element)),
            Type::Array(length, element) => format!("[{length}]{}", self.name(element)),
            Type::Map(key, element) => format!("map[{}]{}", self.name(key), self.name(element)),
            Type::Pointer(element) => format!("*{}", self.name(element)),
            Type::Func(parameter, result) => format!("func({}) {}", self.name(parameter), self.name(result)),
            Type::Any => "any".into(),
            Type::Error => "error".into(),
            Type::Own(at) => self.list[*at].name.clone(),
        }
    }

    /// What is underneath a name that the program gave to a type that is no struct and no interface.
    pub fn under<'a>(&'a self, typ: &'a Type) -> &'a Type {
        match typ {
            Type::Own(at) => match &self.list[*at].under {
                Under::Value(under) => under,
                _ => typ,
            },
            _ => typ,
        }
    }

    pub fn fields(&self, typ: &Type) -> Option<&[Field]> {
        match typ {
            Type::Own(at) => match &self.list[*at].under {
                Under::Struct(fields) => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }

    /// The methods that an interface of the program asks for.
    pub fn asked(&self, typ: &Type) -> Option<&[usize]> {
        match typ {
            Type::Own(at) => match &self.list[*at].under {
                Under::Interface(methods) => Some(methods),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn is_integer(&self, typ: &Type) -> bool {
        matches!(self.under(typ), Type::Basic(name) if INTEGERS.contains(name))
    }

    pub fn is_float(&self, typ: &Type) -> bool {
        *self.under(typ) == FLOAT
    }

    pub fn is_string(&self, typ: &Type) -> bool {
        *self.under(typ) == STRING
    }

    pub fn is_ordered(&self, typ: &Type) -> bool {
        self.is_integer(typ) || self.is_float(typ) || self.is_string(typ)
    }

    pub fn is_interface(&self, typ: &Type) -> bool {
        matches!(typ, Type::Any | Type::Error) || self.asked(typ).is_some()
    }

    /// Whether values can be compared without a panic.
    pub fn is_comparable(&self, typ: &Type) -> bool {
        match self.under(typ) {
            Type::Basic(_) | Type::Pointer(_) => true,
            Type::Array(_, element) => self.is_comparable(element),
            Type::Own(_) => self
                .fields(typ)
                .is_some_and(|fields| fields.iter().all(|field| self.is_comparable(&field.typ))),
            _ => false,
        }
    }

    /// Whether what is printed of a value is the same in every run: no address, no function.
    pub fn is_printable(&self, typ: &Type, nested: bool) -> bool {
        match self.under(typ) {
            Type::Basic(_) | Type::Any => true,
            Type::Slice(element) | Type::Array(_, element) => self.is_printable(element, true),
            Type::Map(key, element) => self.is_printable(key, true) && self.is_printable(element, true),
            Type::Pointer(element) => {
                let methods = self.methods(typ);
                let tells = methods.contains(&TEXT) || methods.contains(&ERROR);
                !nested && !tells && self.fields(element).is_some() && self.is_printable(element, true)
            }
            Type::Func(..) => false,
            Type::Error => !nested,
            Type::Own(_) => self
                .fields(typ)
                .is_some_and(|fields| fields.iter().all(|field| self.is_printable(&field.typ, true))),
        }
    }

    /// The methods of a value that can be called without a nil in the way.
    pub fn methods(&self, typ: &Type) -> Vec<usize> {
        if let Some(asked) = self.asked(typ) {
            return asked.to_vec();
        }
        let (own, through_pointer) = match typ {
            Type::Own(at) => (*at, false),
            Type::Pointer(element) => match element.as_ref() {
                Type::Own(at) => (*at, true),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let own = &self.list[own];
        let mut all: Vec<usize> = own
            .methods
            .iter()
            .filter(|(_, pointer)| through_pointer || !pointer)
            .map(|(which, _)| *which)
            .collect();
        if let Under::Struct(fields) = &own.under {
            for field in fields.iter().filter(|field| field.embedded) {
                let promoted = match through_pointer {
                    true => self.methods(&pointer(field.typ.clone())),
                    false => self.methods(&field.typ),
                };
                let hidden = |which: &usize| own.methods.iter().any(|(other, _)| other == which);
                all.extend(promoted.into_iter().filter(|which| !hidden(which)));
            }
        }
        all
    }

    /// The types of the program whose values, or pointers to them, an interface takes.
    pub fn implementers(&self, interface: &Type) -> Vec<Type> {
        let asked = match interface {
            Type::Error => vec![ERROR],
            _ => self.asked(interface).map(<[usize]>::to_vec).unwrap_or_default(),
        };
        let candidates = (0..self.list.len())
            .map(Type::Own)
            .filter(|typ| self.asked(typ).is_none())
            .flat_map(|typ| [typ.clone(), pointer(typ)]);
        candidates
            .filter(|typ| {
                let has = self.methods(typ);
                asked.iter().all(|which| has.contains(which))
            })
            .collect()
    }
}
