//! What a plugin reads of JSON, told from the calls of its code: which keys one function reads, of what type it takes each
//! to be, and which texts it compares. Keys that are read together belong into one object.
//!
//! Go builds name their functions, and read JSON with gjson: `Get("port")` is a call behind the address and the length of
//! a text, and the call behind it, `Int()`, tells the type.

use super::dictionary::{candidates, piece};
use super::maker::is_name_like;
use super::parts::{Code, Parts};
use std::collections::{BTreeMap, BTreeSet};

/// The start of the names of a plugin's own functions.
const OWN: &str = "main.";

/// The starts of the names of functions that compare texts.
const COMPARE: [&str; 6] = [
    "runtime.memequal",
    "runtime.cmpstring",
    "strings.",
    "bytes.",
    "internal_bytealg.",
    "internal_stringslite.",
];

/// How many functions may stand between the one that has the JSON and the one that reads a key of it.
const DEPTH: usize = 3;

/// How likely a text is a word of the plugin's; none for what hardly is one.
pub type Weight<'a> = &'a dyn Fn(&str) -> Option<u32>;

/// What one function reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// The keys, each once.
    pub keys: Vec<Key>,
    /// The texts that it compares values with, and those that it gives to functions of the plugin's own.
    pub texts: Vec<String>,
    /// It is given a list, and reads each item.
    pub is_list: bool,
}

/// A key, and what it leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its name, as it is given to gjson.
    pub name: String,
    /// What it leads to.
    pub holds: Holds,
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The code does not tell.
    Anything,
    /// A text.
    Text,
    /// A number.
    Number,
    /// True or false.
    Switch,
    /// A list or an object whose parts are read one by one.
    Items,
    /// What another function reads, by its place in the list.
    Shape(usize),
}

/// What the functions of a build read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shapes {
    /// Those of the functions that read a key.
    pub all: Vec<Shape>,
    /// The headers that it looks at or sets.
    pub headers: BTreeSet<String>,
    /// All texts that values are compared with: what there is to choose from.
    pub choices: BTreeSet<String>,
    /// The same by the function that compares them, or is given them: who reads one of them in a place may read the others
    /// there.
    pub groups: Vec<BTreeSet<String>>,
    /// The properties that it sets.
    pub properties: BTreeSet<String>,
}

/// What a function does with the texts that it is given.
enum Role {
    /// Reads what stands below a key of JSON.
    Key,
    /// Takes JSON as a value of some type.
    Json,
    /// Reads or writes a header, which the first text names.
    Header,
    /// Sets a property.
    Property,
    /// Compares texts, or looks for one.
    Compares,
    /// A function of the plugin's own.
    Own,
    /// Anything else: messages, answers, parts of calls.
    Other,
}

impl Role {
    fn of(name: &str) -> Role {
        let method = name.rsplit('.').next().unwrap_or_default();
        let compares = |start: &str| name.starts_with(start);
        match method {
            "Get" | "GetBytes" if name.contains("gjson") => Role::Key,
            _ if name.contains("gjson") => Role::Json,
            "SetProperty" => Role::Property,
            _ if method.ends_with("Header") || name.contains("Header.") => Role::Header,
            _ if name.starts_with(OWN) => Role::Own,
            _ if COMPARE.into_iter().any(compares) => Role::Compares,
            _ => Role::Other,
        }
    }
}

/// A function while it is read.
#[derive(Default)]
struct Reading {
    shape: Shape,
    /// The keys that other functions read, by their numbers.
    passed: Vec<(usize, u32)>,
    /// The functions that are given what this one is given.
    parts: Vec<u32>,
    /// The key that was read last, as long as nothing tells what it holds.
    open: Option<usize>,
    /// The texts that functions of the plugin's own are given, by their numbers.
    given: BTreeMap<u32, BTreeSet<String>>,
}

