//! Statements.

use super::*;

impl Writer {
    pub fn statements(&mut self, count: usize, depth: usize) {
        for _ in 0..2 {
            self.declare();
        }
        for _ in 0..count {
            self.statement(depth);
        }
    }

    pub fn declare(&mut self) {
        let typ = self.any_type();
        self.declare_of(&typ);
    }

    pub fn declare_of(&mut self, typ: &Type) -> String {
        let go = self.types.name(typ);
        let sure = match typ {
            Type::Pointer(element) if self.once_in(2) => Some(self.sure_pointer(element, 1)),
            Type::Func(..) => Some(self.literal(typ, 1)),
            _ => None,
        };
        let value = match &sure {
            Some(value) => value.clone(),
            None => self.value(typ, 2),
        };
        let name = self.hiding_name().unwrap_or_else(|| self.fresh());
        match self.below(4) {
            0 if sure.is_none() => self.line(&format!("var {name} {go}")),
            1 if !self.types.is_interface(typ) => self.line(&format!("{name} := {value}")),
            _ => self.line(&format!("var {name} {go} = {value}")),
        }
        self.scope.push(Var {
            name: name.clone(),
            typ: typ.clone(),
            sure: sure.is_some(),
            fixed: false,
        });
        name
    }

    /// The name of a variable around the block, seldom.
    fn hiding_name(&mut self) -> Option<String> {
        // The last of them may belong to the case of a type switch, whose variables are those of the block.
        if self.block_from < 2 || !self.once_in(12) {
            return None;
        }
        let at = self.below(self.block_from - 1);
        let name = self.scope[at].name.clone();
        let own = &self.scope[self.block_from..];
        own.iter().all(|var| var.name != name).then_some(name)
    }

    pub fn statement(&mut self, depth: usize) {
        match self.below(if depth == 0 { 8 } else { 16 }) {
            0 => self.declare(),
            1..=3 => self.assign(),
            4 => self.swap(),
            5 | 6 if !self.pure => self.effect(),
            5..=7 => self.two_at_once(),
            8 | 9 => self.condition(depth),
            10 => self.count_loop(depth),
            11 => self.range_loop(depth),
            12 => self.switch(depth),
            13 if !self.leaf => self.type_switch(depth),
            _ if self.pure => self.condition(depth),
            _ => self.feature(depth - 1),
        }
    }

    /// A place that can be written, its type, and what has to hold for that.
    fn place(&mut self) -> Option<(String, Type, Option<String>)> {
        let var = self.variable(|_, var| !var.fixed)?;
        if self.pure
            && !matches!(self.types.under(&var.typ), Type::Basic(_) | Type::Array(..))
            && self.types.fields(&var.typ).is_none()
        {
            return Some((var.name, var.typ, None));
        }
        if self.below(3) == 0 && !matches!(var.typ, Type::Pointer(_) | Type::Func(..)) {
            return Some((var.name, var.typ, None));
        }
        let inner = match &var.typ {
            Type::Pointer(element) => element.as_ref().clone(),
            other => other.clone(),
        };
        let nil = (inner != var.typ && !var.sure).then(|| format!("{} != nil", var.name));
        if let Some(fields) = self.types.fields(&inner).map(<[_]>::to_vec) {
            let field = self.one_of(&fields);
            return Some((format!("{}.{}", var.name, field.name), field.typ, nil));
        }
        let name = var.name;
        match self.types.under(&var.typ).clone() {
            Type::Array(length, element) => {
                let at = match self.path(&INT) {
                    Some(index) if self.once_in(2) => format!("uint({index})%{length}"),
                    _ => self.below(length).to_string(),
                };
                Some((format!("{name}[{at}]"), *element, None))
            }
            Type::Slice(element) => {
                let index = self.path(&INT);
                match index {
                    Some(index) if self.once_in(2) => Some((
                        format!("{name}[uint({index})%uint(len({name}))]"),
                        *element,
                        Some(format!("len({name}) > 0")),
                    )),
                    _ => Some((format!("{name}[1]"), *element, Some(format!("len({name}) > 1")))),
                }
            }
            Type::Map(key, element) => {
                let key = self.value(&key, 1);
                Some((format!("{name}[{key}]"), *element, Some(format!("{name} != nil"))))
            }
            Type::Pointer(element) => Some((format!("(*{name})"), *element, nil)),
            _ => Some((name, var.typ, None)),
        }
    }

