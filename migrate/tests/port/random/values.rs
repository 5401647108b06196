//! Expressions. None panics, and none calls what changes something: those stand in statements of their own.

use super::types::{ERROR, GROW, METHODS};
use super::*;

impl Writer {
    /// An expression of a type; where there is a variable to make it of, it is no constant.
    pub fn value(&mut self, typ: &Type, depth: usize) -> String {
        if depth > 0
            && self.below(3) > 0
            && let Some(made) = self.made(typ, depth)
        {
            return made;
        }
        match self.path(typ) {
            Some(path) if self.below(4) > 0 => path,
            _ => self.literal(typ, depth),
        }
    }

    /// A variable of a type, or a part of one.
    pub fn path(&mut self, typ: &Type) -> Option<String> {
        let mut all = Vec::new();
        for var in self.visible() {
            self.walk(&var.name, &var.typ, var.sure, 2, &mut |path, found| {
                if found == typ {
                    all.push(path.to_string());
                }
            });
        }
        (!all.is_empty()).then(|| self.one_of(&all))
    }

    /// Visits the parts of a value that can be read without a panic.
    fn walk(&self, path: &str, typ: &Type, sure: bool, depth: usize, visit: &mut impl FnMut(&str, &Type)) {
        visit(path, typ);
        if depth == 0 {
            return;
        }
        if let Some(fields) = self.types.fields(typ) {
            for field in fields {
                self.walk(&format!("{path}.{}", field.name), &field.typ, false, depth - 1, visit);
            }
        }
        match self.types.under(typ) {
            Type::Pointer(element) if sure => match self.types.fields(element) {
                Some(fields) => {
                    for field in fields {
                        self.walk(&format!("{path}.{}", field.name), &field.typ, false, depth - 1, visit);
                    }
                    visit(&format!("(*{path})"), element);
                }
                None => visit(&format!("(*{path})"), element),
            },
            Type::Array(length, element) => {
                self.walk(&format!("{path}[{}]", length - 1), element, false, depth - 1, visit);
            }
            Type::Map(key, element) if **key == STRING => {
                self.walk(&format!("{path}[\"a\"]"), element, false, depth - 1, visit);
            }
            _ => {}
        }
    }

    /// The variables that satisfy something.
    pub fn variables(&self, suits: impl Fn(&Types, &Var) -> bool) -> Vec<Var> {
        let mut all = self.visible();
        all.retain(|var| suits(&self.types, var));
        all
    }

    pub fn variable(&mut self, suits: impl Fn(&Types, &Var) -> bool) -> Option<Var> {
        let all = self.variables(suits);
        (!all.is_empty()).then(|| self.one_of(&all))
    }

    pub fn literal(&mut self, typ: &Type, depth: usize) -> String {
        let name = self.types.name(typ);
        match typ {
            Type::Basic(basic) => self.basic_literal(basic),
            Type::Slice(element) => match self.below(4) {
                0 => format!("{name}(nil)"),
                1 => format!("make({name}, 2, 5)"),
                _ => format!("{name}{{{}}}", self.some_values(element, depth)),
            },
            Type::Array(length, element) => match self.below(3) {
                0 => format!("{name}{{}}"),
                1 => format!("{name}{{{}: {}}}", length - 1, self.part(element, depth)),
                _ => {
                    let parts: Vec<String> = (0..*length).map(|_| self.part(element, depth)).collect();
                    format!("{name}{{{}}}", parts.join(", "))
                }
            },
            Type::Map(key, element) => match self.below(4) {
                0 => format!("{name}(nil)"),
                1 => format!("make({name})"),
                _ => {
                    let keys = self.distinct_keys(key);
                    let items: Vec<String> = keys
                        .into_iter()
                        .map(|key| format!("{key}: {}", self.part(element, depth)))
                        .collect();
                    format!("{name}{{{}}}", items.join(", "))
                }
            },
            Type::Pointer(element) => match self.below(3) {
                0 => format!("({name})(nil)"),
                _ => self.sure_pointer(element, depth),
            },
            Type::Func(parameter, result) => self.function_literal(parameter, result, depth),
            Type::Any => match self.below(5) {
                0 => "any(nil)".into(),
                _ => {
                    let inner = self.printable_type();
                    format!("any({})", self.value(&inner, depth.saturating_sub(1)))
                }
            },
            Type::Error => self.error_literal(depth),
            Type::Own(_) => self.own_literal(typ, depth),
        }
    }

