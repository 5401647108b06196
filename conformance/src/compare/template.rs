//! Several runs' lines laid over each other: what they share, and where they differ from each other.

use super::token::{Class, Pattern, Token, tokens};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A spot where the original differs from itself, and what the port may therefore do there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Spot {
    /// The line, counted from 1.
    pub line: usize,
    /// What differs, and so what the port may write differently.
    pub noise: Noise,
    /// The line with its masks.
    pub text: String,
    /// What runs of the original showed, at most three.
    pub examples: Vec<String>,
}

/// How the original differs from itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Noise {
    /// The same lines in another order.
    LineOrder,
    /// The same parts of a line in another order.
    OrderInLine,
    /// Not the same lines at all; the port has to be like one of the runs.
    Variants,
    /// One token of a line; the port may write another of its class.
    #[serde(untagged)]
    Token(Class),
}

/// What the original showed at one place, with its noise marked.
pub(super) struct Template {
    lines: Vec<Line>,
    /// Lines in such a stretch come in any order; together the stretches cover all lines.
    stretches: Vec<Range<usize>>,
    /// What each line is recognised by in the port.
    keys: Vec<Key>,
    /// The lines that every run showed, and how often.
    shared: BTreeMap<String, usize>,
    fold: Fold,
}

/// How much of a line that is not the same in all runs has to agree for two lines to be the same line.
#[derive(Clone, Copy)]
enum Fold {
    /// All but what is of a class that is often noise.
    Classes,
    /// All but the words; the characters between them stay.
    Words,
}

/// What a line is recognised by in another run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Exact(String),
    Folded(Vec<String>),
}

impl Template {
    /// Lays the runs over each other; none if they are not the same lines but for noise.
    pub fn of(runs: &[&[String]]) -> Option<Self> {
        let shared = shared(runs);
        [Fold::Classes, Fold::Words].into_iter().find_map(|fold| {
            let keys: Vec<Vec<Key>> = runs.iter().map(|run| keys(run, &shared, fold)).collect();
            let stretches = stretches(&keys)?;
            let aligned: Vec<Vec<&str>> = runs
                .iter()
                .zip(&keys)
                .map(|(run, own)| {
                    align(run, own, &keys[0], &stretches).expect("stretches hold the same keys in all runs")
                })
                .collect();
            let at = |at: usize| Line::of(aligned.iter().map(|run| run[at]));
            Some(Template {
                lines: (0..keys[0].len()).map(at).collect::<Option<_>>()?,
                stretches,
                keys: keys.into_iter().next()?,
                shared: shared.clone(),
                fold,
            })
        })
    }

    /// The lines as the original shows them, masks in place.
    pub fn shown(&self) -> Vec<String> {
        self.lines.iter().map(Line::shown).collect()
    }

    /// The port's lines in the original's order as far as its order is noise, masks in place where they fit.
    pub fn show(&self, port: &[String]) -> Vec<String> {
        let ordered = self.in_order(port);
        let show = |(at, line): (usize, &&str)| match self.lines.get(at) {
            Some(template) => template.show(line),
            None => line.to_string(),
        };
        ordered.iter().enumerate().map(show).collect()
    }