    pub fn assign(&mut self) {
        let Some((place, typ, guard)) = self.place() else {
            return self.declare();
        };
        let known = self.variables(|_, var| var.name == place);
        let value = match (&typ, known.first().is_some_and(|var| var.sure)) {
            (Type::Pointer(element), true) => self.sure_pointer(element, 1),
            (Type::Func(..), true) => self.literal(&typ, 1),
            _ => self.value(&typ, 2),
        };
        if let Some(guard) = &guard {
            self.open(&format!("if {guard} {{"));
        }
        let number = self.types.is_integer(&typ);
        match self.below(6) {
            0 | 1 if number => {
                let operator = self.one_of(&["+", "-", "*", "&", "|", "^", "&^"]);
                self.line(&format!("{place} {operator}= {value}"));
            }
            2 if number => {
                let step = self.one_of(&["++", "--"]);
                self.line(&format!("{place}{step}"));
            }
            3 if number => {
                let operator = self.one_of(&["<<", ">>"]);
                let count = self.below(9);
                self.line(&format!("{place} {operator}= {count}"));
            }
            0 | 1 if self.types.is_float(&typ) => self.line(&format!("{place} += {value}")),
            0 | 1 if typ == STRING => {
                self.open(&format!("if len({place}) < 40 {{"));
                self.line(&format!("{place} += {value}"));
                self.close("}");
            }
            0 | 1 if matches!(typ, Type::Slice(_)) => self.append(&place, &typ),
            _ => self.line(&format!("{place} = {value}")),
        }
        if guard.is_some() {
            self.close("}");
        }
    }

    /// Appends to what is in a place, which may write into an array that others see.
    fn append(&mut self, place: &str, typ: &Type) {
        let Type::Slice(element) = typ else { return };
        let items: Vec<String> = (0..1 + self.below(2)).map(|_| self.value(element, 1)).collect();
        let from = match self.below(if self.pure { 1 } else { 3 }) {
            0 if self.pure => format!("{place}[:len({place}):len({place})]"),
            1 => format!("{place}[:len({place})/2]"),
            _ => place.to_string(),
        };
        self.open(&format!("if len({place}) < 20 {{"));
        self.line(&format!("{place} = append({from}, {})", items.join(", ")));
        self.close("}");
    }

    fn swap(&mut self) {
        let typ = self.any_type();
        let all = self.variables(|_, var| var.typ == typ && !var.fixed && !var.sure);
        if all.len() > 1 {
            let (one, other) = (&all[0].name, &all[1].name);
            return self.line(&format!("{one}, {other} = {other}, {one}"));
        }
        let Some(list) = self
            .variable(|_, var| matches!(var.typ, Type::Slice(_)))
            .filter(|_| !self.pure)
        else {
            return self.assign();
        };
        let name = list.name;
        self.open(&format!("if len({name}) > 1 {{"));
        self.line(&format!(
            "{name}[0], {name}[len({name})-1] = {name}[len({name})-1], {name}[0]"
        ));
        self.close("}");
    }

    /// Something that changes what others see, or prints: on its own, as its order beside others is left open.
    fn effect(&mut self) {
        match self.below(6) {
            0 => self.call_for_effect(),
            1 => self.grow(),
            2 | 3 => self.call_function_value(),
            4 => {
                let typ = self.any_type();
                let value = self.value(&typ, 2);
                let shown = self.shown(&value, &typ);
                self.line(&format!("fmt.Println({shown})"));
            }
            _ => self.change_collection(),
        }
    }

    fn call_for_effect(&mut self) {
        let functions: Vec<Function> = self
            .functions
            .iter()
            .filter(|function| !function.pure)
            .cloned()
            .collect();
        if functions.is_empty() || self.leaf {
            return self.assign();
        }
        let function = self.one_of(&functions);
        let call = format!("{}({})", function.name, self.arguments(&function, 1));
        if let (Some(first), 1) = (function.results.first(), function.results.len())
            && self.once_in(2)
        {
            let shown = self.shown(&call, first);
            return self.line(&format!("fmt.Println({shown})"));
        }
        let names: Vec<String> = function.results.iter().map(|_| self.fresh()).collect();
        if names.len() == 2 && function.results[1] == Type::Error {
            let (value, err) = (&names[0], &names[1]);
            self.open(&format!("if {value}, {err} := {call}; {err} != nil {{"));
            let shown = self.shown(value, &function.results[0]);
            self.line(&format!("fmt.Println({err}, {shown})"));
            self.close("} else {");
            self.indent += 1;
            self.line(&format!("fmt.Println({shown})"));
            return self.close("}");
        }
        self.line(&format!("{} := {call}", names.join(", ")));
        for (name, typ) in names.iter().zip(&function.results) {
            self.declare_variable(name, typ);
        }
    }

