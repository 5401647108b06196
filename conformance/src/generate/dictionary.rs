//! The words that a plugin may look for: the texts and numbers that the code of both builds names.
//!
//! Texts lie in data segments without a mark where one ends. But code that uses one holds its address and its length, two
//! constants close to each other; so does a table of texts in the data.

use super::parts::{LONGEST, Memory, Parts};
use super::shapes::Shapes;
use crate::bridge::is_users;
use crate::inspect::Module;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// How many constants behind an address its length may stand.
const WINDOW: usize = 6;

/// From this weight on a word is surely of the plugin's own code.
pub const STRONG: u32 = 10;

/// How many bytes code compares at once.
const REGISTER: usize = 8;

/// The largest number that may be a limit, a status or a size and not an address.
const LARGEST_NUMBER: i64 = 100_000;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// The words of both builds, and those that only one of them has, the likelier ones first.
    words: Vec<Word>,
    /// The numbers of the plugin's own code.
    pub numbers: Vec<i64>,
    /// What belongs together in JSON.
    pub shapes: Shapes,
}

/// A text, and how likely the plugin looks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text.
    pub text: String,
    /// How often it is drawn in comparison with others.
    pub weight: u32,
}

impl Dictionary {
    /// The words of two builds. What only one of them has may be of its toolchain.
    pub fn of(original: &Module, port: &Module) -> Dictionary {
        let (original, port) = (Texts::of(original), Texts::of(port));
        let mut weights: BTreeMap<&str, u32> = BTreeMap::new();
        for (texts, others) in [(&original, &port), (&port, &original)] {
            for text in &texts.own {
                *weights.entry(text).or_default() += if texts.named { 20 } else { 1 };
            }
            for text in &texts.spelled {
                *weights.entry(text).or_default() += if others.spelled.contains(text) { 3 } else { 1 };
            }
            for text in texts
                .libraries
                .iter()
                .filter(|text| others.all().any(|other| other == *text))
            {
                *weights.entry(text).or_default() += 2;
            }
        }
        for text in original.own.intersection(&port.own) {
            *weights.entry(text).or_default() += 20;
        }
        let shared: Vec<String> = original
            .own
            .intersection(&port.own)
            .filter(|text| text.len() > 3)
            .cloned()
            .collect();
        // With an address goes one length; where both builds agree on it, the others are wrong.
        let other_length = |text: &str| {
            let same_start = |one: &String| one != text && (one.starts_with(text) || text.starts_with(one.as_str()));
            !port.own.contains(text) && shared.iter().any(same_start)
        };
        let mut words: Vec<Word> = weights
            .into_iter()
            .filter(|(text, _)| !other_length(text))
            .map(|(text, weight)| Word {
                text: text.to_string(),
                weight,
            })
            .collect();
        weaken_pieces(&mut words);
        // A port is stripped, as a rule: the original tells what belongs together.
        let weights: BTreeMap<&str, u32> = words.iter().map(|word| (word.text.as_str(), word.weight)).collect();
        let strong = |text: &str| weights.get(text).copied().filter(|weight| *weight >= STRONG);
        let shapes = Shapes::of(&original.parts, &strong);
        let mut dictionary = Dictionary {
            numbers: original.numbers.union(&port.numbers).copied().collect(),
            words,
            shapes,
        };
        dictionary.add(dictionary.shapes.choices.clone());
        // What the shapes add has pieces, too.
        weaken_pieces(&mut dictionary.words);
        let by_weight =
            |one: &Word, other: &Word| other.weight.cmp(&one.weight).then_with(|| one.text.cmp(&other.text));
        dictionary.words.sort_by(by_weight);
        dictionary
    }

    /// The words, the likelier ones first.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Adds words that are surely looked for, such as those of a configuration.
    pub fn add(&mut self, texts: impl IntoIterator<Item = String>) {
        for text in texts {
            match self.words.iter_mut().find(|word| word.text == text) {
                Some(word) => word.weight += 20,
                None => self.words.push(Word { text, weight: 20 }),
            }
        }
    }
}

