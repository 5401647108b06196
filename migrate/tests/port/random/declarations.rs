//! What stands outside of functions: types with their methods, package variables, functions.

use super::types::{ERROR, Field, TEXT, array, func, map, pointer, slice};
use super::*;

impl Writer {
    pub fn declarations(&mut self) {
        self.line("var errFirst, errSecond = errors.New(\"first\"), errors.New(\"second\")\n");
        self.line("func cut(s string) string {\n\tif len(s) > 40 {\n\t\treturn s[:40]\n\t}\n\treturn s\n}\n");
        for at in 0..2 + self.below(3) {
            self.own_type(at);
        }
        if self.once_in(2) {
            self.constants();
        }
        for _ in 0..1 + self.below(2) {
            self.interface();
        }
        self.choose_palette();
        self.write_methods();
        self.generic_functions();
        self.package_variables();
        for _ in 0..2 + self.below(3) {
            self.function();
        }
    }

    /// A type for a field: basic, or made of what is there already.
    fn field_type(&mut self, own: usize) -> Type {
        let earlier = (!self.types.list.is_empty()).then(|| {
            let at = self.below(self.types.list.len());
            Type::Own(at)
        });
        match (self.below(14), earlier) {
            (0..=2, _) => INT,
            (3, _) => self.integer(),
            (4 | 5, _) => STRING,
            (6, _) => BOOL,
            (7, _) => slice(self.one_of(&[INT, STRING])),
            (8, _) => array(3, self.one_of(&[INT, STRING, Type::Basic("uint8")])),
            (9, _) => map(STRING, INT),
            (10, Some(typ)) => typ,
            (11, Some(typ)) => pointer(typ),
            (12, _) => pointer(Type::Own(own)),
            (13, _) => self.one_of(&[Type::Any, Type::Error, func(INT, INT), FLOAT]),
            _ => FLOAT,
        }
    }

    fn own_type(&mut self, at: usize) {
        let name = format!(
            "{}{at}",
            self.one_of(&["point", "node", "Rule", "entryT", "state", "box"])
        );
        if at > 0 && self.once_in(4) {
            let under = self.one_of(&[
                INT,
                STRING,
                slice(INT),
                map(STRING, INT),
                Type::Basic("uint8"),
                slice(STRING),
            ]);
            self.line(&format!("type {name} {}\n", self.types.name(&under)));
            let methods = self.some_methods();
            self.types.list.push(Own {
                name,
                under: Under::Value(under),
                methods,
            });
            return;
        }
        let mut fields = Vec::new();
        let structs: Vec<usize> = (0..at)
            .filter(|at| self.types.fields(&Type::Own(*at)).is_some())
            .collect();
        if !structs.is_empty() && self.once_in(3) {
            let inner = self.one_of(&structs);
            fields.push(Field {
                name: self.types.list[inner].name.clone(),
                typ: Type::Own(inner),
                embedded: true,
            });
        }
        for _ in 0..2 + self.below(3) {
            let typ = self.field_type(at);
            fields.push(Field {
                name: self.fresh(),
                typ,
                embedded: false,
            });
        }
        let methods = self.some_methods();
        self.types.list.push(Own {
            name: name.clone(),
            under: Under::Struct(fields.clone()),
            methods,
        });
        self.open(&format!("type {name} struct {{"));
        for field in fields {
            let typ = self.types.name(&field.typ);
            match field.embedded {
                true => self.line(&typ),
                false => self.line(&format!("{} {typ}", field.name)),
            }
        }
        self.close("}\n");
    }

    fn some_methods(&mut self) -> Vec<(usize, bool)> {
        let pointers = self.once_in(2);
        let mut methods = Vec::new();
        for which in 0..METHODS.len() {
            let odds = if which >= TEXT { 6 } else { 2 };
            if self.once_in(odds) {
                methods.push((which, which == GROW && !self.once_in(5) || pointers && self.once_in(2)));
            }
        }
        methods
    }

    /// A type with numbered values, one of which is its zero.
    fn constants(&mut self) {
        self.line("type level int\n");
        let step = self.one_of(&["iota", "iota * 10", "1 << iota", "iota - 1"]);
        self.line(&format!(
            "const (\n\tlow level = {step}\n\tmiddle\n\thigh\n\tmaxCount = 7\n)\n"
        ));
        self.open("func (l level) String() string {");
        self.line("switch l {\n\tcase low:\n\t\treturn \"low\"\n\tcase middle:\n\t\treturn \"middle\"\n\t}");
        self.line("return \"level \" + strconv.Itoa(int(l))");
        self.close("}\n");
        self.types.list.push(Own {
            name: "level".into(),
            under: Under::Value(INT),
            methods: vec![(TEXT, false)],
        });
    }