    fn in_order<'a>(&self, port: &'a [String]) -> Vec<&'a str> {
        let keys = keys(port, &self.shared, self.fold);
        align(port, &keys, &self.keys, &self.stretches).unwrap_or_else(|| port.iter().map(String::as_str).collect())
    }

    /// What the runs showed, each variant once, with values in place of what varies that are the same each time the original
    /// is looked at; as they were where that would not say the same. Two values tell that a token varies.
    pub fn steady(&self, runs: &[&[String]]) -> Vec<Vec<String>> {
        let with = |lines: &[String], nth: usize| -> Vec<String> {
            let steady = |line: &String| {
                let own = self.lines.iter().find(|own| own.fits(line));
                own.map_or_else(|| line.clone(), |own| own.steady(line, nth))
            };
            lines.iter().map(steady).collect()
        };
        let distinct = |variants: &mut dyn Iterator<Item = Vec<String>>| {
            let mut variants: Vec<_> = variants.collect();
            variants.sort_unstable();
            variants.dedup();
            variants
        };
        let mut variants = distinct(&mut runs.iter().map(|run| with(run, 1)));
        let second = with(&variants[0], 2);
        variants.extend((second != variants[0]).then_some(second));
        let borrowed: Vec<&[String]> = variants.iter().map(Vec::as_slice).collect();
        let fits = |again: Template| runs.iter().all(|run| again.show(run) == again.shown());
        // Each run stands for one variant.
        match variants.len() <= runs.len() && Template::of(&borrowed).is_some_and(fits) {
            true => variants,
            false => distinct(&mut runs.iter().map(|run| run.to_vec())),
        }
    }

    /// The noise of the original, stretch by stretch and line by line.
    pub fn noise(&self) -> Vec<Spot> {
        let moved = self
            .stretches
            .iter()
            .filter(|stretch| stretch.len() > 1)
            .map(|stretch| Spot {
                line: stretch.start + 1,
                noise: Noise::LineOrder,
                text: format!("lines {} to {}", stretch.start + 1, stretch.end),
                examples: self.lines[stretch.clone()].iter().map(Line::shown).collect(),
            });
        let varied = self.lines.iter().enumerate().flat_map(|(at, line)| {
            let spot = move |(noise, examples)| Spot {
                line: at + 1,
                noise,
                text: line.shown(),
                examples,
            };
            line.noise().into_iter().map(spot)
        });
        moved.chain(varied).collect()
    }
}

/// One line of a template.
struct Line {
    /// The line as the first run had it.
    text: String,
    varies: Varies,
}

enum Varies {
    Not,
    /// Some tokens vary.
    Tokens(Vec<Part>),
    /// The parts of the line come in any order: a Go map was written.
    Order {
        at: char,
        parts: Vec<String>,
        examples: Vec<String>,
    },
    /// The parts come in any order, and some of their tokens vary.
    OrderAndTokens {
        key: Vec<String>,
        examples: Vec<String>,
    },
}

/// A piece of a line whose tokens vary.
enum Part {
    Fixed(String),
    Masked { pattern: Pattern, examples: Vec<String> },
}

impl Line {
    /// Lays the same line of several runs over each other; none if too little of it stays.
    fn of<'a>(seen: impl Iterator<Item = &'a str>) -> Option<Self> {
        let seen: Vec<&str> = seen.collect();
        Some(Line {
            text: seen[0].to_string(),
            varies: Varies::of(&seen)?,
        })
    }

    fn fits(&self, line: &str) -> bool {
        match &self.varies {
            Varies::Not => self.text == line,
            Varies::Tokens(parts) => {
                let tokens = tokens(line);
                tokens.len() == parts.len() && parts.iter().zip(&tokens).all(|(part, token)| part.fits(token))
            }
            Varies::Order { at, parts, .. } => sorted_parts(line, &[*at]) == *parts,
            Varies::OrderAndTokens { key, .. } => folded(line, Fold::Classes) == *key,
        }
    }

    fn shown(&self) -> String {
        match &self.varies {
            Varies::Tokens(parts) => parts.iter().map(Part::shown).collect(),
            _ => self.text.clone(),
        }
    }

    /// Another line of the same place: what is noise in it looks like the template, what is not stays.
    fn show(&self, line: &str) -> String {
        if self.fits(line) {
            return self.shown();
        }
        let tokens = tokens(line);
        match &self.varies {
            Varies::Tokens(parts) if parts.len() == tokens.len() => parts
                .iter()
                .zip(&tokens)
                .map(|(part, token)| if part.fits(token) { part.shown() } else { token.text })
                .collect(),
            _ => line.to_string(),
        }
    }

    /// A line that fits, with the nth steady value in place of each token that varies.
    fn steady(&self, line: &str, nth: usize) -> String {
        let Varies::Tokens(parts) = &self.varies else {
            return line.to_string();
        };
        let steady = |(part, token): (&Part, &Token)| match part {
            Part::Fixed(text) => text.clone(),
            Part::Masked { pattern, .. } => pattern.steady(token, nth),
        };
        parts.iter().zip(&tokens(line)).map(steady).collect()
    }

    fn noise(&self) -> Vec<(Noise, Vec<String>)> {
        match &self.varies {
            Varies::Not => Vec::new(),
            Varies::Tokens(parts) => parts.iter().filter_map(Part::noise).collect(),
            Varies::Order { examples, .. } | Varies::OrderAndTokens { examples, .. } => {
                vec![(Noise::OrderInLine, examples.clone())]
            }
        }
    }
}

