//! Statements that show one thing of the language each, around values of the program.

use super::types::{map, slice};
use super::*;

impl Writer {
    pub fn feature(&mut self, depth: usize) {
        match self.below(15) {
            0 => self.changing_closure(depth),
            1 => self.closures_of_a_loop(),
            2 => self.generator(),
            3 | 4 => self.panic_that_is_recovered(depth),
            5 => self.deferred(),
            6 => self.chain_of_errors(),
            7 => self.bound_method(),
            8 => self.copies(),
            9 => self.table(),
            10 => self.map_of_structs(),
            11 => self.sorted(),
            12 => self.bytes_of_a_text(),
            13 => self.shadowed(),
            _ if self.leaf => self.assign(),
            _ => self.generic(),
        }
    }

    /// A closure that changes what is around it, called twice.
    fn changing_closure(&mut self, depth: usize) {
        let (name, parameter) = (self.fresh(), self.fresh());
        let (takes, gives) = (self.any_type(), self.any_type());
        let (go, result) = (self.types.name(&takes), self.types.name(&gives));
        self.open(&format!("{name} := func({parameter} {go}) {result} {{"));
        let labels = std::mem::take(&mut self.labels);
        let outer = self.scope.len();
        self.declare_variable(&parameter, &takes);
        self.statements(2, depth.saturating_sub(1));
        self.show_from(outer);
        let value = self.value(&gives, 2);
        self.line(&format!("return {value}"));
        self.scope.truncate(outer);
        self.close("}");
        self.labels = labels;
        for _ in 0..2 {
            let argument = self.value(&takes, 1);
            let shown = self.shown(&format!("{name}({argument})"), &gives);
            self.line(&format!("fmt.Println({shown})"));
        }
    }

    /// Every turn of a loop has its own variable.
    fn closures_of_a_loop(&mut self) {
        let (list, at, each) = (self.fresh(), self.fresh(), self.fresh());
        let turns = 2 + self.below(3);
        self.line(&format!("var {list} []func() int"));
        self.open(&format!("for {at} := 0; {at} < {turns}; {at}++ {{"));
        let outer = self.scope.len();
        self.declare_variable(&at, &INT);
        let value = self.value(&INT, 1);
        self.scope.truncate(outer);
        match self.below(3) {
            0 => self.line(&format!(
                "{list} = append({list}, func() int {{ {at} += 2; return {at} }})"
            )),
            1 => self.line(&format!(
                "{list} = append({list}, func() int {{ return {at} * {value} }})"
            )),
            _ => {
                let pointer = self.fresh();
                self.line(&format!("{pointer} := &{at}"));
                self.line(&format!(
                    "{list} = append({list}, func() int {{ *{pointer}++; return {at} }})"
                ));
            }
        }
        self.close("}");
        self.open(&format!("for _, {each} := range {list} {{"));
        self.line(&format!("fmt.Println({each}(), {each}())"));
        self.close("}");
    }

    /// A function that gives functions with a variable of their own.
    fn generator(&mut self) {
        let (make, one, other, state) = (self.fresh(), self.fresh(), self.fresh(), self.fresh());
        let typ = self.one_of(&[INT, STRING]);
        let go = self.types.name(&typ);
        let first = self.value(&typ, 1);
        self.open(&format!("{make} := func({state} {go}) func({go}) {go} {{"));
        self.open(&format!("return func(by {go}) {go} {{"));
        self.line(&format!("{state} += by"));
        self.line(&format!("return {state}"));
        self.close("}");
        self.close("}");
        self.line(&format!("{one} := {make}({first})"));
        let second = self.literal(&typ, 0);
        self.line(&format!("{other} := {make}({second})"));
        for name in [&one, &other, &one] {
            let argument = self.literal(&typ, 0);
            self.line(&format!("fmt.Println({name}({argument}))"));
        }
    }