    /// A method that changes its receiver, or a copy of it.
    fn grow(&mut self) {
        let mut all = self.callable();
        all.retain(|(_, which)| *which == GROW);
        let argument = self.value(&INT, 1);
        if !all.is_empty() {
            let (receiver, _) = self.one_of(&all);
            return self.line(&format!("{receiver}.grow({argument})"));
        }
        if self.leaf {
            return self.assign();
        }
        let Some(var) = self.variable(|types, var| types.asked(&var.typ).is_some()) else {
            return self.assign();
        };
        let which = self.types.asked(&var.typ).unwrap_or_default()[0];
        let (name, parameter, result) = METHODS[which].clone();
        let argument = parameter.map(|typ| self.value(&typ, 1)).unwrap_or_default();
        self.open(&format!("if {} != nil {{", var.name));
        match result {
            Some(_) => self.line(&format!("fmt.Println({}.{name}({argument}))", var.name)),
            None => self.line(&format!("{}.{name}({argument})", var.name)),
        }
        self.close("}");
    }

    /// A function that is a value, which may be nil.
    fn call_function_value(&mut self) {
        let Some(var) = self
            .variable(|_, var| matches!(var.typ, Type::Func(..)))
            .filter(|_| !self.leaf)
        else {
            return self.change_collection();
        };
        let Type::Func(parameter, result) = var.typ else { return };
        let argument = self.value(&parameter, 1);
        let shown = self.shown(&format!("{}({argument})", var.name), &result);
        self.open(&format!("if {} != nil {{", var.name));
        self.line(&format!("fmt.Println({shown})"));
        self.close("}");
    }

    fn change_collection(&mut self) {
        let Some(var) = self.variable(|_, var| matches!(var.typ, Type::Slice(_) | Type::Map(..)) && !var.fixed) else {
            return self.assign();
        };
        let name = var.name;
        match var.typ.clone() {
            Type::Map(key, _) => {
                let key = self.value(&key, 1);
                match self.once_in(8) {
                    true => self.line(&format!("clear({name})")),
                    false => self.line(&format!("delete({name}, {key})")),
                }
            }
            Type::Slice(element) => match self.below(6) {
                0 => {
                    let from = self.value(&var.typ, 1);
                    self.line(&format!("copy({name}, {from})"));
                }
                1 => {
                    self.open(&format!("if len({name}) > 1 {{"));
                    self.line(&format!("copy({name}[1:], {name})"));
                    self.close("}");
                }
                2 => self.line(&format!("{name} = {name}[:len({name}):len({name})]")),
                3 if self.types.is_ordered(&element) => self.line(&format!("slices.Sort({name})")),
                4 => self.line(&format!("slices.Reverse({name})")),
                5 if self.once_in(3) => self.line(&format!("clear({name})")),
                _ => self.append(&name, &var.typ),
            },
            _ => {}
        }
    }

    /// Two values at once: of a map, of an assertion, or assigned side by side.
    fn two_at_once(&mut self) {
        let (value, ok) = (self.fresh(), self.fresh());
        if self.once_in(2)
            && let Some(var) = self.variable(|_, var| matches!(var.typ, Type::Map(..)))
            && let Type::Map(key, element) = var.typ
        {
            let key = self.value(&key, 1);
            self.line(&format!("{value}, {ok} := {}[{key}]", var.name));
            self.declare_variable(&value, &element);
            return self.declare_variable(&ok, &BOOL);
        }
        if let Some(path) = self.path(&Type::Any).filter(|_| !self.leaf) {
            let typ = self.printable_type();
            self.line(&format!("{value}, {ok} := {path}.({})", self.types.name(&typ)));
            self.declare_variable(&value, &typ);
            return self.declare_variable(&ok, &BOOL);
        }
        let (one, other) = (self.any_type(), self.any_type());
        if self.types.is_interface(&one) || self.types.is_interface(&other) {
            return self.assign();
        }
        let (first, second) = (self.value(&one, 1), self.value(&other, 1));
        self.line(&format!("{value}, {ok} := {first}, {second}"));
        self.declare_variable(&value, &one);
        self.declare_variable(&ok, &other);
    }

