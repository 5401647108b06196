//! Random Go programs: the same seed gives the same program, each ends, and each prints all that it worked out.

use std::fmt::Write as _;

/// The types of variables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Int,
    Int8,
    Uint8,
    Int32,
    Uint32,
    Uint64,
    Bool,
    String,
    Ints,
    Strings,
    Map,
    Point,
    Pointer,
}

const KINDS: [Kind; 13] = [
    Kind::Int,
    Kind::Int8,
    Kind::Uint8,
    Kind::Int32,
    Kind::Uint32,
    Kind::Uint64,
    Kind::Bool,
    Kind::String,
    Kind::Ints,
    Kind::Strings,
    Kind::Map,
    Kind::Point,
    Kind::Pointer,
];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Int => "int",
            Kind::Int8 => "int8",
            Kind::Uint8 => "uint8",
            Kind::Int32 => "int32",
            Kind::Uint32 => "uint32",
            Kind::Uint64 => "uint64",
            Kind::Bool => "bool",
            Kind::String => "string",
            Kind::Ints => "[]int",
            Kind::Strings => "[]string",
            Kind::Map => "map[string]int",
            Kind::Point => "point",
            Kind::Pointer => "*point",
        }
    }

    fn is_number(self) -> bool {
        matches!(
            self,
            Kind::Int | Kind::Int8 | Kind::Uint8 | Kind::Int32 | Kind::Uint32 | Kind::Uint64
        )
    }
}

/// What is written so far, and the variables that can be seen.
struct Writer {
    state: u64,
    out: String,
    indent: usize,
    scope: Vec<(String, Kind)>,
    names: usize,
    /// How many functions can be called: those that are written already, so that none calls itself.
    functions: Vec<(Vec<Kind>, Kind)>,
}

/// A program.
pub fn program(seed: u64) -> String {
    let mut writer = Writer {
        state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        out: String::new(),
        indent: 0,
        scope: Vec::new(),
        names: 0,
        functions: Vec::new(),
    };
    writer.whole();
    let imports: String = ["errors", "fmt", "strings"]
        .iter()
        .filter(|package| writer.out.contains(&format!("{package}.")))
        .map(|package| format!("\t\"{package}\"\n"))
        .collect();
    format!(
        "// Seed {seed}.\npackage main\n\nimport (\n{imports})\n\n{}",
        writer.out
    )
}

