//! Pieces of Rust with what has to be known to put them together.

/// What has no sure translation, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported(pub String);

impl Unsupported {
    /// Says what it is.
    pub fn new(what: impl Into<String>) -> Self {
        Unsupported(what.into())
    }
}

/// What an expression gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A value that nobody else has.
    Value,
    /// A place: reading it as a value takes a clone, unless it is copied.
    Place,
    /// A reference to a place.
    Reference,
    /// A text that lives as long as the program, `&'static str`.
    Text,
}

/// How tightly the outermost operator of an expression binds; the higher, the tighter.
pub mod prec {
    pub const POSTFIX: u8 = 15;
    pub const UNARY: u8 = 14;
    pub const AS: u8 = 13;
    pub const MUL: u8 = 12;
    pub const ADD: u8 = 11;
    pub const SHIFT: u8 = 10;
    pub const AND: u8 = 9;
    pub const XOR: u8 = 8;
    pub const OR: u8 = 7;
    pub const COMPARE: u8 = 6;
    pub const ALL: u8 = 5;
    pub const ANY: u8 = 4;
}

/// An expression of Rust.
#[derive(Debug, Clone)]
pub struct Code {
    pub text: String,
    pub prec: u8,
    pub shape: Shape,
}

impl Code {
    /// An expression that needs no parentheses.
    pub fn value(text: impl Into<String>) -> Self {
        Code {
            text: text.into(),
            prec: prec::POSTFIX,
            shape: Shape::Value,
        }
    }

    /// A path to something that stays where it is.
    pub fn place(text: impl Into<String>) -> Self {
        Code {
            text: text.into(),
            prec: prec::POSTFIX,
            shape: Shape::Place,
        }
    }

    /// A reference.
    pub fn reference(text: impl Into<String>) -> Self {
        Code {
            text: text.into(),
            prec: prec::POSTFIX,
            shape: Shape::Reference,
        }
    }

    /// The same with another strength.
    pub fn with(self, prec: u8) -> Self {
        Code { prec, ..self }
    }

    /// The text for a place where only operators of this strength may stand.
    pub fn at(&self, prec: u8) -> String {
        if self.prec < prec {
            format!("({})", self.text)
        } else {
            self.text.clone()
        }
    }

    /// The text before a dot.
    pub fn base(&self) -> String {
        self.at(prec::POSTFIX)
    }

    /// Whether it is what a cell lends, which looks like a reference and is none.
    pub fn is_guard(&self) -> bool {
        self.shape == Shape::Reference && self.text.ends_with(".borrow()")
    }

    /// A reference to it.
    pub fn borrowed(&self) -> String {
        match self.shape {
            Shape::Reference if !self.is_guard() => self.text.clone(),
            _ => format!("&{}", self.at(prec::UNARY)),
        }
    }
}