    fn condition(&mut self, depth: usize) {
        let mut word = "if".to_string();
        let outer = self.scope.len();
        for _ in 0..1 + self.below(2) {
            let condition = self.value(&BOOL, 2);
            if self.once_in(4) {
                let (name, typ) = (self.fresh(), self.one_of(&[INT, STRING]));
                let value = self.value(&typ, 1);
                let other = self.literal(&typ, 0);
                self.open(&format!("{word} {name} := {value}; {name} != {other} {{"));
                self.declare_variable(&name, &typ);
            } else {
                self.open(&format!("{word} {condition} {{"));
            }
            self.indent -= 1;
            self.block(2, depth - 1);
            word = "} else if".into();
        }
        if self.once_in(2) {
            self.line("} else {");
            self.block(2, depth - 1);
        }
        self.line("}");
        self.scope.truncate(outer);
    }

    fn count_loop(&mut self, depth: usize) {
        let (name, turns) = (self.fresh(), 1 + self.below(4));
        let label = self.label();
        match self.below(4) {
            0 => self.line(&format!("for {name} := range {turns} {{\n_ = {name}")),
            1 => self.line(&format!("for {name} := {turns}; {name} > 0; {name} -= 2 {{")),
            _ => self.line(&format!("for {name} := 0; {name} < {turns}; {name}++ {{")),
        }
        let outer = self.scope.len();
        self.scope.push(Var {
            name,
            typ: INT,
            sure: false,
            fixed: true,
        });
        self.loop_body(depth);
        self.scope.truncate(outer);
        self.end_label(label);
    }

    /// Begins a loop that may have a label; where in the text it would stand.
    fn label(&mut self) -> usize {
        self.names += 1;
        self.labels.push(format!("loop{}", self.names));
        self.out.len()
    }

    /// Writes the label where something leads to it.
    fn end_label(&mut self, at: usize) {
        let Some(label) = self.labels.pop() else { return };
        if self.out[at..].contains(&format!(" {label}\n")) {
            self.out.insert_str(at, &format!("{label}:\n"));
        }
    }

    fn loop_body(&mut self, depth: usize) {
        if self.once_in(3) {
            let condition = self.value(&BOOL, 1);
            let word = self.one_of(&["break", "continue"]);
            let labels = self.labels.clone();
            let label = self.one_of(&labels);
            self.line(&format!("\tif {condition} {{"));
            match self.once_in(2) {
                true => self.line(&format!("\t\t{word} {label}")),
                false => self.line(&format!("\t\t{word}")),
            }
            self.line("\t}");
        }
        self.block(2, depth - 1);
        self.line("}");
    }

    fn range_loop(&mut self, depth: usize) {
        let var = self.variable(|types, var| {
            matches!(
                types.under(&var.typ),
                Type::Slice(_) | Type::Array(..) | Type::Map(..) | Type::Basic("string")
            )
        });
        let Some(list) = var else {
            return self.count_loop(depth);
        };
        let (at, item) = (self.fresh(), self.fresh());
        let element = match self.types.under(&list.typ).clone() {
            Type::Slice(element) | Type::Array(_, element) => *element,
            Type::Map(key, element) => return self.range_map(&list.name, &key, &element),
            _ => Type::Basic("int32"),
        };
        let label = self.label();
        let outer = self.scope.len();
        match self.below(4) {
            0 => self.line(&format!("for {at} := range {} {{", list.name)),
            1 => self.line(&format!("for _, {item} := range {} {{", list.name)),
            _ => self.line(&format!("for {at}, {item} := range {} {{", list.name)),
        }
        let line = self.out[self.out.trim_end().rfind('\n').unwrap_or_default()..].to_string();
        self.scope.push(Var {
            name: at.clone(),
            typ: INT,
            sure: false,
            fixed: false,
        });
        if line.contains(&format!("{at},")) {
            self.line(&format!("\tif {at} > 5 {{"));
            self.line("\t\tbreak");
            self.line("\t}");
            self.declare_variable(&item, &element);
        } else if line.contains("_,") {
            self.scope.pop();
            self.declare_variable(&item, &element);
        }
        self.indent += 1;
        self.show_from(outer);
        self.indent -= 1;
        self.loop_body(depth);
        self.scope.truncate(outer);
        self.end_label(label);
    }