/// Code that compares a long text register by register spells the first registers of it, which are no words.
fn weaken_pieces(words: &mut [Word]) {
    let strong = words.iter().filter(|word| word.weight >= STRONG);
    let texts: BTreeSet<String> = strong.map(|word| word.text.clone()).collect();
    for word in words.iter_mut().filter(|word| word.text.len().is_multiple_of(REGISTER)) {
        let behind = (Bound::Excluded(word.text.as_str()), Bound::Unbounded);
        let longer = texts.range::<str, _>(behind).next();
        if longer.is_some_and(|longer| longer.starts_with(&word.text)) {
            word.weight = word.weight.min(2);
        }
    }
}

/// What one module names.
#[derive(Default)]
struct Texts {
    /// In the plugin's own code, or in all code where names do not tell.
    own: BTreeSet<String>,
    /// Spelled out in the plugin's own code, or looking so.
    spelled: BTreeSet<String>,
    /// In modules that the plugin imports.
    libraries: BTreeSet<String>,
    numbers: BTreeSet<i64>,
    /// The names told which code is the plugin's own.
    named: bool,
    parts: Parts,
}

impl Texts {
    fn of(module: &Module) -> Texts {
        let parts = Parts::read(module).unwrap_or_default();
        let mut texts = Texts {
            named: parts.names.values().any(|name| name.starts_with("main.")),
            ..Texts::default()
        };
        for (index, code) in &parts.code {
            let constants = &code.constants;
            let name = parts.names.get(index).map_or("", String::as_str);
            let own = !texts.named || name.starts_with("main.");
            if !own && !is_users(name) {
                continue;
            }
            let found = texts_in(constants, &parts.memory);
            if own {
                texts.spelled.extend(spelled(&code.compared));
            }
            if own && texts.named {
                texts
                    .numbers
                    .extend(constants.iter().filter(|number| (2..=LARGEST_NUMBER).contains(*number)));
            }
            if own { &mut texts.own } else { &mut texts.libraries }.extend(found);
        }
        if !texts.named {
            texts.own.extend(texts_in_tables(&parts.memory));
        }
        texts.parts = parts;
        texts
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.own.iter().chain(&self.libraries)
    }
}

fn texts_in(constants: &[i64], memory: &Memory) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in constants
        .iter()
        .enumerate()
        .filter(|(_, address)| memory.holds(**address))
    {
        found.extend(candidates(constants, at, memory));
    }
    found
}

/// What the text at an address may be that stands among constants: each length near to it gives one.
pub fn candidates(constants: &[i64], at: usize, memory: &Memory) -> Vec<String> {
    let address = constants[at] as u64;
    let behind = constants[at + 1..].iter().take(WINDOW);
    let before = constants[..at].iter().rev().take(2);
    let lengths = behind
        .chain(before)
        .filter(|length| (1..=LONGEST as i64).contains(*length));
    let lengths = lengths.map(|length| *length as u64).chain(memory.length(address));
    lengths.filter_map(|length| memory.word(address, length)).collect()
}

/// Texts that code compares byte by byte, or as numbers of two, four or eight bytes.
fn spelled(compared: &[i64]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut run: Vec<String> = Vec::new();
    for piece in compared.iter().map(|number| piece(*number)).chain([None]) {
        match piece {
            Some(piece) => run.push(piece),
            None => {
                found.extend(words_of(&run));
                run.clear();
            }
        }
    }
    found.retain(|word| (2..=LONGEST as usize).contains(&word.len()));
    found
}

/// A constant that is nothing but visible letters.
pub fn piece(number: i64) -> Option<String> {
    let bytes = number.to_le_bytes();
    let len = bytes.iter().rposition(|byte| *byte != 0)? + 1;
    let text = std::str::from_utf8(&bytes[..len]).ok()?;
    text.bytes()
        .all(|byte| byte.is_ascii_graphic())
        .then(|| text.to_string())
}

/// The pieces one by one and together; every other one, where what stands between them is always the same.
fn words_of(run: &[String]) -> Vec<String> {
    let mut words = run.to_vec();
    // What each instruction has beside its letter is no letter of the word.
    for start in 0..run.len() {
        let step = |step: usize| run[start..].iter().step_by(step).take(8).map(String::as_str);
        words.extend((2..=8).map(|count| step(1).take(count).collect::<String>()));
        words.extend(
            run.get(start + 1)
                .map(|second| [second.as_str(), run[start].as_str()].concat()),
        );
        let between = run.get(start + 1);
        let regular = run[start + 1..]
            .iter()
            .step_by(2)
            .take(16)
            .take_while(|piece| Some(*piece) == between)
            .count();
        words.extend((regular > 0).then(|| step(2).take(regular + 1).collect::<String>()));
    }
    words
}