    fn part(&mut self, typ: &Type, depth: usize) -> String {
        match depth {
            0 => self.smallest(typ),
            _ => self.value(typ, depth - 1),
        }
    }

    /// The zero of a type, or something as small.
    fn smallest(&mut self, typ: &Type) -> String {
        let name = self.types.name(typ);
        match typ {
            Type::Basic(basic) => self.basic_literal(basic),
            Type::Array(..) => format!("{name}{{}}"),
            Type::Own(_) if self.types.fields(typ).is_some() => format!("{name}{{}}"),
            Type::Own(_) if self.types.asked(typ).is_none() => {
                let under = self.types.under(typ).clone();
                format!("{name}({})", self.smallest(&under))
            }
            _ => format!("({name})(nil)"),
        }
    }

    fn some_values(&mut self, typ: &Type, depth: usize) -> String {
        let count = 1 + self.below(3);
        let parts: Vec<String> = (0..count).map(|_| self.part(typ, depth)).collect();
        parts.join(", ")
    }

    fn basic_literal(&mut self, basic: &'static str) -> String {
        let digit = self.below(100);
        match basic {
            "bool" => self.one_of(&["true", "false"]).to_string(),
            "string" => self
                .one_of(&[
                    "\"\"",
                    "\"a\"",
                    "\"bc\"",
                    "\"ä你\"",
                    "\"a,b\"",
                    "\"\\xff\"",
                    "\" k=v \"",
                    "\"A-b\"",
                    "\"12\"",
                    "`q\"\\`",
                ])
                .to_string(),
            "float64" => format!("{digit}.{}", self.one_of(&["0", "5", "25", "1"])),
            "int" if self.below(2) == 0 => digit.to_string(),
            _ if self.once_in(6) => {
                let bits: u32 = basic
                    .trim_start_matches("uint")
                    .trim_start_matches("int")
                    .parse()
                    .unwrap_or(64);
                let most = match basic.starts_with('u') {
                    true => u64::MAX >> (64 - bits),
                    false => (u64::MAX >> (64 - bits)) / 2,
                };
                let least = -(most as i128) - 1;
                match self.below(2) == 0 || basic.starts_with('u') {
                    true => format!("{basic}({most})"),
                    false => format!("{basic}({least})"),
                }
            }
            _ => format!("{basic}({digit})"),
        }
    }

    fn distinct_keys(&mut self, key: &Type) -> Vec<String> {
        let name = self.types.name(key);
        let all: Vec<String> = match self.types.under(key) {
            Type::Basic("string") => ["\"a\"", "\"b\"", "\"\""]
                .iter()
                .map(|key| format!("{name}({key})"))
                .collect(),
            Type::Basic(_) => (1..4).map(|key| format!("{name}({key})")).collect(),
            _ => vec![format!("{name}{{}}")],
        };
        let count = 1 + self.below(all.len());
        all[..count].to_vec()
    }

    /// A pointer that is not nil.
    pub fn sure_pointer(&mut self, element: &Type, depth: usize) -> String {
        if let Some(var) = self.variable(|_, var| var.typ == *element && !var.fixed)
            && !self.pure
            && self.once_in(3)
        {
            return format!("&{}", var.name);
        }
        match self.types.fields(element).is_some() {
            true => format!("&{}", self.own_literal(element, depth)),
            false => format!("new({})", self.types.name(element)),
        }
    }

    /// A function that calls no other, or a method of a value.
    fn function_literal(&mut self, parameter: &Type, result: &Type, depth: usize) -> String {
        if !self.leaf
            && self.once_in(3)
            && let Some(bound) = self.method_value(parameter, result)
        {
            return bound;
        }
        let name = self.fresh();
        self.declare_variable(&name, parameter);
        let before = (self.leaf, self.pure);
        (self.leaf, self.pure) = (true, true);
        let value = self.value(result, depth.min(1));
        (self.leaf, self.pure) = before;
        self.scope.pop();
        format!(
            "func({name} {}) {} {{ return {value} }}",
            self.types.name(parameter),
            self.types.name(result)
        )
    }

    fn method_value(&mut self, parameter: &Type, result: &Type) -> Option<String> {
        let calls = self.bindable();
        let suits =
            |which: usize| METHODS[which].1.as_ref() == Some(parameter) && METHODS[which].2.as_ref() == Some(result);
        let all: Vec<String> = calls
            .into_iter()
            .filter(|(_, which)| suits(*which))
            .map(|(receiver, which)| format!("{receiver}.{}", METHODS[which].0))
            .collect();
        (!all.is_empty()).then(|| self.one_of(&all))
    }