impl Varies {
    fn of(seen: &[&str]) -> Option<Self> {
        if seen.iter().all(|line| *line == seen[0]) {
            return Some(Varies::Not);
        }
        for at in ['&', ',', ';', ' '] {
            let parts = sorted_parts(seen[0], &[at]);
            if seen.iter().all(|line| sorted_parts(line, &[at]) == parts) {
                return Some(Varies::Order {
                    at,
                    parts: parts.into_iter().map(String::from).collect(),
                    examples: examples(seen),
                });
            }
        }
        if let Some(parts) = tokens_over_each_other(seen) {
            return says_something(&parts).then_some(Varies::Tokens(parts));
        }
        let key = folded(seen[0], Fold::Classes);
        let same_key = seen.iter().all(|line| folded(line, Fold::Classes) == key);
        same_key.then(|| Varies::OrderAndTokens {
            key,
            examples: examples(seen),
        })
    }
}

/// Whether a mask over these parts still asks something of the port: where any word will do, another has to stay.
fn says_something(parts: &[Part]) -> bool {
    let any_word = |part: &Part| matches!(part, Part::Masked { pattern, .. } if pattern.class == Class::Word);
    let fixed_word = |part: &Part| matches!(part, Part::Fixed(text) if text.contains(char::is_alphanumeric));
    !parts.iter().any(any_word) || parts.iter().any(fixed_word)
}

impl Part {
    fn fits(&self, token: &Token) -> bool {
        match self {
            Part::Fixed(text) => text == token.text,
            Part::Masked { pattern, .. } => pattern.fits(token),
        }
    }

    fn shown(&self) -> &str {
        match self {
            Part::Fixed(text) => text,
            Part::Masked { pattern, .. } => pattern.class.placeholder(),
        }
    }

    fn noise(&self) -> Option<(Noise, Vec<String>)> {
        match self {
            Part::Fixed(_) => None,
            Part::Masked { pattern, examples } => Some((Noise::Token(pattern.class), examples.clone())),
        }
    }
}

/// Puts the same line of several runs side by side, token by token; none if they are cut differently.
fn tokens_over_each_other(seen: &[&str]) -> Option<Vec<Part>> {
    let cut: Vec<Vec<Token>> = seen.iter().map(|line| tokens(line)).collect();
    if cut.iter().any(|line| line.len() != cut[0].len()) {
        return None;
    }
    let part = |at: usize| {
        let here: Vec<Token> = cut.iter().map(|line| line[at]).collect();
        if here.iter().all(|token| token.text == here[0].text) {
            return Some(Part::Fixed(here[0].text.to_string()));
        }
        here.iter().all(|token| token.class.is_some()).then(|| Part::Masked {
            pattern: Pattern::of(&here),
            examples: examples(&here.iter().map(|token| token.text).collect::<Vec<_>>()),
        })
    };
    (0..cut[0].len()).map(part).collect()
}

/// The different ones among what was seen, at most three.
fn examples(seen: &[&str]) -> Vec<String> {
    let mut examples: Vec<String> = Vec::new();
    for text in seen {
        if examples.len() < 3 && !examples.iter().any(|example| example == text) {
            examples.push(text.to_string());
        }
    }
    examples
}

