//! Random Go programs: the same seed gives the same program, each ends, and each prints all that it worked out. What the
//! Go language leaves open, such as the order in which a map is walked or in which an operand is read beside a call that
//! changes it, decides nothing in them.

mod declarations;
mod features;
mod generics;
mod shown;
mod statements;
mod types;
mod values;

use std::fmt::Write as _;
use types::{BOOL, FLOAT, GROW, INT, INTEGERS, METHODS, Own, STRING, Type, Types, Under};

/// A variable that can be seen.
#[derive(Clone)]
struct Var {
    name: String,
    typ: Type,
    /// A pointer or function that is never nil.
    sure: bool,
    /// It keeps its value, as the counter of a loop does.
    fixed: bool,
}

/// A function that can be called: those that are written already, so that none calls itself.
#[derive(Clone)]
struct Function {
    name: String,
    parameters: Vec<Type>,
    results: Vec<Type>,
    /// It writes nothing that others see, prints nothing, and does not panic.
    pure: bool,
}

/// What is written so far, and what can be named.
struct Writer {
    state: u64,
    out: String,
    indent: usize,
    scope: Vec<Var>,
    /// Where the variables of the innermost block begin: only those before them can be hidden.
    block_from: usize,
    names: usize,
    types: Types,
    /// The types that variables get, so that they have to do with each other.
    palette: Vec<Type>,
    functions: Vec<Function>,
    /// The methods of so many types are written, and can be called.
    written: usize,
    /// The functions that show values which cannot be printed as they are, by the type's name.
    shown: Vec<(Type, String)>,
    /// What stands at the end of the file.
    tail: String,
    /// The function that is written is pure.
    pure: bool,
    /// What is written calls no function that is a value, so that none calls itself.
    leaf: bool,
    /// What is written is called by the printer: it must print nothing of the program's types.
    printer: bool,
    /// The labels of the loops around, and whether they are used.
    labels: Vec<String>,
}

/// A program.
pub fn program(seed: u64) -> String {
    let mut writer = Writer {
        state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        out: String::new(),
        indent: 0,
        scope: Vec::new(),
        block_from: 0,
        names: 0,
        types: Types::default(),
        palette: Vec::new(),
        functions: Vec::new(),
        written: 0,
        shown: Vec::new(),
        tail: String::new(),
        pure: false,
        leaf: false,
        printer: false,
        labels: Vec::new(),
    };
    // The first numbers of neighbouring seeds are alike.
    (0..8).for_each(|_| {
        writer.below(2);
    });
    writer.whole();
    let text = writer.out + &writer.tail;
    let packages = ["cmp", "errors", "fmt", "maps", "slices", "sort", "strconv", "strings"];
    let imports: String = packages
        .iter()
        .filter(|package| text.contains(&format!("{package}.")))
        .map(|package| format!("\t\"{package}\"\n"))
        .collect();
    format!("// Seed {seed}.\npackage main\n\nimport (\n{imports})\n\n{text}")
}

impl Writer {
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    /// True once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "\t".repeat(self.indent));
    }

    fn open(&mut self, text: &str) {
        self.line(text);
        self.indent += 1;
    }

    fn close(&mut self, text: &str) {
        self.indent -= 1;
        self.line(text);
    }

    /// A name that nothing else has: short ones, long ones, and such as mean something in Rust.
    fn fresh(&mut self) -> String {
        const WORDS: [&str; 16] = [
            "v", "v", "v", "v", "n", "item", "userID", "maxLen", "self", "match", "fn", "ref", "Upper", "r", "s", "err",
        ];
        self.names += 1;
        let word = self.one_of(&WORDS);
        format!("{word}{}", self.names)
    }

    fn declare_variable(&mut self, name: &str, typ: &Type) {
        self.scope.push(Var {
            name: name.into(),
            typ: typ.clone(),
            sure: false,
            fixed: false,
        });
    }

    /// The variables that no other hides.
    fn visible(&self) -> Vec<Var> {
        let mut seen = Vec::new();
        let mut all = Vec::new();
        for var in self.scope.iter().rev() {
            if !seen.contains(&&var.name) {
                seen.push(&var.name);
                all.push(var.clone());
            }
        }
        all
    }

    fn any_type(&mut self) -> Type {
        let palette = self.palette.clone();
        self.one_of(&palette)
    }

    fn integer(&mut self) -> Type {
        Type::Basic(self.one_of(&INTEGERS))
    }

    fn whole(&mut self) {
        self.declarations();
        self.line("func main() {");
        let count = 5 + self.below(6);
        self.block(count, 2);
        self.indent += 1;
        self.feature(2);
        self.show_from(0);
        if self.once_in(12) {
            self.line("panic(fmt.Sprint(\"the end\"))");
        }
        self.indent -= 1;
        self.line("}");
    }

    /// Statements in a scope of their own, whose variables are printed at its end.
    fn block(&mut self, count: usize, depth: usize) {
        let outer = self.scope.len();
        let around = std::mem::replace(&mut self.block_from, outer);
        self.indent += 1;
        self.statements(count, depth);
        self.show_from(outer);
        self.indent -= 1;
        self.scope.truncate(outer);
        self.block_from = around;
    }
}