    /// Variables with the methods that can be bound to them: their own, through a pointer where the receiver is one.
    pub fn bindable(&self) -> Vec<(String, usize)> {
        let mut all = self.callable();
        let visible = self.visible();
        all.retain(|(name, which)| {
            let typ = visible.iter().find(|var| var.name == *name).map(|var| &var.typ);
            let (own, through) = match typ {
                Some(Type::Own(own)) => (*own, false),
                Some(Type::Pointer(element)) => match element.as_ref() {
                    Type::Own(own) => (*own, true),
                    _ => return false,
                },
                _ => return false,
            };
            let methods = &self.types.list[own].methods;
            methods
                .iter()
                .any(|(known, pointer)| known == which && (through || !pointer))
        });
        all
    }

    /// Variables with the methods that can be called on them.
    pub fn callable(&self) -> Vec<(String, usize)> {
        let mut all = Vec::new();
        for var in self.visible() {
            let (typ, own) = match &var.typ {
                Type::Own(at) => (Type::Pointer(Box::new(var.typ.clone())), *at),
                Type::Pointer(element) if var.sure => match element.as_ref() {
                    Type::Own(at) => (var.typ.clone(), *at),
                    _ => continue,
                },
                _ => continue,
            };
            if own >= self.written || self.types.asked(&Type::Own(own)).is_some() {
                continue;
            }
            all.extend(
                self.types
                    .methods(&typ)
                    .into_iter()
                    .map(|which| (var.name.clone(), which)),
            );
        }
        all
    }

    /// A type whose values can lie in an interface and be printed there.
    pub fn printable_type(&mut self) -> Type {
        loop {
            let typ = self.any_type();
            if self.types.is_printable(&typ, true) && !self.types.is_interface(&typ) {
                return typ;
            }
        }
    }

    fn error_literal(&mut self, depth: usize) -> String {
        let own = self.types.implementers(&Type::Error);
        match self.below(6) {
            0 => "error(nil)".into(),
            1 => "errFirst".into(),
            2 => "errSecond".into(),
            3 if depth > 0 => {
                let inner = self.value(&Type::Error, depth - 1);
                format!("fmt.Errorf(\"around: %w\", {inner})")
            }
            4 | 5 if !own.is_empty() && !self.leaf => {
                let typ = self.one_of(&own);
                format!("error({})", self.instance(&typ, depth))
            }
            _ => format!("errors.New({})", self.value(&STRING, 0)),
        }
    }

    /// A value of a type that implements an interface, or a pointer to one.
    fn instance(&mut self, typ: &Type, depth: usize) -> String {
        match typ {
            Type::Pointer(element) if self.types.fields(element).is_some() => {
                format!("&{}", self.own_literal(element, depth))
            }
            Type::Pointer(element) => format!("new({})", self.types.name(element)),
            _ => self.literal(typ, depth),
        }
    }

    fn own_literal(&mut self, typ: &Type, depth: usize) -> String {
        let name = self.types.name(typ);
        if self.types.asked(typ).is_some() {
            let all = self.types.implementers(typ);
            if all.is_empty() || self.once_in(5) {
                return format!("{name}(nil)");
            }
            let typ = self.one_of(&all);
            return format!("{name}({})", self.instance(&typ, depth));
        }
        let Some(fields) = self.types.fields(typ).map(<[_]>::to_vec) else {
            let under = self.types.under(typ).clone();
            return format!("{name}({})", self.literal(&under, depth));
        };
        if depth == 0 {
            return format!("{name}{{}}");
        }
        if self.once_in(3) {
            let parts: Vec<String> = fields.iter().map(|field| self.part(&field.typ, depth)).collect();
            return format!("{name}{{{}}}", parts.join(", "));
        }
        let mut parts = Vec::new();
        for field in fields {
            if self.below(3) > 0 {
                parts.push(format!("{}: {}", field.name, self.part(&field.typ, depth)));
            }
        }
        format!("{name}{{{}}}", parts.join(", "))
    }

    /// An expression of other values.
    fn made(&mut self, typ: &Type, depth: usize) -> Option<String> {
        if self.once_in(4)
            && let Some(call) = self.pure_call(typ, depth)
        {
            return Some(call);
        }
        if self.types.is_integer(typ) {
            return self.whole_number(typ, depth);
        }
        match typ {
            Type::Basic("float64") => self.float(depth),
            Type::Basic("bool") => self.truth(depth),
            Type::Basic("string") => self.text(depth),
            Type::Own(_) if self.types.is_string(typ) => Some(format!("({} + {})", self.path(typ)?, self.path(typ)?)),
            Type::Slice(element) => self.list(typ, element, depth),
            _ => None,
        }
    }