impl Shapes {
    /// What a build with names reads; `weight` tells words from what only looks like one.
    pub fn of(parts: &Parts, weight: Weight<'_>) -> Shapes {
        let own = |index: &u32| parts.names.get(index).is_some_and(|name| name.starts_with(OWN));
        let mut shapes = Shapes::default();
        let mut readings: BTreeMap<u32, Reading> = BTreeMap::new();
        for (index, code) in parts.code.iter().filter(|(index, _)| own(index)) {
            readings.insert(*index, shapes.read(code, parts, weight));
        }
        let mut given: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for (function, texts) in readings
            .values_mut()
            .flat_map(|reading| std::mem::take(&mut reading.given))
        {
            given.entry(function).or_default().extend(texts);
        }
        shapes
            .groups
            .extend(given.into_values().filter(|texts| texts.len() > 1));
        join(&mut readings);
        let numbers: Vec<u32> = readings
            .iter()
            .filter(|(_, reading)| !reading.shape.keys.is_empty())
            .map(|(index, _)| *index)
            .collect();
        for number in &numbers {
            let Reading { mut shape, passed, .. } = readings.remove(number).unwrap_or_default();
            for (key, function) in passed {
                if let Ok(at) = numbers.binary_search(&function) {
                    shape.keys[key].holds = Holds::Shape(at);
                }
            }
            shapes.all.push(shape);
        }
        shapes
    }

    fn read(&mut self, code: &Code, parts: &Parts, weight: Weight<'_>) -> Reading {
        let mut reading = Reading::default();
        let texts = texts_of(code, parts, weight);
        let mut compared: BTreeSet<String> = short_texts(code).into_iter().collect();
        let mut before = 0;
        for (behind, function) in &code.calls {
            let name = parts.names.get(function).map_or("", String::as_str);
            let mut given = texts.range(before..*behind).filter_map(|(_, texts)| texts.first());
            match Role::of(name) {
                Role::Key => {
                    if let Some(key) = given.next_back() {
                        reading.key(key);
                    }
                }
                Role::Json => reading.taken_as(name.rsplit('.').next().unwrap_or_default()),
                Role::Header => self.headers.extend(given.next().cloned()),
                Role::Property => {
                    let given = texts.range(before..*behind).flat_map(|(_, texts)| texts);
                    self.properties.extend(given.filter(|text| is_name_like(text)).cloned());
                }
                Role::Compares => compared.extend(given.cloned()),
                Role::Own => {
                    let given = given.filter(|text| is_choice(text)).cloned();
                    reading.given.entry(*function).or_default().extend(given);
                    reading.passed_to(*function);
                }
                Role::Other => {}
            }
            before = *behind;
        }
        compared.retain(|text| is_choice(text));
        if compared.len() > 1 {
            self.groups.push(compared.clone());
        }
        compared.extend(reading.given.values().flatten().cloned());
        self.choices.extend(compared.iter().cloned());
        reading.shape.texts = compared.into_iter().collect();
        reading
    }

    /// What may stand where a text of these stands: those that one function compares with one of them.
    pub fn beside(&self, texts: &BTreeSet<String>) -> BTreeSet<String> {
        let groups = self.groups.iter().filter(|group| !group.is_disjoint(texts));
        groups.flatten().cloned().collect()
    }

    /// The shape that has the most keys with an object in common.
    pub fn nearest<'k>(&self, keys: impl Iterator<Item = &'k String>) -> Option<usize> {
        let keys: BTreeSet<&str> = keys.map(String::as_str).collect();
        let common = |shape: &Shape| {
            let is_common = |key: &&Key| keys.contains(key.name.split('.').next().unwrap_or_default());
            shape.keys.iter().filter(is_common).count()
        };
        let nearest = (0..self.all.len()).max_by_key(|at| (common(&self.all[*at]), usize::MAX - at))?;
        (common(&self.all[nearest]) > 0).then_some(nearest)
    }
}

impl Reading {
    fn key(&mut self, name: &str) {
        let known = self.shape.keys.iter().position(|key| key.name == name);
        let at = known.unwrap_or_else(|| {
            self.shape.keys.push(Key {
                name: name.to_string(),
                holds: Holds::Anything,
            });
            self.shape.keys.len() - 1
        });
        self.open = Some(at);
    }

    /// A method of a JSON value is called.
    fn taken_as(&mut self, method: &str) {
        let holds = match method {
            "String" => Holds::Text,
            "Int" | "Uint" | "Float" => Holds::Number,
            "Bool" => Holds::Switch,
            "Array" | "ForEach" | "Map" => Holds::Items,
            _ => return,
        };
        match self.open.take() {
            Some(key) => self.shape.keys[key].holds = holds,
            None if self.shape.keys.is_empty() => self.shape.is_list |= holds == Holds::Items,
            None => {}
        }
    }

    /// Another function of the plugin's is called.
    fn passed_to(&mut self, function: u32) {
        match self.open.take() {
            Some(key) => self.passed.push((key, function)),
            None => self.parts.push(function),
        }
    }

