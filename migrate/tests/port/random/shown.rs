//! Printing: values as they are where each run prints the same, and through a function where not.

use super::types::{GROW, METHODS, Type};
use super::*;

impl Writer {
    /// Prints, or uses, the variables from `outer` on.
    pub fn show_from(&mut self, outer: usize) {
        let vars: Vec<Var> = self.scope[outer..].to_vec();
        if vars.is_empty() {
            return;
        }
        if self.pure {
            let blanks = vec!["_"; vars.len()].join(", ");
            let names: Vec<String> = vars.into_iter().map(|var| var.name).collect();
            return self.line(&format!("{blanks} = {}", names.join(", ")));
        }
        let shown: Vec<String> = vars.iter().map(|var| self.shown(&var.name, &var.typ)).collect();
        match self.below(4) {
            0 => {
                let verbs: Vec<&str> = vars.iter().map(|var| self.verb(&var.typ)).collect();
                let format = verbs.join(" ");
                self.line(&format!("fmt.Printf(\"{format}\\n\", {})", shown.join(", ")));
            }
            _ => self.line(&format!("fmt.Println({})", shown.join(", "))),
        }
    }

    /// A verb that suits a type.
    pub fn verb(&mut self, typ: &Type) -> &'static str {
        if !self.types.is_printable(typ, false) {
            return "%s";
        }
        if self.types.is_integer(typ) && matches!(typ, Type::Basic(_)) {
            return self.one_of(&["%d", "%v", "%5d", "%x", "%T", "%03d", "%+d", "%#v"]);
        }
        match typ {
            Type::Basic("string") => self.one_of(&["%s", "%q", "%v", "%8s|", "%-5s|", "%x", "%T"]),
            Type::Basic("bool") => self.one_of(&["%t", "%v"]),
            Type::Basic("float64") => self.one_of(&["%v", "%.2f", "%8.3f", "%g", "%e"]),
            Type::Error => "%v",
            _ => self.one_of(&["%v", "%v", "%+v", "%T"]),
        }
    }

    /// An expression to print for one of a type.
    pub fn shown(&mut self, value: &str, typ: &Type) -> String {
        match self.types.is_printable(typ, false) {
            true => value.to_string(),
            false => format!("{}({value}, 0)", self.shower(typ)),
        }
    }

    /// The function that shows values of a type, written when it is needed first.
    fn shower(&mut self, typ: &Type) -> String {
        if let Some((_, name)) = self.shown.iter().find(|(known, _)| known == typ) {
            return name.clone();
        }
        let name = format!("show{}", self.shown.len());
        self.shown.push((typ.clone(), name.clone()));
        let go = self.types.name(typ);
        let body = self.shower_body(typ);
        self.tail += &format!("\nfunc {name}(x {go}, depth int) string {{\n{body}}}\n");
        name
    }

    fn nested(&mut self, value: &str, typ: &Type) -> String {
        match self.types.is_printable(typ, true) {
            true => format!("fmt.Sprint({value})"),
            false => format!("{}({value}, depth+1)", self.shower(typ)),
        }
    }

    fn shower_body(&mut self, typ: &Type) -> String {
        match self.types.under(typ).clone() {
            Type::Slice(element) => {
                let part = self.nested("each", &element);
                format!(
                    "\tif x == nil {{\n\t\treturn \"nil\"\n\t}}\n\tout := \"[\"\n\tfor _, each := range x {{\n\t\tout += {part} + \" \"\n\t}}\n\treturn out + \"]\"\n"
                )
            }
            Type::Array(_, element) => {
                let part = self.nested("x[i]", &element);
                format!(
                    "\tout := \"[\"\n\tfor i := range x {{\n\t\tout += {part} + \" \"\n\t}}\n\treturn out + \"]\"\n"
                )
            }
            Type::Map(key, element) => {
                let (key, part) = (self.types.name(&key), self.nested("x[k]", &element));
                format!(
                    "\tkeys := make([]{key}, 0, len(x))\n\tfor k := range x {{\n\t\tkeys = append(keys, k)\n\t}}\n\tslices.Sort(keys)\n\tout := fmt.Sprint(len(x), \"{{\")\n\tfor _, k := range keys {{\n\t\tout += fmt.Sprint(k) + \":\" + {part} + \" \"\n\t}}\n\treturn out + \"}}\"\n"
                )
            }
            Type::Pointer(element) => {
                let part = self.nested("*x", &element);
                format!(
                    "\tif x == nil {{\n\t\treturn \"nil\"\n\t}}\n\tif depth > 3 {{\n\t\treturn \"...\"\n\t}}\n\treturn \"&\" + {part}\n"
                )
            }
            Type::Func(..) => "\tif x == nil {\n\t\treturn \"no function\"\n\t}\n\treturn \"function\"\n".into(),
            Type::Error => "\treturn fmt.Sprint(x)\n".into(),
            _ => self.own_body(typ),
        }
    }

    fn own_body(&mut self, typ: &Type) -> String {
        if let Some(asked) = self.types.asked(typ).map(<[usize]>::to_vec) {
            let mut out = "\tif x == nil {\n\t\treturn \"nil\"\n\t}\n\tout := fmt.Sprintf(\"%T\", x)\n".to_string();
            for which in asked.into_iter().filter(|which| *which != GROW) {
                let (name, parameter, _) = &METHODS[which];
                let argument = match parameter {
                    Some(Type::Basic("string")) => "\"-\"",
                    Some(_) => "3",
                    None => "",
                };
                out += &format!("\tout += fmt.Sprint(x.{name}({argument}), \" \")\n");
            }
            return out + "\treturn out\n";
        }
        let fields = self.types.fields(typ).unwrap_or_default().to_vec();
        let parts: Vec<String> = fields
            .iter()
            .map(|field| self.nested(&format!("x.{}", field.name), &field.typ))
            .collect();
        format!("\treturn \"{{\" + {} + \"}}\"\n", parts.join(" + \" \" + "))
    }
}