    /// A call of a function or method that changes nothing.
    fn pure_call(&mut self, typ: &Type, depth: usize) -> Option<String> {
        if self.printer {
            return None;
        }
        let mut methods = self.callable();
        methods.retain(|(_, which)| METHODS[*which].2.as_ref() == Some(typ) && *which != GROW && *which != ERROR);
        if !methods.is_empty() && self.once_in(2) {
            let (receiver, which) = self.one_of(&methods);
            let argument = METHODS[which]
                .1
                .as_ref()
                .map(|typ| self.value(typ, 0))
                .unwrap_or_default();
            return Some(format!("{receiver}.{}({argument})", METHODS[which].0));
        }
        if self.leaf {
            return None;
        }
        let functions: Vec<Function> = self
            .functions
            .iter()
            .filter(|function| function.pure && function.results == [typ.clone()])
            .cloned()
            .collect();
        if !functions.is_empty() {
            let function = self.one_of(&functions);
            return Some(format!("{}({})", function.name, self.arguments(&function, depth)));
        }
        let name = self.variable(|_, var| var.sure && matches!(&var.typ, Type::Func(_, result) if **result == *typ))?;
        let Type::Func(parameter, _) = &name.typ else {
            return None;
        };
        Some(format!("{}({})", name.name, self.value(parameter, depth - 1)))
    }

    pub fn arguments(&mut self, function: &Function, depth: usize) -> String {
        let arguments: Vec<String> = function
            .parameters
            .iter()
            .map(|typ| self.value(typ, depth.saturating_sub(1)))
            .collect();
        arguments.join(", ")
    }

    fn whole_number(&mut self, typ: &Type, depth: usize) -> Option<String> {
        // The left side is a variable, so that the compiler does not work the whole out.
        let left = self.path(typ)?;
        let right = self.value(typ, depth - 1);
        let name = self.types.name(typ);
        Some(match self.below(14) {
            0 => format!("({left} / ({right} | 1))"),
            1 => format!("({left} % ({right} | 1))"),
            2 => format!("({left} << (uint({left}) % 70))"),
            3 => format!("({left} >> (uint({left}) & 7))"),
            4 => format!("({left} << {})", self.below(9)),
            5 | 6 => {
                let var = self.variable(|types, var| types.is_integer(&var.typ))?;
                format!("{name}({})", var.name)
            }
            7 => {
                let var = self.variable(|types, var| {
                    types.is_string(&var.typ)
                        || matches!(types.under(&var.typ), Type::Slice(_) | Type::Map(..) | Type::Array(..))
                })?;
                format!("{name}(len({}))", var.name)
            }
            8 => format!("{}({left}, {right})", self.one_of(&["min", "max"])),
            9 => format!("{}{left}", self.one_of(&["-", "^"])),
            10 if *typ == INT => {
                let (one, other) = (self.value(&STRING, 0), self.value(&STRING, 0));
                let call = self.one_of(&["strings.Index", "strings.Count", "strings.LastIndex", "strings.Compare"]);
                format!("{call}({one}, {other})")
            }
            11 if *typ == INT => format!("len([]rune({}))", self.path(&STRING)?),
            12 if *typ == INT => format!("int(float64({left}%1000) / 4)"),
            _ => {
                let operator = self.one_of(&["+", "-", "*", "&", "|", "^", "&^"]);
                format!("({left} {operator} {right})")
            }
        })
    }

    fn float(&mut self, depth: usize) -> Option<String> {
        let right = self.value(&FLOAT, depth - 1);
        if self.once_in(3) {
            let var = self.variable(|types, var| types.is_integer(&var.typ))?;
            return Some(format!("float64({})", var.name));
        }
        let left = self.path(&FLOAT)?;
        let operator = self.one_of(&["+", "-", "*", "/"]);
        Some(match operator {
            "/" => format!("({left} / ({right} + 0.5))"),
            _ => format!("({left} {operator} {right})"),
        })
    }

