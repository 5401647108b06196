//! The cases of a pair against what was observed: where they differ, and where they were masked.

use super::super::group::Group;
use super::{Foreign, class};
use crate::compare::{CaseReport, Verdict};
use crate::observe::Kind;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// So many cases have a row, those that are not alike first.
const MOST_ROWS: usize = 1_000;

/// The cases in rows, the kinds of observations in columns.
pub fn matrix(pair: usize, cases: &[CaseReport], groups: &[Group]) -> Markup {
    let mut links: BTreeMap<(usize, Kind), usize> = BTreeMap::new();
    for (number, group) in groups.iter().enumerate() {
        for (case, finding) in &group.found {
            links.entry((*case, finding.kind)).or_insert(number);
        }
    }
    let mut shown: Vec<usize> = (0..cases.len()).collect();
    if shown.len() > MOST_ROWS {
        shown.sort_by_key(|case| cases[*case].verdict == Verdict::Alike);
        shown.truncate(MOST_ROWS);
        shown.sort_unstable();
    }
    html! {
        div class="scroll" tabindex="0" role="region" aria-label="cases by what was observed" {
            table class="matrix" {
                thead { tr {
                    th scope="col" { "case" }
                    th scope="col" { "verdict" }
                    @for kind in Kind::ALL { th scope="col" class="kind" { (kind.title()) } }
                } }
                tbody {
                    @for at in &shown {
                        tr data-verdict=(cases[*at].verdict.words()) {
                            th scope="row" { (Foreign(&cases[*at].name)) }
                            td { span class=(class(cases[*at].verdict)) { (cases[*at].verdict.words()) } }
                            @for kind in Kind::ALL { (cell(pair, &cases[*at], kind, links.get(&(*at, kind)).copied())) }
                        }
                    }
                }
            }
        }
        @if cases.len() > shown.len() { p { "and " (cases.len() - shown.len()) " more cases; all of them with --json" } }
    }
}

/// A difference leads to where it is shown.
fn cell(pair: usize, case: &CaseReport, kind: Kind, group: Option<usize>) -> Markup {
    let masks = case.comparison.masks.iter().filter(|mask| mask.kind == kind).count();
    html! {
        @match (group, masks) {
            (Some(group), _) => {
                td class="cell differs" { a href={ "#p" (pair) "d" (group) } title={ (kind.title()) ": differs" } { "≠" span class="words" { " differs" } } }
            }
            (None, 1..) => { td class="cell masked" title={ (kind.title()) ": " (masks) " masked" } { "~" span class="words" { " masked" } } }
            (None, 0) => { td class="cell" { "·" } }
        }
    }
}
