//! The differences of a pair, each told once: a build often differs alike in every case.

use crate::compare::{CaseReport, Finding};
use crate::observe::Kind;
use std::collections::BTreeMap;

/// A difference, and everywhere that it was found.
pub struct Group<'a> {
    /// It, as it was found first.
    pub finding: &'a Finding,
    /// The cases, by their number, and the findings that are the same but for their places.
    pub found: Vec<(usize, &'a Finding)>,
}

impl<'a> Group<'a> {
    /// All differences of the cases: traps first, which are why much else differs.
    pub fn all(cases: &'a [CaseReport]) -> Vec<Group<'a>> {
        let mut groups: Vec<Group> = Vec::new();
        let mut known: BTreeMap<(Kind, &[String], &[String]), usize> = BTreeMap::new();
        for (at, case) in cases.iter().enumerate() {
            for finding in &case.comparison.findings {
                let key = (finding.kind, &finding.original[..], &finding.port[..]);
                let group = *known.entry(key).or_insert(groups.len());
                match groups.get_mut(group) {
                    Some(group) => group.found.push((at, finding)),
                    None => groups.push(Group {
                        finding,
                        found: vec![(at, finding)],
                    }),
                }
            }
        }
        groups.sort_by_key(|group| group.finding.kind != Kind::Trap);
        groups
    }

    /// The cases in which it was found, by their number.
    pub fn cases(&self) -> Vec<usize> {
        let mut cases: Vec<usize> = self.found.iter().map(|(case, _)| *case).collect();
        cases.dedup();
        cases
    }
}