    fn panic_that_is_recovered(&mut self, depth: usize) {
        self.open("func() {");
        let labels = std::mem::take(&mut self.labels);
        let name = self.fresh();
        self.open("defer func() {");
        self.line(&format!("{name} := recover()"));
        if self.once_in(3) {
            self.line(&format!(
                "if err, ok := {name}.(error); ok {{\n\t\t\tfmt.Println(\"error:\", err.Error())\n\t\t}}"
            ));
        }
        self.line(&format!("fmt.Println(\"recovered:\", {name})"));
        self.close("}()");
        let outer = self.scope.len();
        self.statements(1, depth.saturating_sub(1));
        self.show_from(outer);
        self.risk();
        self.line("fmt.Println(\"behind it\")");
        self.scope.truncate(outer);
        self.labels = labels;
        self.close("}()");
    }

    /// A statement that may panic.
    fn risk(&mut self) {
        let name = self.fresh();
        let index = self.value(&INT, 1);
        match self.below(11) {
            0 | 1 => {
                if let Some(var) = self.variable(|types, var| matches!(types.under(&var.typ), Type::Slice(_)))
                    && let Type::Slice(element) = self.types.under(&var.typ).clone()
                {
                    self.line(&format!("{name} := {index}"));
                    let shown = self.shown(&format!("{}[{name}%5]", var.name), &element);
                    self.line(&format!("fmt.Println({shown})"));
                }
            }
            2 => {
                if let Some(var) = self.variable(|_, var| matches!(var.typ, Type::Slice(_) | Type::Basic("string"))) {
                    self.line(&format!("{name} := {index}"));
                    let end = self.value(&INT, 1);
                    self.line(&format!(
                        "fmt.Println(len({}[{name}%4:uint({name}+{end})%8]))",
                        var.name
                    ));
                }
            }
            3 => {
                if let Some(var) = self.variable(|_, var| matches!(var.typ, Type::Map(..)))
                    && let Type::Map(key, element) = &var.typ
                {
                    let (key, value) = (self.value(key, 1), self.value(element, 1));
                    self.line(&format!("{}[{key}] = {value}", var.name));
                }
            }
            4 => {
                if let Some(var) = self.variable(|_, var| matches!(var.typ, Type::Pointer(_)))
                    && let Type::Pointer(element) = &var.typ
                {
                    let shown = self.shown(&format!("*{}", var.name), element);
                    self.line(&format!("fmt.Println({shown})"));
                }
            }
            5 => {
                if let Some(path) = self.path(&Type::Any) {
                    let typ = self.printable_type();
                    self.line(&format!("fmt.Println({path}.({}))", self.types.name(&typ)));
                }
            }
            6 => {
                let typ = self.integer();
                if let (Some(one), Some(other)) = (self.path(&typ), self.path(&typ)) {
                    let operator = self.one_of(&["/", "%"]);
                    self.line(&format!("fmt.Println({one} {operator} ({other} & 1))"));
                }
            }
            7 => {
                let typ = self.printable_type();
                let value = self.value(&typ, 1);
                self.line(&format!("if ({index})%2 == 0 {{\n\tpanic({value})\n}}"));
            }
            8 => {
                let value = self.value(&STRING, 1);
                self.line(&format!("panic(fmt.Errorf(\"bad %q: %w\", {value}, errFirst))"));
                // What follows is never reached, which Go does not mind.
            }
            9 => {
                if let Some(var) = self.variable(|_, var| matches!(var.typ, Type::Array(..)))
                    && let Type::Array(length, element) = &var.typ
                {
                    self.line(&format!("{name} := {index}"));
                    let shown = self.shown(&format!("{}[uint({name})%{}]", var.name, length + 2), element);
                    self.line(&format!("fmt.Println({shown})"));
                }
            }
            _ => {
                if let Some(var) = self.variable(|types, var| types.asked(&var.typ).is_some()) {
                    let which = self.types.asked(&var.typ).unwrap_or_default()[0];
                    let (method, parameter, result) = METHODS[which].clone();
                    let argument = parameter.map(|typ| self.value(&typ, 1)).unwrap_or_default();
                    match result {
                        Some(_) => self.line(&format!("fmt.Println({}.{method}({argument}))", var.name)),
                        None => self.line(&format!("{}.{method}({argument})", var.name)),
                    }
                }
            }
        }
    }