    fn take_in(&mut self, inner: Shape, passed: &[(usize, u32)]) {
        for (at, key) in inner.keys.into_iter().enumerate() {
            if self.shape.keys.iter().any(|known| known.name == key.name) {
                continue;
            }
            let functions = passed.iter().filter(|(key, _)| *key == at);
            let key_here = self.shape.keys.len();
            self.passed.extend(functions.map(|(_, function)| (key_here, *function)));
            self.shape.keys.push(key);
        }
        self.shape.texts.extend(inner.texts);
        self.shape.texts.sort();
        self.shape.texts.dedup();
    }
}

/// Adds to each function what those read that it gives its own JSON to.
fn join(readings: &mut BTreeMap<u32, Reading>) {
    for _ in 0..DEPTH {
        for number in readings.keys().copied().collect::<Vec<_>>() {
            for part in readings[&number].parts.clone() {
                let inner = readings
                    .get(&part)
                    .filter(|inner| part != number && !inner.shape.is_list);
                let Some((shape, passed)) = inner.map(|inner| (inner.shape.clone(), inner.passed.clone())) else {
                    continue;
                };
                if let Some(outer) = readings.get_mut(&number) {
                    outer.take_in(shape, &passed);
                }
            }
        }
    }
}

/// The texts of a function by where it names them: what it is given with its length, and what is likeliest there, since
/// two texts whose lengths are known to be equal are compared without a length of their own.
fn texts_of(code: &Code, parts: &Parts, weight: Weight<'_>) -> BTreeMap<usize, Vec<String>> {
    let memory = &parts.memory;
    let mut found = BTreeMap::new();
    for (at, address) in code.constants.iter().enumerate() {
        if !memory.holds(*address) {
            continue;
        }
        let given = code.stored.range(at + 1..).next().filter(|_| code.stored.contains(&at));
        let given = given.and_then(|length| memory.word(*address as u64, code.constants[*length] as u64));
        let weighed = candidates(&code.constants, at, memory)
            .into_iter()
            .filter_map(|text| Some((weight(&text)?, text)));
        let texts: Vec<String> = given.into_iter().chain(weighed.max().map(|(_, text)| text)).collect();
        found.extend((!texts.is_empty()).then_some((at, texts)));
    }
    found
}

/// The texts that a function compares letter by letter, or eight letters at once: behind a length stand the letters of one
/// text, or of several that are all so long.
fn short_texts(code: &Code) -> Vec<String> {
    let mut found = Vec::new();
    let mut length = 0;
    let mut letters = String::new();
    for constant in code.compared.iter().chain([&0]) {
        match piece(*constant) {
            Some(more) => letters += &more,
            None => {
                if length > 0 && letters.len().is_multiple_of(length) {
                    let texts = letters.as_bytes().chunks(length).map(String::from_utf8_lossy);
                    found.extend(texts.map(String::from));
                }
                letters.clear();
                length = usize::try_from(*constant).unwrap_or_default();
            }
        }
    }
    found
}

