//! Differences that a project allows, each with its reason and until when.

use super::noise::Finding;
use super::verdict::{AllowedFinding, CaseReport, Verdict};
use crate::observe::Kind;
use crate::{Error, Result};
use serde::Deserialize;
use similar::{ChangeTag, TextDiff};
use std::time::{Duration, SystemTime};

/// An `[[pair.allow]]` of `conformance.toml`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allowed {
    /// What is observed there, as `--json` names it: `log`, `client-response`.
    pub kind: Kind,
    /// Where: `request 1`. Any place where absent. `*` stands for any text.
    pub place: Option<String>,
    /// What every line that differs looks like. `*` stands for any text.
    pub pattern: String,
    /// Why the difference is allowed.
    pub reason: String,
    /// The last day on which it is, such as `2027-06-30`.
    pub expires: toml::value::Datetime,
    /// It stands under `[defaults]`: not every pair has to show it.
    #[serde(skip)]
    pub by_default: bool,
}

impl Allowed {
    /// Whether it is allowed still.
    ///
    /// # Errors
    /// Its day is over, or is none; it gives no reason.
    pub fn check(&self, now: SystemTime) -> Result<()> {
        let day = self.expires.to_string();
        let named = format!("the allowed difference `{}`", self.pattern);
        if self.kind == Kind::Start {
            let what = format!("{named}: where only one build accepts its configuration nothing else can be compared");
            return Err(Error::new(what).next("leave the case out, or mend the port"));
        }
        if self.reason.trim().is_empty() {
            return Err(Error::new(format!("{named} gives no reason")).next("say why the builds may differ there"));
        }
        let begins = crate::cases::rfc3339(&format!("{day}T00:00:00Z"))
            .map_err(|_| Error::new(format!("{named}: `{day}` is no day")).next("write it like 2027-06-30"))?;
        let ends = SystemTime::UNIX_EPOCH + Duration::from_nanos(begins) + Duration::from_hours(24);
        match now < ends {
            true => Ok(()),
            false => Err(Error::new(format!("{named} expired on {day}: {}", self.reason))
                .next("mend the port and remove the entry, or give it a later day")),
        }
    }

    fn fits(&self, finding: &Finding) -> bool {
        let place = self.place.as_deref().is_none_or(|place| matches(place, &finding.place));
        self.kind == finding.kind && place && self.fits_lines(finding)
    }

    fn fits_lines(&self, finding: &Finding) -> bool {
        let (original, port): (Vec<&str>, Vec<&str>) = (
            finding.original.iter().map(String::as_str).collect(),
            finding.port.iter().map(String::as_str).collect(),
        );
        let diff = TextDiff::from_slices(&original, &port);
        let mut changed = diff
            .iter_all_changes()
            .filter(|change| change.tag() != ChangeTag::Equal);
        changed.all(|change| matches(&self.pattern, change.value()))
    }
}

/// Whether a text is as a pattern says, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// The report of a case with the allowed differences set apart; a case that differs in nothing else is alike.
pub fn apply(allowed: &[Allowed], case: &CaseReport) -> CaseReport {
    let mut case = case.clone();
    if case.verdict != Verdict::Different {
        return case;
    }
    for finding in std::mem::take(&mut case.comparison.findings) {
        match allowed.iter().find(|allowed| allowed.fits(&finding)) {
            Some(allowed) => case.allowed.push(AllowedFinding {
                finding,
                reason: allowed.reason.clone(),
            }),
            None => case.comparison.findings.push(finding),
        }
    }
    if case.comparison.findings.is_empty() {
        case.verdict = Verdict::Alike;
    }
    case
}

/// A warning for each allowed difference that no case showed.
pub fn unused(allowed: &[Allowed], cases: &[CaseReport]) -> Vec<String> {
    let used = |entry: &Allowed| {
        cases
            .iter()
            .flat_map(|case| &case.allowed)
            .any(|used| entry.fits(&used.finding))
    };
    let warning = |entry: &Allowed| format!("the allowed difference `{}` was not seen: remove it", entry.pattern);
    allowed
        .iter()
        .filter(|entry| !entry.by_default && !used(entry))
        .map(warning)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allowed(pattern: &str, expires: &str) -> Allowed {
        let text = format!("kind = \"log\"\npattern = \"{pattern}\"\nreason = \"known\"\nexpires = {expires}\n");
        toml::from_str(&text).unwrap()
    }

    fn finding(original: &[&str], port: &[&str]) -> Finding {
        let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_string()).collect();
        Finding {
            kind: Kind::Log,
            place: "request 1".into(),
            original: lines(original),
            port: lines(port),
        }
    }

    #[test]
    fn every_line_that_differs_has_to_fit() {
        let entry = allowed("info took * ms", "2027-06-30");
        assert!(entry.fits(&finding(&["a", "info took 3 ms"], &["a", "info took 4 ms"])));
        assert!(!entry.fits(&finding(&["a", "info took 3 ms"], &["b", "info took 4 ms"])));
        assert!(!entry.fits(&Finding {
            kind: Kind::Callout,
            ..finding(&["info took 3 ms"], &[])
        }));
        let elsewhere = Allowed {
            place: Some("request 2".into()),
            ..entry
        };
        assert!(!elsewhere.fits(&finding(&["info took 3 ms"], &[])));
    }

    #[test]
    fn it_holds_until_its_day_is_over() {
        let entry = allowed("*", "2026-01-31");
        let at = |text: &str| SystemTime::UNIX_EPOCH + Duration::from_nanos(crate::cases::rfc3339(text).unwrap());
        entry.check(at("2026-01-31T23:59:59Z")).unwrap();
        let error = entry.check(at("2026-02-01T00:00:00Z")).unwrap_err();
        assert_eq!(error.what(), "the allowed difference `*` expired on 2026-01-31: known");
    }

    proptest! {
        #[test]
        fn a_pattern_made_from_a_text_matches_it(text in "[a-c*]{0,12}", cut in 0_usize..12, length in 0_usize..12) {
            prop_assert!(matches(&text, &text));
            let (cut, length) = (cut.min(text.len()), length.min(text.len().saturating_sub(cut)));
            let pattern = [&text[..cut], "*", &text[cut + length..]].concat();
            prop_assert!(matches(&pattern, &text));
        }
    }
}