    fn truth(&mut self, depth: usize) -> Option<String> {
        if self.once_in(5) {
            return self.compared_interface();
        }
        let typ = self.any_type();
        let (left, right) = (self.path(&typ)?, self.value(&typ, depth - 1));
        if typ == BOOL {
            return Some(match self.below(3) {
                0 => format!("!{left}"),
                1 => format!("({left} {} {right})", self.one_of(&["&&", "||"])),
                _ => format!("({left} != {right})"),
            });
        }
        if self.types.is_string(&typ) && typ == STRING && self.once_in(2) {
            let call = self.one_of(&["Contains", "HasPrefix", "HasSuffix", "EqualFold"]);
            return Some(format!("strings.{call}({left}, {right})"));
        }
        if self.types.is_ordered(&typ) {
            let operator = self.one_of(&["<", "<=", "==", "!=", ">", ">="]);
            return Some(format!("({left} {operator} {right})"));
        }
        if self.types.is_comparable(&typ) {
            return Some(format!("({left} {} {right})", self.one_of(&["==", "!="])));
        }
        match self.types.under(&typ) {
            Type::Slice(element) if **element == INT || **element == STRING => {
                let element = element.as_ref().clone();
                let item = self.value(&element, depth - 1);
                Some(format!("slices.Contains({left}, {item})"))
            }
            Type::Own(_) | Type::Array(..) => None,
            _ => Some(format!("({left} {} nil)", self.one_of(&["==", "!="]))),
        }
    }

    /// What lies in an interface compared with something that can be compared.
    fn compared_interface(&mut self) -> Option<String> {
        let typ = self.one_of(&[Type::Any, Type::Error]);
        let left = self.path(&typ)?;
        if typ == Type::Error {
            let target = self.one_of(&["errFirst", "errSecond"]);
            return Some(match self.below(3) {
                0 => format!("({left} == {target})"),
                1 => format!("({left} != nil)"),
                _ => format!("errors.Is({left}, {target})"),
            });
        }
        let other = self.one_of(&[INT, STRING, BOOL, Type::Basic("uint8")]);
        let other = self.value(&other, 0);
        Some(format!("({left} == any({other}))"))
    }

    fn text(&mut self, depth: usize) -> Option<String> {
        let left = self.path(&STRING)?;
        let right = self.value(&STRING, depth - 1);
        Some(match self.below(12) {
            0 | 1 if !self.printer => {
                let typ = self.any_type();
                let value = self.value(&typ, depth - 1);
                if !self.types.is_printable(&typ, false) || self.leaf {
                    return Some(left);
                }
                // The name of a package is another in the tests.
                let format = self.verb(&typ).replace("%T", "%v").replace("%#v", "%v");
                format!("fmt.Sprintf(\"{format}\", {value})")
            }
            2 => {
                let call = self.one_of(&["ToUpper", "ToLower", "TrimSpace", "Title"]);
                match call {
                    "Title" => format!("strings.Trim({right}, \"a \")"),
                    _ => format!("strings.{call}({right})"),
                }
            }
            3 => format!("strings.Join({}, \"-\")", self.path(&types::slice(STRING))?),
            4 => format!("{left}[:len({left})/2]"),
            5 => format!("{left}[len({left})/3:]"),
            6 => format!("string([]byte({left}))"),
            7 => format!("string([]rune({left}))"),
            8 => format!("strconv.Itoa({})", self.value(&INT, depth - 1)),
            9 => format!(
                "strings.ReplaceAll({left}, \"a\", {})",
                self.one_of(&["\"\"", "\"b\"", "\"aa\""])
            ),
            10 => format!("strings.TrimPrefix({left}, {right})"),
            _ => format!("cut({left} + {right})"),
        })
    }

    fn list(&mut self, typ: &Type, element: &Type, depth: usize) -> Option<String> {
        let name = self.types.name(typ);
        if self.once_in(4) && !self.pure {
            let var =
                self.variable(|_, var| matches!(&var.typ, Type::Array(_, of) if **of == *element) && !var.fixed)?;
            return Some(format!("{}[{}:]", var.name, self.below(2)));
        }
        match (element, self.below(3)) {
            (Type::Basic("uint8"), 0) => return Some(format!("[]byte({})", self.path(&STRING)?)),
            (Type::Basic("int32"), 0) => return Some(format!("[]rune({})", self.path(&STRING)?)),
            (Type::Basic("string"), 0) => return Some(format!("strings.Split({}, \",\")", self.path(&STRING)?)),
            _ => {}
        }
        let list = self.path(typ)?;
        let item = self.value(element, depth - 1);
        Some(match self.below(5) {
            0 => format!("append({list}[:len({list}):len({list})], {item})"),
            1 => format!("append({name}(nil), {list}...)"),
            2 => format!("{list}[len({list})/2:]"),
            3 => format!("{list}[:len({list})/2]"),
            _ => list,
        })
    }
}