    fn interface(&mut self) {
        // What some type has, so that the interface has values.
        let at = self.below(self.types.list.len());
        let mut asked = self.types.methods(&pointer(Type::Own(at)));
        asked.retain(|which| *which != ERROR);
        while asked.len() > 2 {
            let leave = self.below(asked.len());
            asked.remove(leave);
        }
        asked.sort();
        if asked.is_empty() {
            return;
        }
        let name = format!("shape{}", self.types.list.len());
        let inner = self
            .types
            .list
            .iter()
            .find(|own| matches!(&own.under, Under::Interface(methods) if methods.iter().all(|which| asked.contains(which))))
            .map(|own| own.name.clone());
        self.open(&format!("type {name} interface {{"));
        let mut named = asked.clone();
        if let Some(inner) = inner {
            self.line(&inner);
            let known = self.types.list.iter().find(|own| own.name == inner);
            if let Some(Own {
                under: Under::Interface(known),
                ..
            }) = known
            {
                named.retain(|which| !known.contains(which));
            }
        }
        for which in named {
            let (name, parameter, result) = &METHODS[which];
            let parameter = parameter.as_ref().map(|typ| self.types.name(typ)).unwrap_or_default();
            let result = result.as_ref().map(|typ| self.types.name(typ)).unwrap_or_default();
            self.line(&format!("{name}({parameter}) {result}"));
        }
        self.close("}\n");
        self.types.list.push(Own {
            name,
            under: Under::Interface(asked),
            methods: Vec::new(),
        });
    }

    fn choose_palette(&mut self) {
        let mut palette = vec![
            INT,
            INT,
            STRING,
            STRING,
            BOOL,
            slice(INT),
            slice(STRING),
            map(STRING, INT),
        ];
        palette.extend([self.integer(), self.integer()]);
        for at in 0..self.types.list.len() {
            let typ = Type::Own(at);
            palette.push(typ.clone());
            if self.types.fields(&typ).is_some() {
                palette.push(pointer(typ));
            }
        }
        for _ in 0..4 {
            let at = self.below(self.types.list.len());
            let own = Type::Own(at);
            let whole = self.integer();
            let more = [
                FLOAT,
                Type::Any,
                Type::Error,
                func(INT, INT),
                func(STRING, STRING),
                array(3, INT),
                array(2, array(2, INT)),
                array(2, own.clone()),
                array(4, Type::Basic("uint8")),
                slice(own.clone()),
                slice(pointer(own.clone())),
                slice(slice(INT)),
                slice(whole.clone()),
                slice(Type::Basic("uint8")),
                slice(Type::Basic("int32")),
                slice(Type::Any),
                slice(func(INT, INT)),
                map(STRING, own.clone()),
                map(INT, STRING),
                map(STRING, slice(INT)),
                map(whole, BOOL),
                map(STRING, pointer(own.clone())),
                map(STRING, Type::Any),
                map(array(2, INT), INT),
                map(STRING, map(STRING, INT)),
                pointer(INT),
                pointer(STRING),
                slice(array(2, INT)),
            ];
            palette.push(self.one_of(&more));
        }
        self.palette = palette;
    }

    fn write_methods(&mut self) {
        for at in 0..self.types.list.len() {
            if self.types.list[at].name == "level" {
                continue;
            }
            for (which, pointer) in self.types.list[at].methods.clone() {
                self.method(at, which, pointer);
            }
            self.written = at + 1;
        }
        self.written = self.types.list.len();
    }

    fn method(&mut self, at: usize, which: usize, through_pointer: bool) {
        let (name, parameter, result) = METHODS[which].clone();
        let receiver = self.fresh();
        let typ = match through_pointer {
            true => pointer(Type::Own(at)),
            false => Type::Own(at),
        };
        self.scope.push(Var {
            name: receiver.clone(),
            typ: typ.clone(),
            sure: true,
            fixed: true,
        });
        let parameter = parameter.map(|typ| {
            let name = self.fresh();
            self.declare_variable(&name, &typ);
            format!("{name} {}", self.types.name(&typ))
        });
        let go = result.as_ref().map(|typ| self.types.name(typ)).unwrap_or_default();
        self.open(&format!(
            "func ({receiver} {}) {name}({}) {go} {{",
            self.types.name(&typ),
            parameter.unwrap_or_default()
        ));
        (self.pure, self.leaf, self.printer) = (which != GROW, true, which >= TEXT);
        let outer = self.scope.len();
        match (which, result) {
            (TEXT | ERROR, _) => {
                let value = self.value(&INT, 1);
                self.line(&format!("return \"{name} \" + strconv.Itoa({value})"));
            }
            (_, Some(result)) => {
                self.statements(1, 1);
                self.show_from(outer);
                let value = self.value(&result, 2);
                self.line(&format!("return {value}"));
            }
            (_, None) => {
                self.statements(2, 1);
                self.show_from(outer);
            }
        }
        (self.pure, self.leaf, self.printer) = (false, false, false);
        self.scope.clear();
        self.close("}\n");
    }