    /// All of a map, in an order that nobody can tell.
    fn range_map(&mut self, name: &str, key: &Type, element: &Type) {
        let (count, k, v) = (self.fresh(), self.fresh(), self.fresh());
        self.line(&format!("{count} := 0"));
        match self.below(3) {
            0 if self.types.is_integer(element) => {
                self.open(&format!("for _, {v} := range {name} {{"));
                self.line(&format!("{count} += int({v}) * 3"));
                self.close("}");
            }
            1 if *key == STRING && !self.pure => {
                self.open(&format!("for {k} := range {name} {{"));
                self.line(&format!(
                    "if len({k}) == 1 {{\n\t\t\tdelete({name}, {k})\n\t\t}} else {{\n\t\t\t{count}++\n\t\t}}"
                ));
                self.close("}");
            }
            _ if self.types.is_ordered(key) => {
                let keys = self.fresh();
                self.line(&format!("var {keys} []{}", self.types.name(key)));
                self.open(&format!("for {k} := range {name} {{"));
                self.line(&format!("{keys} = append({keys}, {k})"));
                self.close("}");
                self.line(&format!("slices.Sort({keys})"));
                self.line(&format!("{count} += len({keys})"));
                let typ = types::slice(key.clone());
                self.declare_variable(&keys, &typ);
            }
            _ => self.line(&format!("{count} += len({name})")),
        }
        self.declare_variable(&count, &INT);
    }

    fn switch(&mut self, depth: usize) {
        match self.below(3) {
            0 => {
                self.line("switch {");
                for _ in 0..2 {
                    let condition = self.value(&BOOL, 2);
                    self.line(&format!("case {condition}:"));
                    self.block(1, depth - 1);
                }
            }
            1 => {
                let Some(text) = self.path(&STRING) else {
                    return self.assign();
                };
                self.line(&format!("switch {text} {{"));
                for case in ["\"a\", \"bc\"", "\"\""] {
                    self.line(&format!("case {case}:"));
                    self.block(1, depth - 1);
                }
            }
            _ => {
                let value = self.value(&INT, 1);
                self.line(&format!("switch ({value}) % 4 {{"));
                for case in ["0", "1, -1", "2"] {
                    self.line(&format!("case {case}:"));
                    self.block(1, depth - 1);
                    if self.once_in(4) {
                        self.line("\tfallthrough");
                    }
                }
            }
        }
        self.line("default:");
        self.block(1, depth - 1);
        self.line("}");
    }

    /// What lies in an interface, by its type.
    fn type_switch(&mut self, depth: usize) {
        let Some(var) = self.variable(|types, var| types.is_interface(&var.typ)) else {
            return self.switch(depth);
        };
        let mut cases: Vec<Type> = Vec::new();
        for _ in 0..3 {
            let case = match &var.typ {
                Type::Any => self.printable_type(),
                interface => {
                    let all = self.types.implementers(interface);
                    if all.is_empty() { continue } else { self.one_of(&all) }
                }
            };
            if !cases.contains(&case) {
                cases.push(case);
            }
        }
        let name = self.fresh();
        let named = self.once_in(2);
        match named {
            true => self.line(&format!("switch {name} := {}.(type) {{", var.name)),
            false => self.line(&format!("switch {}.(type) {{", var.name)),
        }
        for case in cases {
            self.line(&format!("case {}:", self.types.name(&case)));
            let outer = self.scope.len();
            if named {
                let shown = self.shown(&name, &case);
                match self.pure {
                    true => self.line(&format!("\t_ = {name}")),
                    false => self.line(&format!("\tfmt.Println({shown})")),
                }
                self.scope.push(Var {
                    name: name.clone(),
                    typ: case,
                    sure: true,
                    fixed: false,
                });
            }
            self.block(1, depth - 1);
            self.scope.truncate(outer);
        }
        self.line("case nil:");
        self.block(1, depth - 1);
        self.line("default:");
        if named {
            self.line(&format!("\t_ = {name}"));
        }
        self.block(1, depth - 1);
        self.line("}");
    }
}
