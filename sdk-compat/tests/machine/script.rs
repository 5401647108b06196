//! What a plugin does in its handlers: blocks of steps, which the Go build and the Rust build both carry out.

use std::fmt;

use proptest::prelude::*;
use sdk_compat::Str;

/// One thing that a plugin does: its name and its arguments, as words.
#[derive(Clone, PartialEq, Eq)]
pub struct Step(pub Vec<Vec<u8>>);

/// Steps under a name: that of a handler, or one that a step gives to its callback.
#[derive(Clone, Debug)]
pub struct Block {
    pub name: &'static str,
    pub steps: Vec<Step>,
}

/// All blocks of a plugin. A name may stand several times: a handler takes them in turn.
#[derive(Clone)]
pub struct Script(pub Vec<Block>);

/// `step!("set", key, value)`.
#[macro_export]
macro_rules! step {
    ($($word:expr),+ $(,)?) => {
        $crate::script::Step(vec![$($crate::script::word(&$word)),+])
    };
}

/// A word of a step.
pub fn word(text: &(impl AsRef<[u8]> + ?Sized)) -> Vec<u8> {
    text.as_ref().to_vec()
}

impl Step {
    /// The word at this place; empty where there is none.
    pub fn word(&self, at: usize) -> &[u8] {
        self.0.get(at).map_or(b"", Vec::as_slice)
    }

    pub fn text(&self, at: usize) -> Str {
        Str::copy_of(self.word(at))
    }

    pub fn number(&self, at: usize) -> i64 {
        std::str::from_utf8(self.word(at))
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0)
    }

    /// The same step with names and values as further words.
    pub fn with_pairs(mut self, pairs: Vec<(String, String)>) -> Self {
        self.0
            .extend(pairs.into_iter().flat_map(|(name, value)| [name.into(), value.into()]));
        self
    }

    /// The words from this place on.
    pub fn rest(&self, at: usize) -> &[Vec<u8>] {
        self.0.get(at..).unwrap_or(&[])
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(|word| super::world::shown(word)).collect();
        f.write_str(&words.join(" "))
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        for Block { name, steps } in &self.0 {
            writeln!(f, "  {name}:")?;
            steps.iter().try_for_each(|step| writeln!(f, "    {step:?}"))?;
        }
        Ok(())
    }
}

impl Script {
    /// The blocks with this name.
    pub fn blocks(&self, name: &str) -> impl Iterator<Item = &[Step]> {
        self.0
            .iter()
            .filter(move |block| block.name == name)
            .map(|block| block.steps.as_slice())
    }

    /// As the Go build reads it: lists with their length, 32 bits little-endian, in front.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let number = |out: &mut Vec<u8>, number: usize| out.extend((number as u32).to_le_bytes());
        number(&mut out, self.0.len());
        for Block { name, steps } in &self.0 {
            number(&mut out, name.len());
            out.extend(name.as_bytes());
            number(&mut out, steps.len());
            for Step(words) in steps {
                number(&mut out, words.len());
                for word in words {
                    number(&mut out, word.len());
                    out.extend(word);
                }
            }
        }
        out
    }
}

/// Up to `most` steps under a name.
pub fn block(
    name: &'static str,
    steps: impl Strategy<Value = Step> + 'static,
    most: usize,
) -> impl Strategy<Value = Block> {
    prop::collection::vec(steps, 0..=most).prop_map(move |steps| Block { name, steps })
}