/// Whether a text may be one that there is to choose from: no message, and nothing that is punctuation only.
fn is_choice(text: &str) -> bool {
    text.len() > 1 && !text.contains(' ') && text.contains(|c: char| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::Module;

    const DATA: &str = r#"(data (i32.const 2048) "sourcenamespacephasestatusx-user")"#;

    /// A text as Go hands it over: its address and its length, stored one after the other.
    fn text(at: usize, length: usize) -> String {
        let store = |value| format!("(i64.store (i32.const 0) (i64.const {value}))");
        format!("{} (drop (i64.const 3)) {}", store(at), store(length))
    }

    fn shapes(functions: &str) -> Shapes {
        let wat = format!(
            r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_1"))
                (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)
                (func $github.com_tidwall_gjson.Result.Get) (func $github.com_tidwall_gjson.Result.String)
                (func $github.com_tidwall_gjson.Result.Int) (func $proxywasm.GetHttpRequestHeader)
                {functions} {DATA})"#
        );
        let module = Module::parse("module.wasm", wat::parse_str(&wat).unwrap()).unwrap();
        Shapes::of(&Parts::read(&module).unwrap(), &|text| (text.len() > 2).then_some(20))
    }

    fn names(shape: &Shape) -> Vec<(&str, Holds)> {
        shape.keys.iter().map(|key| (key.name.as_str(), key.holds)).collect()
    }

    #[test]
    fn keys_that_are_read_together_stand_in_one_shape_with_their_types() {
        let (source, namespace) = (text(2048, 6), text(2054, 9));
        let compared = [3, 100, 110, 115, 107, 56, 115, 2, 105, 112]
            .map(|number| format!("(drop (i32.eq (i32.const 0) (i32.const {number})))"));
        let compared = compared.concat();
        let found = shapes(&format!(
            "(func $main.parse {source} (call $github.com_tidwall_gjson.Result.Get)
                (call $github.com_tidwall_gjson.Result.String)
                {compared}
                {namespace} (call $github.com_tidwall_gjson.Result.Get) (call $github.com_tidwall_gjson.Result.Int))"
        ));
        assert_eq!(
            names(&found.all[0]),
            [("source", Holds::Text), ("namespace", Holds::Number)]
        );
        assert_eq!(found.all[0].texts, ["dns", "ip", "k8s"]);
        assert_eq!(found.nearest([&"namespace".to_string()].into_iter()), Some(0));
        assert_eq!(found.nearest([&"other".to_string()].into_iter()), None);
    }

    #[test]
    fn what_another_function_reads_of_a_key_stands_below_it() {
        let (phase, status) = (text(2063, 5), text(2068, 6));
        let found = shapes(&format!(
            "(func $main.parse {phase} (call $github.com_tidwall_gjson.Result.Get) (call $main.phase))
             (func $main.phase {status} (call $github.com_tidwall_gjson.Result.Get))"
        ));
        assert_eq!(names(&found.all[0]), [("phase", Holds::Shape(1))]);
        assert_eq!(names(&found.all[1]), [("status", Holds::Anything)]);
    }

    #[test]
    fn what_a_function_reads_of_the_same_json_stands_beside_its_callers_keys() {
        let (phase, status) = (text(2063, 5), text(2068, 6));
        let found = shapes(&format!(
            "(func $main.parse {phase} (call $github.com_tidwall_gjson.Result.Get)
                (call $github.com_tidwall_gjson.Result.Int) (call $main.rest))
             (func $main.rest {status} (call $github.com_tidwall_gjson.Result.Get))"
        ));
        assert_eq!(
            names(&found.all[0]),
            [("phase", Holds::Number), ("status", Holds::Anything)]
        );
    }

    #[test]
    fn texts_that_one_function_compares_are_choices_and_messages_are_none() {
        let data = format!("{} {}", text(2048, 6), text(2054, 9));
        let (source, namespace, status) = (text(2048, 6), text(2054, 9), text(2068, 6));
        let found = shapes(&format!(
            "(func $runtime.memequal) (func $log.Infof)
             (func $main.choose {source} (call $runtime.memequal) {namespace} (call $runtime.memequal)
                {status} (call $log.Infof))
             (func $main.say {data} (call $log.Infof))"
        ));
        let chosen = BTreeSet::from(["source", "namespace"].map(String::from));
        assert_eq!((&found.choices, &found.groups), (&chosen, &vec![chosen.clone()]));
        assert_eq!(found.beside(&BTreeSet::from(["source".into()])), chosen);
        assert_eq!(found.beside(&BTreeSet::from(["status".into()])), BTreeSet::new());
    }

    #[test]
    fn texts_that_one_function_is_given_are_a_group() {
        let (source, namespace, status) = (text(2048, 6), text(2054, 9), text(2068, 6));
        let found = shapes(&format!(
            "(func $main.fail) (func $main.other)
             (func $main.first {source} (call $main.fail)) (func $main.second {namespace} (call $main.fail))
             (func $main.third {status} (call $main.other))"
        ));
        let given = BTreeSet::from(["source", "namespace"].map(String::from));
        assert_eq!(found.groups, [given]);
    }

    #[test]
    fn eight_letters_are_compared_at_once() {
        let packed = i64::from_le_bytes(*b"call-out");
        let compared = [8, packed, 4, 106, 115, 111, 110]
            .map(|number| format!("(drop (i64.eq (i64.const 0) (i64.const {number})))"));
        let found = shapes(&format!("(func $main.f {})", compared.concat()));
        assert_eq!(found.choices, BTreeSet::from(["call-out", "json"].map(String::from)));
    }

    #[test]
    fn headers_are_told_from_keys() {
        let header = text(2074, 6);
        let found = shapes(&format!(
            "(func $main.on {header} (call $proxywasm.GetHttpRequestHeader))"
        ));
        assert_eq!(
            (found.headers, found.all),
            (BTreeSet::from(["x-user".into()]), Vec::new())
        );
    }
}