/// The texts of tables in the data: an address and a length, four bytes each.
fn texts_in_tables(memory: &Memory) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, bytes) in &memory.segments {
        let (words, _) = bytes.as_chunks::<4>();
        for pair in words.windows(2) {
            let [address, length] = [u32::from_le_bytes(pair[0]), u32::from_le_bytes(pair[1])];
            if memory.holds(i64::from(address)) {
                found.extend(memory.word(u64::from(address), u64::from(length)));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(code: &str, data: &str) -> Module {
        let wat = format!(
            r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_1"))
                (func (export "proxy_on_memory_allocate") (param i32) (result i32) i32.const 0)
                (func (param i64 i64)) (func $main.f {code}) {data})"#
        );
        Module::parse("module.wasm", wat::parse_str(&wat).unwrap()).unwrap()
    }

    fn weight(dictionary: &Dictionary, text: &str) -> u32 {
        let word = dictionary.words().iter().find(|word| word.text == text);
        word.map_or(0, |word| word.weight)
    }

    #[test]
    fn a_text_is_found_by_its_address_and_length() {
        let data = r#"(data (i32.const 2048) "mockEnablex-token/path\00\08\00\00\0a\00\00\00")"#;
        let original = module("(call 2 (i64.const 2048) (i64.const 10))", data);
        let port = module(
            "(call 2 (i64.const 2058) (i64.const 7)) (call 2 (i64.const 2048) (i64.const 10))",
            data,
        );
        let dictionary = Dictionary::of(&original, &port);
        assert!(weight(&dictionary, "mockEnable") > weight(&dictionary, "x-token"));
        assert!(weight(&dictionary, "x-token") > 0);
        assert_eq!(weight(&dictionary, "Enable"), 0);
    }

    #[test]
    fn a_short_text_is_found_where_code_spells_it() {
        let letters = |code: &str| module(code, "");
        let equals = |number: &str| format!("(drop (i32.eq (i32.const 0) (i32.const {number})))");
        let compared = |numbers: &[&str]| numbers.iter().map(|number| equals(number)).collect::<String>();
        let one_by_one = letters(&compared(&["100", "110", "115"]));
        let packed = letters(&compared(&["0x6e64", "115", "429"]));
        assert!(weight(&Dictionary::of(&one_by_one, &packed), "dns") > 0);
        assert!(Dictionary::of(&one_by_one, &packed).numbers.contains(&429));
    }

    #[test]
    fn the_first_register_of_a_longer_text_is_no_word() {
        let data = r#"(data (i32.const 2048) "requestBodydone")"#;
        let go = module(
            "(call 2 (i64.const 2048) (i64.const 11)) (call 2 (i64.const 2059) (i64.const 4))",
            data,
        );
        let rust = module(
            "(call 2 (i64.const 2048) (i64.const 8)) (call 2 (i64.const 2048) (i64.const 11)) \
             (call 2 (i64.const 2059) (i64.const 4))",
            data,
        );
        let dictionary = Dictionary::of(&go, &rust);
        assert!(weight(&dictionary, "requestBody") >= STRONG && weight(&dictionary, "done") >= STRONG);
        assert!(weight(&dictionary, "requestB") < STRONG);
    }

    #[test]
    fn the_first_register_of_a_text_that_is_spelled_is_no_word() {
        let numbers = [9, i64::from_le_bytes(*b"assertio"), i64::from(b'n')];
        let equals = |number: i64| format!("(drop (i64.eq (i64.const 0) (i64.const {number})))");
        let spells = module(&numbers.map(equals).concat(), "");
        let dictionary = Dictionary::of(&spells, &spells);
        assert!(weight(&dictionary, "assertion") >= STRONG);
        assert!(weight(&dictionary, "assertio") < STRONG);
    }

    #[test]
    fn what_is_added_is_drawn_more_often() {
        let mut dictionary = Dictionary::default();
        dictionary.add(["a".to_string(), "b".to_string(), "a".to_string()]);
        assert_eq!((weight(&dictionary, "a"), weight(&dictionary, "b")), (40, 20));
    }
}