    /// Variables of the package, which every function that is not pure sees.
    fn package_variables(&mut self) {
        for at in 0..self.below(3) {
            let typ = self.any_type();
            let (name, go) = (format!("total{at}"), self.types.name(&typ));
            let value = self.literal(&typ, 1);
            self.line(&format!("var {name} {go} = {value}\n"));
            self.functions.push(Function {
                name: format!("bump{at}"),
                parameters: vec![typ.clone()],
                results: vec![typ.clone()],
                pure: false,
            });
            self.line(&format!(
                "func bump{at}(next {go}) {go} {{\n\tbefore := {name}\n\t{name} = next\n\treturn before\n}}\n"
            ));
        }
    }

    fn function(&mut self) {
        let parameters: Vec<Type> = (0..self.below(4)).map(|_| self.any_type()).collect();
        let mut results = vec![self.any_type()];
        let pure = self.once_in(2);
        if !pure && self.once_in(2) {
            results.push(self.one_of(&[Type::Error, Type::Error, INT]));
        }
        let name = format!(
            "{}{}",
            self.one_of(&["work", "parseURL", "Find", "make_up"]),
            self.functions.len()
        );
        let list: Vec<String> = parameters
            .iter()
            .map(|typ| {
                let parameter = self.fresh();
                self.declare_variable(&parameter, typ);
                format!("{parameter} {}", self.types.name(typ))
            })
            .collect();
        let named = !pure && self.once_in(2);
        let outer = self.scope.len();
        let names: Vec<String> = results.iter().map(|_| self.fresh()).collect();
        let written: Vec<String> = names
            .iter()
            .zip(&results)
            .map(|(name, typ)| match named {
                true => format!("{name} {}", self.types.name(typ)),
                false => self.types.name(typ),
            })
            .collect();
        self.open(&format!("func {name}({}) ({}) {{", list.join(", "), written.join(", ")));
        self.pure = pure;
        if named {
            self.named_body(&names, &results);
        } else {
            self.plain_body(outer, &results);
        }
        self.pure = false;
        self.scope.clear();
        self.close("}\n");
        self.functions.push(Function {
            name,
            parameters,
            results,
            pure,
        });
    }

    fn plain_body(&mut self, outer: usize, results: &[Type]) {
        self.statements(3, 1);
        if self.once_in(3) {
            let condition = self.value(&BOOL, 1);
            self.open(&format!("if {condition} {{"));
            let values: Vec<String> = results.iter().map(|typ| self.value(typ, 1)).collect();
            self.line(&format!("return {}", values.join(", ")));
            self.close("}");
        }
        self.show_from(outer);
        let values: Vec<String> = results.iter().map(|typ| self.value(typ, 2)).collect();
        self.line(&format!("return {}", values.join(", ")));
    }

    /// Results with names, which a deferred function may change.
    fn named_body(&mut self, names: &[String], results: &[Type]) {
        for (name, typ) in names.iter().zip(results) {
            self.declare_variable(name, typ);
        }
        let outer = self.scope.len();
        let recovers = self.once_in(2);
        if recovers {
            self.open("defer func() {");
            self.line("if r := recover(); r != nil {\n\t\tfmt.Println(\"recovered\", r)\n\t}");
            let value = self.value(&results[0], 1);
            self.line(&format!("{} = {value}", names[0]));
            self.close("}()");
        }
        self.statements(3, 1);
        if self.once_in(3) {
            let condition = self.value(&BOOL, 1);
            let leave = if recovers {
                self.one_of(&["return", "panic(\"early\")"])
            } else {
                "return"
            };
            self.line(&format!("if {condition} {{"));
            self.line(&format!("\t{leave}"));
            self.line("}");
        }
        self.show_from(outer);
        match self.below(2) {
            0 => self.line("return"),
            _ => {
                let values: Vec<String> = results.iter().map(|typ| self.value(typ, 2)).collect();
                self.line(&format!("return {}", values.join(", ")));
            }
        }
    }
}