/// The pieces between separators and brackets, sorted, so that their order does not count.
fn sorted_parts<'a>(line: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut parts: Vec<&str> = line
        .split(|c| separators.contains(&c) || "{}[]()?".contains(c))
        .collect();
    parts.sort_unstable();
    parts
}

/// A line without what may be noise in it: its classed tokens, or all its words, and the order of its parts.
fn folded(line: &str, fold: Fold) -> Vec<String> {
    let folded = tokens(line).into_iter().map(|token| match (token.class, fold) {
        (Some(Class::Word), Fold::Classes) | (None, _) => token.text,
        (Some(class), Fold::Classes) => class.placeholder(),
        (Some(_), Fold::Words) => Class::Word.placeholder(),
    });
    let text: String = folded.collect();
    sorted_parts(&text, &['&', ',', ';', ' '])
        .into_iter()
        .map(String::from)
        .collect()
}

/// The lines that all runs have, each as often as the run that has it least.
fn shared(runs: &[&[String]]) -> BTreeMap<String, usize> {
    let counts = |run: &&[String]| {
        let mut counts = BTreeMap::new();
        for line in *run {
            *counts.entry(line.clone()).or_insert(0) += 1;
        }
        counts
    };
    let both = |one: BTreeMap<String, usize>, other: BTreeMap<String, usize>| {
        one.into_iter()
            .filter_map(|(line, count)| Some((count.min(*other.get(&line)?), line)))
            .map(|(n, line)| (line, n))
            .collect()
    };
    runs.iter().map(counts).reduce(both).unwrap_or_default()
}

fn keys(lines: &[String], shared: &BTreeMap<String, usize>, fold: Fold) -> Vec<Key> {
    let mut left = shared.clone();
    let key = |line: &String| match left.get_mut(line).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            Key::Exact(line.clone())
        }
        None => Key::Folded(folded(line, fold)),
    };
    lines.iter().map(key).collect()
}

/// The shortest stretches that hold the same keys in every run, whatever their order within; none if there are no such.
fn stretches(keys: &[Vec<Key>]) -> Option<Vec<Range<usize>>> {
    let (first, others) = keys.split_first()?;
    if others.iter().any(|run| run.len() != first.len()) {
        return None;
    }
    // For each other run, by how much it is ahead of the first in each key.
    let mut ahead: Vec<BTreeMap<&Key, isize>> = vec![BTreeMap::new(); others.len()];
    let mut stretches = Vec::new();
    let mut start = 0;
    for at in 0..first.len() {
        for (run, ahead) in others.iter().zip(&mut ahead) {
            *ahead.entry(&run[at]).or_default() += 1;
            *ahead.entry(&first[at]).or_default() -= 1;
            ahead.retain(|_, count| *count != 0);
        }
        if ahead.iter().all(BTreeMap::is_empty) {
            stretches.push(start..at + 1);
            start = at + 1;
        }
    }
    (start == first.len()).then_some(stretches)
}

/// A run's lines in the order of the wanted keys, moved only within stretches.
/// A line whose key is not wanted takes a place that is left over; none if there are fewer lines than places.
fn align<'a>(lines: &'a [String], own: &[Key], wanted: &[Key], stretches: &[Range<usize>]) -> Option<Vec<&'a str>> {
    if lines.len() != wanted.len() {
        return None;
    }
    let mut aligned = Vec::with_capacity(lines.len());
    for stretch in stretches {
        let mut left: Vec<usize> = stretch.clone().collect();
        let places: Vec<Option<usize>> = wanted[stretch.clone()]
            .iter()
            .map(|key| {
                left.iter()
                    .position(|at| own[*at] == *key)
                    .map(|found| left.remove(found))
            })
            .collect();
        let mut left = left.into_iter();
        let filled = places
            .into_iter()
            .map(|place| place.or_else(|| left.next()).expect("as many lines as places"));
        aligned.extend(filled.map(|at| lines[at].as_str()));
    }
    Some(aligned)
}