    /// Deferred calls run last in first out; their arguments are worked out before.
    fn deferred(&mut self) {
        self.open("func() {");
        let outer = self.scope.len();
        let typ = self.printable_type();
        let name = self.declare_of(&typ);
        let again = self.value(&typ, 1);
        self.line(&format!("defer fmt.Println(\"deferred\", {name})"));
        if self.once_in(2) {
            self.line(&format!("defer func() {{ fmt.Println(\"closure\", {name}) }}()"));
        } else {
            let at = self.fresh();
            self.line(&format!(
                "for {at} := range 3 {{\n\tdefer func() {{ fmt.Println(\"turn\", {at}, {name}) }}()\n}}"
            ));
        }
        self.line(&format!("{name} = {again}"));
        self.line(&format!("fmt.Println({name})"));
        self.scope.truncate(outer);
        self.close("}()");
    }

    fn chain_of_errors(&mut self) {
        let name = self.fresh();
        let value = self.value(&Type::Error, 2);
        self.line(&format!("var {name} error = {value}"));
        self.line(&format!(
            "fmt.Println({name}, {name} == errFirst, errors.Is({name}, errFirst), errors.Unwrap({name}) == errSecond)"
        ));
        let own = self.types.implementers(&Type::Error);
        if !own.is_empty() && !self.leaf {
            let typ = self.one_of(&own);
            let target = self.fresh();
            self.line(&format!("var {target} {}", self.types.name(&typ)));
            self.open(&format!("if errors.As({name}, &{target}) {{"));
            let shown = self.shown(&target, &typ);
            self.line(&format!("fmt.Println({shown}, {target}.Error())"));
            self.close("}");
        }
        self.line(&format!(
            "{name} = errors.Join({name}, fmt.Errorf(\"%w, too\", errSecond))"
        ));
        self.line(&format!("fmt.Println(errors.Is({name}, errSecond), {name})"));
    }

    /// A method as a value keeps the receiver of that time.
    fn bound_method(&mut self) {
        let mut all = self.bindable();
        all.retain(|(_, which)| METHODS[*which].1.is_none());
        if all.is_empty() {
            return self.copies();
        }
        let (receiver, which) = self.one_of(&all);
        let name = self.fresh();
        self.line(&format!("{name} := {receiver}.{}", METHODS[which].0));
        self.assign();
        self.line(&format!("fmt.Println({name}(), {receiver}.{}())", METHODS[which].0));
    }

    /// Structs and arrays are copied, slices and maps are not.
    fn copies(&mut self) {
        let Some(var) = self.variable(|_, var| !matches!(var.typ, Type::Func(..)) && !var.fixed) else {
            return self.declare();
        };
        let (name, changed) = (self.fresh(), self.fresh());
        self.line(&format!("{name} := {}", var.name));
        self.declare_variable(&name, &var.typ);
        self.assign();
        self.assign();
        if self.types.is_comparable(&var.typ) {
            self.line(&format!("{changed} := {name} != {}", var.name));
            self.declare_variable(&changed, &BOOL);
        }
    }

    /// A list of structs without a name.
    fn table(&mut self) {
        let (key, value) = (self.printable_type(), self.printable_type());
        let (name, row) = (self.fresh(), self.fresh());
        let go = (self.types.name(&key), self.types.name(&value));
        self.line(&format!(
            "{name} := []struct {{\n\tkey {}\n\twanted {}\n}}{{",
            go.0, go.1
        ));
        for _ in 0..2 {
            let (one, other) = (self.value(&key, 1), self.value(&value, 1));
            self.line(&format!("\t{{{one}, {other}}},"));
        }
        self.line("}");
        self.open(&format!("for i, {row} := range {name} {{"));
        let outer = self.scope.len();
        self.declare_variable("i", &INT);
        let change = self.value(&key, 1);
        self.scope.truncate(outer);
        self.line(&format!("{row}.key = {change}"));
        self.line(&format!("fmt.Println(i, {row}.key, {row}.wanted, {name}[i].key)"));
        self.line(&format!("{name}[i].key = {row}.key"));
        self.close("}");
        self.line(&format!("fmt.Println({name}[0], len({name}))"));
    }