impl Writer {
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "\t".repeat(self.indent));
    }

    fn fresh(&mut self) -> String {
        self.names += 1;
        format!("v{}", self.names)
    }

    fn whole(&mut self) {
        self.line("type point struct {\n\tx, y int\n\tname string\n\ttags []string\n}\n");
        self.line("func (p point) sum() int { return p.x + p.y }\n");
        self.line("func (p *point) move(dx int) *point {\n\tp.x += dx\n\tp.tags = append(p.tags, fmt.Sprint(dx))\n\treturn p\n}\n");
        self.line("func show(p *point) string {\n\tif p == nil {\n\t\treturn \"nil\"\n\t}\n\treturn fmt.Sprintf(\"&%v\", *p)\n}\n");
        self.line("func check(n int) (int, error) {\n\tif n%3 == 0 {\n\t\treturn 0, errors.New(\"a third\")\n\t}\n\treturn n / 3, nil\n}\n");
        for _ in 0..1 + self.below(3) {
            self.function();
        }
        self.line("func main() {");
        self.block(5, 2);
        self.line("}");
    }

    fn function(&mut self) {
        let parameters: Vec<Kind> = (0..self.below(4)).map(|_| self.one_of(&KINDS)).collect();
        let result = self.one_of(&KINDS);
        let name = format!("f{}", self.functions.len());
        let list: Vec<String> = parameters
            .iter()
            .map(|kind| {
                let parameter = self.fresh();
                self.scope.push((parameter.clone(), *kind));
                format!("{parameter} {}", kind.name())
            })
            .collect();
        self.line(&format!("func {name}({}) {} {{", list.join(", "), result.name()));
        self.indent += 1;
        let outer = self.scope.len();
        self.statements(3, 1);
        self.show_from(outer);
        let value = self.value(result, 2);
        self.line(&format!("return {value}"));
        self.indent -= 1;
        self.scope.clear();
        self.line("}\n");
        self.functions.push((parameters, result));
    }

    /// Statements in a scope of their own, whose variables are printed at its end.
    fn block(&mut self, count: usize, depth: usize) {
        let outer = self.scope.len();
        self.indent += 1;
        self.statements(count, depth);
        self.show_from(outer);
        self.indent -= 1;
        self.scope.truncate(outer);
    }

    fn show_from(&mut self, outer: usize) {
        let shown: Vec<String> = self.scope[outer..]
            .iter()
            .map(|(name, kind)| match kind {
                Kind::Pointer => format!("show({name})"),
                _ => name.clone(),
            })
            .collect();
        if !shown.is_empty() {
            self.line(&format!("fmt.Println({})", shown.join(", ")));
        }
    }

    fn statements(&mut self, count: usize, depth: usize) {
        for _ in 0..2 {
            self.declare();
        }
        for _ in 0..count {
            self.statement(depth);
        }
    }

    fn declare(&mut self) {
        let kind = self.one_of(&KINDS);
        let value = self.value(kind, 2);
        let name = self.fresh();
        match self.below(3) {
            0 => self.line(&format!("var {name} {}", kind.name())),
            _ => self.line(&format!("var {name} {} = {value}", kind.name())),
        }
        self.scope.push((name, kind));
    }

    /// A variable of the kind.
    fn variable(&mut self, kind: Kind) -> Option<String> {
        let all: Vec<String> = self
            .scope
            .iter()
            .filter(|(_, other)| *other == kind)
            .map(|(name, _)| name.clone())
            .collect();
        (!all.is_empty()).then(|| all[self.below(all.len())].clone())
    }

    fn statement(&mut self, depth: usize) {
        match self.below(if depth == 0 { 8 } else { 15 }) {
            0 => self.declare(),
            1..=3 => self.assign(),
            4 => self.change_collection(),
            5 => self.change_point(),
            6 => {
                let kind = self.one_of(&KINDS[..8]);
                let value = self.value(kind, 2);
                self.line(&format!("fmt.Println({value})"));
            }
            7 => self.swap(),
            8 | 9 => self.condition(depth),
            10 => self.count_loop(depth),
            11 => self.range_loop(depth),
            12 => self.switch(depth),
            13 => self.closure(depth),
            _ => self.guarded(depth),
        }
    }

    fn assign(&mut self) {
        let kind = self.one_of(&KINDS);
        let Some(name) = self.variable(kind) else {
            return self.declare();
        };
        let value = self.value(kind, 2);
        match kind {
            _ if kind.is_number() && self.below(2) == 0 => {
                let operator = self.one_of(&["+", "-", "*", "&", "|", "^", "&^"]);
                self.line(&format!("{name} {operator}= {value}"));
            }
            _ if kind.is_number() && self.below(4) == 0 => self.line(&format!("{name}++")),
            Kind::String if self.below(2) == 0 => {
                self.line(&format!(
                    "if len({name}) < 40 {{\n{}\t{name} += {value}\n{}}}",
                    "\t".repeat(self.indent),
                    "\t".repeat(self.indent)
                ));
            }
            _ => self.line(&format!("{name} = {value}")),
        }
    }

    fn change_collection(&mut self) {
        let kind = self.one_of(&[Kind::Ints, Kind::Strings, Kind::Map]);
        let Some(name) = self.variable(kind) else {
            return self.declare();
        };
        let index = self.value(Kind::Int, 1);
        match kind {
            Kind::Map => {
                let (key, value) = (self.value(Kind::String, 1), self.value(Kind::Int, 1));
                let change = match self.below(4) {
                    0 => format!("{name}[{key}] = {value}"),
                    1 => format!("{name}[{key}] += {value}"),
                    2 => format!("{name}[{key}]++"),
                    _ => format!("delete({name}, {key})"),
                };
                self.line(&format!("if {name} != nil {{"));
                self.line(&format!("\t{change}"));
                self.line("}");
            }
            _ => {
                let element = if kind == Kind::Ints { Kind::Int } else { Kind::String };
                let value = self.value(element, 1);
                match self.below(3) {
                    0 => self.line(&format!(
                        "if len({name}) < 20 {{\n{0}\t{name} = append({name}, {value})\n{0}}}",
                        "\t".repeat(self.indent)
                    )),
                    1 => {
                        self.line(&format!("if len({name}) > 0 {{"));
                        self.line(&format!("\t{name}[int(uint({index})%uint(len({name})))] = {value}"));
                        self.line("}");
                    }
                    _ => {
                        self.line(&format!("if len({name}) > 1 {{"));
                        self.line(&format!("\t{name} = {name}[1:]"));
                        self.line("}");
                    }
                }
            }
        }
    }

    fn change_point(&mut self) {
        let value = self.value(Kind::Int, 1);
        if self.below(2) == 0 {
            let Some(name) = self.variable(Kind::Pointer) else {
                return self.declare();
            };
            let change = self.one_of(&[
                "X.x = V",
                "X.move(V)",
                "X.y -= V",
                "X.name += \"p\"",
                "*X = point{x: V}",
                "X.move(1).move(2)",
            ]);
            self.line(&format!("if {name} != nil {{"));
            self.line(&format!("\t{}", change.replace('X', &name).replace('V', &value)));
            self.line("}");
        } else {
            let Some(name) = self.variable(Kind::Point) else {
                return self.declare();
            };
            let change = self.one_of(&["X.x = V", "X.move(V)", "X.y *= V", "X.name = \"q\"", "X = point{y: V}"]);
            self.line(&change.replace('X', &name).replace('V', &value));
        }
    }

    fn swap(&mut self) {
        let kind = self.one_of(&KINDS);
        if let (Some(one), Some(other)) = (self.variable(kind), self.variable(kind))
            && one != other
        {
            self.line(&format!("{one}, {other} = {other}, {one}"));
        }
    }

    fn condition(&mut self, depth: usize) {
        let condition = self.value(Kind::Bool, 2);
        self.line(&format!("if {condition} {{"));
        self.block(2, depth - 1);
        if self.below(2) == 0 {
            self.line("} else {");
            self.block(2, depth - 1);
        }
        self.line("}");
    }

    fn count_loop(&mut self, depth: usize) {
        let (name, turns) = (self.fresh(), 1 + self.below(4));
        self.line(&format!("for {name} := 0; {name} < {turns}; {name}++ {{"));
        self.loop_body(depth);
    }

    fn loop_body(&mut self, depth: usize) {
        if self.below(3) == 0 {
            let condition = self.value(Kind::Bool, 1);
            let word = self.one_of(&["break", "continue"]);
            self.line(&format!("\tif {condition} {{"));
            self.line(&format!("\t\t{word}"));
            self.line("\t}");
        }
        self.block(2, depth - 1);
        self.line("}");
    }

    fn range_loop(&mut self, depth: usize) {
        let kind = self.one_of(&[Kind::Ints, Kind::Strings, Kind::String]);
        let Some(list) = self.variable(kind) else {
            return self.declare();
        };
        let (at, item) = (self.fresh(), self.fresh());
        let element = match kind {
            Kind::Ints => Kind::Int,
            Kind::Strings => Kind::String,
            _ => Kind::Int32,
        };
        let outer = self.scope.len();
        self.line(&format!("for {at}, {item} := range {list} {{"));
        self.line(&format!("\tif {at} > 5 {{"));
        self.line("\t\tbreak");
        self.line("\t}");
        self.scope.extend([(at.clone(), Kind::Int), (item.clone(), element)]);
        self.line(&format!("\tfmt.Println({at}, {item})"));
        self.loop_body(depth);
        self.scope.truncate(outer);
    }

    fn switch(&mut self, depth: usize) {
        let value = self.value(Kind::Int, 1);
        self.line(&format!("switch ({value}) % 4 {{"));
        for case in ["0", "1, -1", "2"] {
            self.line(&format!("case {case}:"));
            self.block(1, depth - 1);
            if self.below(4) == 0 && case != "2" {
                self.line("\tfallthrough");
            }
        }
        self.line("default:");
        self.block(1, depth - 1);
        self.line("}");
    }

    /// A closure that changes what is around it, called twice.
    fn closure(&mut self, depth: usize) {
        let (name, parameter) = (self.fresh(), self.fresh());
        self.line(&format!("{name} := func({parameter} int) int {{"));
        let outer = self.scope.len();
        self.scope.push((parameter, Kind::Int));
        self.indent += 1;
        self.statements(2, depth - 1);
        self.show_from(outer);
        let value = self.value(Kind::Int, 2);
        self.line(&format!("return {value}"));
        self.indent -= 1;
        self.scope.truncate(outer);
        self.line("}");
        let argument = self.value(Kind::Int, 1);
        self.line(&format!("fmt.Println({name}({argument}), {name}(2))"));
    }

    /// An error that is looked at, or a panic that is recovered.
    fn guarded(&mut self, depth: usize) {
        let value = self.value(Kind::Int, 1);
        if self.below(2) == 0 {
            let (number, error) = (self.fresh(), self.fresh());
            self.line(&format!("if {number}, {error} := check({value}); {error} != nil {{"));
            self.line(&format!("\tfmt.Println({error}, {number})"));
            self.line("} else {");
            self.block(1, depth - 1);
            self.line("}");
        } else {
            self.line("func() {");
            self.line("\tdefer func() { fmt.Println(\"recovered:\", recover()) }()");
            self.block(1, depth - 1);
            self.line(&format!("\tif ({value})%2 == 0 {{"));
            self.line("\t\tpanic(\"even\")");
            self.line("\t}");
            self.line("}()");
        }
    }

    /// A value that is no constant, if there is a variable to make it of.
    fn value(&mut self, kind: Kind, depth: usize) -> String {
        if depth > 0
            && self.below(3) > 0
            && let Some(made) = self.made(kind, depth)
        {
            return made;
        }
        match self.variable(kind) {
            Some(name) if self.below(3) > 0 => name,
            _ => self.literal(kind),
        }
    }

    fn literal(&mut self, kind: Kind) -> String {
        let digit = self.below(100);
        match kind {
            _ if kind.is_number() => format!("{}({digit})", kind.name()),
            Kind::Bool => self.one_of(&["true", "false"]).to_string(),
            Kind::String => self
                .one_of(&["\"\"", "\"a\"", "\"bc\"", "\"ä你\"", "\"a,b\"", "\"\\xff\""])
                .to_string(),
            Kind::Ints => self
                .one_of(&["[]int{1, 2, 3}", "[]int{}", "[]int(nil)", "make([]int, 2, 5)"])
                .to_string(),
            Kind::Strings => self.one_of(&["[]string{\"x\", \"y\"}", "[]string(nil)"]).to_string(),
            Kind::Map => self
                .one_of(&[
                    "map[string]int{\"a\": 1, \"\": 7}",
                    "map[string]int{}",
                    "map[string]int(nil)",
                ])
                .to_string(),
            Kind::Point => format!("point{{{digit}, 2, \"n\", nil}}"),
            _ => self
                .one_of(&["&point{x: 1}", "(*point)(nil)", "new(point)"])
                .to_string(),
        }
    }

    /// An expression of other values.
    fn made(&mut self, kind: Kind, depth: usize) -> Option<String> {
        let call = self.below(6) == 0;
        if call && let Some(call) = self.call(kind, depth) {
            return Some(call);
        }
        match kind {
            _ if kind.is_number() => self.number(kind, depth),
            Kind::Bool => Some(self.truth(depth)),
            Kind::String => Some(self.text(depth)),
            Kind::Ints | Kind::Strings => {
                let list = self.variable(kind)?;
                let element = if kind == Kind::Ints { Kind::Int } else { Kind::String };
                let item = self.value(element, depth - 1);
                Some(match self.below(4) {
                    0 => format!("append({list}[:len({list}):len({list})], {item})"),
                    1 => format!("append({}(nil), {list}...)", kind.name()),
                    2 => format!("{list}[len({list})/2:]"),
                    _ => list,
                })
            }
            Kind::Point => {
                let (x, name) = (self.value(Kind::Int, depth - 1), self.value(Kind::String, depth - 1));
                Some(format!("point{{x: {x}, name: {name}}}"))
            }
            Kind::Pointer => self.variable(Kind::Point).map(|point| format!("&{point}")),
            _ => None,
        }
    }

    fn call(&mut self, kind: Kind, depth: usize) -> Option<String> {
        let all: Vec<usize> = (0..self.functions.len())
            .filter(|&at| self.functions[at].1 == kind)
            .collect();
        if all.is_empty() {
            return None;
        }
        let at = all[self.below(all.len())];
        let parameters = self.functions[at].0.clone();
        let arguments: Vec<String> = parameters.into_iter().map(|kind| self.value(kind, depth - 1)).collect();
        Some(format!("f{at}({})", arguments.join(", ")))
    }

    fn number(&mut self, kind: Kind, depth: usize) -> Option<String> {
        // The left side is a variable, so that the compiler does not work the whole out.
        let left = self.variable(kind)?;
        let right = self.value(kind, depth - 1);
        let name = kind.name();
        Some(match self.below(8) {
            0 => format!("({left} / (({right} & 7) | 1))"),
            1 => format!("({left} % (({right} & 15) | 1))"),
            2 => format!("({left} << (uint({right}) & 7))"),
            3 => format!("({left} >> (uint({right}) & 7))"),
            4 => {
                let other = self.one_of(&KINDS[..6]);
                let value = self.variable(other)?;
                format!("{name}({value})")
            }
            5 => {
                let kind = self.one_of(&[Kind::String, Kind::Ints, Kind::Strings, Kind::Map]);
                let value = self.variable(kind)?;
                format!("{name}(len({value}))")
            }
            6 if kind == Kind::Int => {
                let map = self.variable(Kind::Map)?;
                let key = self.value(Kind::String, 0);
                format!("{map}[{key}]")
            }
            _ => {
                let operator = self.one_of(&["+", "-", "*", "&", "|", "^", "&^"]);
                format!("({left} {operator} {right})")
            }
        })
    }

    fn truth(&mut self, depth: usize) -> String {
        let kind = self.one_of(&KINDS[..8]);
        let (Some(left), right) = (self.variable(kind), self.value(kind, depth - 1)) else {
            return self.literal(Kind::Bool);
        };
        match self.below(5) {
            0 if kind == Kind::Bool => format!("!{left}"),
            1 | 2 if kind == Kind::Bool => format!("({left} {} {right})", if depth > 1 { "&&" } else { "||" }),
            _ if kind == Kind::Bool => format!("({left} != {right})"),
            3 if kind == Kind::String => format!("strings.Contains({left}, {right})"),
            4 if kind == Kind::String => format!("strings.HasPrefix({left}, {right})"),
            _ => format!("({left} {} {right})", self.one_of(&["<", "<=", "==", "!=", ">", ">="])),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        let right = self.value(Kind::String, depth - 1);
        match self.below(5) {
            0 => {
                let kind = self.one_of(&KINDS[..7]);
                let value = self.value(kind, depth - 1);
                format!("fmt.Sprintf(\"%v\", {value})")
            }
            1 => format!("strings.ToUpper({right})"),
            2 => match self.variable(Kind::Strings) {
                Some(list) => format!("strings.Join({list}, \"-\")"),
                None => right,
            },
            3 => match self.variable(Kind::String) {
                Some(text) => format!("{text}[:len({text})/2]"),
                None => right,
            },
            _ => match self.variable(Kind::String) {
                Some(text) => format!("strings.TrimSpace({text} + {right})"),
                None => right,
            },
        }
    }
}