    /// The structs in a map are taken out, changed, and put back.
    fn map_of_structs(&mut self) {
        let at = self.below(self.types.list.len());
        let typ = Type::Own(at);
        let Some(field) = self
            .types
            .fields(&typ)
            .map(<[_]>::to_vec)
            .map(|fields| self.one_of(&fields))
        else {
            return self.table();
        };
        let (name, each) = (self.fresh(), self.fresh());
        let outer = self.scope.len();
        let whole = map(STRING, typ.clone());
        let first = self.value(&typ, 1);
        let go = self.types.name(&whole);
        self.line(&format!("{name} := {go}{{\"a\": {first}, \"b\": {{}}}}"));
        self.line(&format!("{each} := {name}[\"a\"]"));
        self.declare_variable(&each, &typ);
        let value = self.value(&field.typ, 1);
        self.line(&format!("{each}.{} = {value}", field.name));
        self.line(&format!("{name}[\"c\"] = {each}"));
        self.scope.truncate(outer);
        self.declare_variable(&name, &whole);
    }

    fn sorted(&mut self) {
        let at = self.below(self.types.list.len());
        let typ = Type::Own(at);
        let fields = self.types.fields(&typ).unwrap_or_default().to_vec();
        let key = fields.into_iter().find(|field| self.types.is_ordered(&field.typ));
        let Some(key) = key else {
            return self.copies();
        };
        let list = slice(typ);
        let name = self.fresh();
        let (value, go) = (self.value(&list, 1), self.types.name(&list));
        self.line(&format!("{name} := append({go}(nil), {value}...)"));
        let key = key.name;
        match self.below(2) {
            0 => self.line(&format!(
                "sort.SliceStable({name}, func(i, j int) bool {{ return {name}[i].{key} < {name}[j].{key} }})"
            )),
            _ => {
                let Type::Slice(element) = &list else { return };
                let go = self.types.name(element);
                self.line(&format!(
                    "slices.SortStableFunc({name}, func(a, b {go}) int {{ return cmp.Compare(b.{key}, a.{key}) }})"
                ));
            }
        }
        self.declare_variable(&name, &list);
    }

    fn bytes_of_a_text(&mut self) {
        let (list, each, out) = (self.fresh(), self.fresh(), self.fresh());
        let text = self.value(&STRING, 1);
        self.line(&format!("{list} := []byte({text})"));
        self.line(&format!("var {out} strings.Builder"));
        self.open(&format!("for i, {each} := range {list} {{"));
        self.line(&format!(
            "if {each} >= 'a' && {each} <= 'z' {{\n\t\t{list}[i] = {each} - 32\n\t}}"
        ));
        match self.below(3) {
            0 => self.line(&format!("{out}.WriteByte({each})")),
            1 => self.line(&format!("fmt.Fprintf(&{out}, \"%02x\", {each})")),
            _ => self.line(&format!("{out}.WriteRune(rune({each}) + 1)")),
        }
        self.close("}");
        self.line(&format!("fmt.Println({out}.String(), {out}.Len(), string({list}))"));
        let (number, err) = (self.fresh(), self.fresh());
        let text = self.value(&STRING, 1);
        self.line(&format!("{number}, {err} := strconv.Atoi(strings.TrimSpace({text}))"));
        self.declare_variable(&number, &INT);
        self.declare_variable(&err, &Type::Error);
    }

    /// A name that hides another in a block.
    fn shadowed(&mut self) {
        let Some(var) = self.variable(|_, var| !var.fixed) else {
            return self.declare();
        };
        let name = var.name.clone();
        let outer = self.scope.len();
        self.open("{");
        self.line(&format!("{name} := {name}"));
        self.scope.push(var);
        self.assign();
        self.assign();
        self.show_from(outer);
        self.scope.truncate(outer);
        self.close("}");
    }
}
