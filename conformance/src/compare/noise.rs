//! What differs between the original's runs and the port's: noise where the original differs from itself, else a finding.
//!
//! A pure function over outcomes. Noise is masked token by token; whatever a run of the original did, the port may do.

use super::shipped;
use super::template::{Noise, Spot, Template};
use crate::observe::{Kind, Outcome};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The original and the port against each other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Comparison {
    /// Where the port did what no run of the original did.
    pub findings: Vec<Finding>,
    /// Where the original differs from itself.
    pub masks: Vec<Mask>,
}

/// A difference between the original and the port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// What was observed.
    pub kind: Kind,
    /// Where it was observed.
    pub place: String,
    /// What the original showed, masks in place.
    pub original: Vec<String>,
    /// What the port showed; where a mask fits, the mask.
    pub port: Vec<String>,
}

/// A place where the original differs from itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mask {
    /// What was observed.
    pub kind: Kind,
    /// Where it was observed.
    pub place: String,
    /// The line there, and what differs in it.
    #[serde(flatten)]
    pub spot: Spot,
}

/// One place of the observations: a kind, where, and which of several of the same name.
pub(super) type Place<'a> = (Kind, usize, &'a str);

/// What each of several runs showed at one place; none where it showed nothing.
pub(super) type Seen<'a> = Vec<Option<&'a [String]>>;

/// Compares runs of the original with a run of the port.
///
/// # Panics
/// Without a run of the original.
pub fn compare(originals: &[Outcome], port: &Outcome) -> Comparison {
    assert!(!originals.is_empty(), "a comparison needs a run of the original");
    // Most are, and that is all that is to be seen.
    if originals
        .iter()
        .all(|original| original.observations == port.observations)
    {
        return Comparison::default();
    }
    let (originals, port): (Vec<_>, _) = (originals.iter().map(shipped::masked).collect(), &shipped::masked(port));
    let places: Vec<_> = by_place(originals.iter().chain([port]))
        .into_iter()
        .map(|((kind, _, place), mut seen)| {
            let port = seen.pop().flatten();
            (Original::of(&seen, kind, place), port)
        })
        .collect();
    let run = followed_run(originals.len(), &places);
    let mut comparison = Comparison::default();
    for (original, port) in &places {
        let (finding, masks) = original.judge(run, *port);
        comparison.findings.extend(finding);
        comparison.masks.extend(masks);
    }
    // A trap is why much else differs.
    comparison.findings.sort_by_key(|finding| finding.kind != Kind::Trap);
    // Where only one build starts, everything else differs too, and only because of that.
    let start_differs = comparison.findings.iter().any(|finding| finding.kind == Kind::Start);
    if start_differs && originals.iter().all(|original| original.refused != port.refused) {
        comparison.findings.retain(|finding| finding.kind == Kind::Start);
    }
    comparison
}

/// The run of the original that the port is measured by where the original went several ways: one whose ways the port
/// went at all those places together, else one of the most trodden ways. Different ways at different places do not add up.
fn followed_run(runs: usize, places: &[(Original, Option<&[String]>)]) -> usize {
    let forks: Vec<_> = places.iter().filter(|(original, _)| original.ways.len() > 1).collect();
    let follows = |run: &usize| {
        forks
            .iter()
            .all(|(original, port)| original.way(*run).is_gone_by(*port))
    };
    let trodden = |run: &usize| {
        forks
            .iter()
            .map(|(original, _)| original.way(*run).runs.len())
            .sum::<usize>()
    };
    let most = |runs: &mut dyn Iterator<Item = usize>| runs.max_by_key(|run| (trodden(run), Reverse(*run)));
    most(&mut (0..runs).filter(follows))
        .or_else(|| most(&mut (0..runs)))
        .expect("there is a run")
}

/// What the runs showed, place by place, sorted by kind and then in order of appearance.
pub(super) fn by_place<'a>(outcomes: impl Iterator<Item = &'a Outcome> + Clone) -> Vec<(Place<'a>, Seen<'a>)> {
    let runs = outcomes.clone().count();
    let mut order: Vec<Place> = Vec::new();
    let mut seen: BTreeMap<Place, Seen> = BTreeMap::new();
    for (run, outcome) in outcomes.enumerate() {
        let mut repeated = BTreeMap::new();
        for observation in &outcome.observations {
            let nth = repeated
                .entry((observation.kind, &observation.place))
                .or_insert(0_usize);
            let place = (observation.kind, *nth, observation.place.as_str());
            *nth += 1;
            let at_place = seen.entry(place).or_insert_with(|| {
                order.push(place);
                vec![None; runs]
            });
            at_place[run] = Some(&observation.lines);
        }
    }
    order.sort_by_key(|(kind, ..)| *kind);
    order
        .into_iter()
        .filter_map(|place| Some((place, seen.remove(&place)?)))
        .collect()
}

/// Which runs went a way, and the variants of what they showed there, with their noise made steady; none where they showed
/// nothing.
pub(super) type Steady = (Vec<usize>, Option<Vec<Vec<String>>>);

/// The ways that the runs went at one place.
pub(super) fn ways(seen: &[Option<&[String]>]) -> Vec<Steady> {
    let steady = |way: Way| {
        let shown = way.template.map(|template| {
            let lines: Vec<&[String]> = way.runs.iter().filter_map(|run| seen[*run]).collect();
            template.steady(&lines)
        });
        (way.runs, shown)
    };
    // Neither kind nor place matters for the ways.
    Original::of(seen, Kind::Start, "")
        .ways
        .into_iter()
        .map(steady)
        .collect()
}

/// What the original showed at one place: one way, or several when its runs are not the same but for tokens.
struct Original<'a> {
    kind: Kind,
    place: &'a str,
    /// The most trodden first.
    ways: Vec<Way>,
}

/// What some runs of the original showed at one place; no template where they showed nothing.
struct Way {
    runs: Vec<usize>,
    template: Option<Template>,
}

impl<'a> Original<'a> {
    fn of(seen: &[Option<&[String]>], kind: Kind, place: &'a str) -> Self {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let laid = |runs: &[usize]| {
            let lines: Option<Vec<&[String]>> = runs.iter().map(|run| seen[*run]).collect();
            Template::of(&lines?)
        };
        for run in (0..seen.len()).filter(|run| seen[*run].is_some()) {
            let with = |group: &Vec<usize>| laid(&[group.as_slice(), &[run]].concat());
            match groups.iter_mut().find(|group| with(group).is_some()) {
                Some(group) => group.push(run),
                None => groups.push(vec![run]),
            }
        }
        let absent: Vec<usize> = (0..seen.len()).filter(|run| seen[*run].is_none()).collect();
        groups.extend((!absent.is_empty()).then_some(absent));
        groups.sort_by_key(|runs| Reverse(runs.len()));
        let way = |runs: Vec<usize>| Way {
            template: laid(&runs),
            runs,
        };
        Original {
            kind,
            place,
            ways: groups.into_iter().map(way).collect(),
        }
    }

    /// The way that a run went.
    fn way(&self, run: usize) -> &Way {
        let went = |way: &&Way| way.runs.contains(&run);
        self.ways.iter().find(went).expect("every run went some way")
    }

    /// Measures the port by a run of the original.
    fn judge(&self, run: usize, port: Option<&[String]>) -> (Option<Finding>, Vec<Mask>) {
        let way = self.way(run);
        let finding = (!way.is_gone_by(port)).then(|| self.finding(way, port));
        let noise = way.template.as_ref().map(Template::noise).unwrap_or_default();
        let mask = |spot| Mask {
            kind: self.kind,
            place: self.place.to_string(),
            spot,
        };
        (finding, self.variants().into_iter().chain(noise).map(mask).collect())
    }

    fn finding(&self, way: &Way, port: Option<&[String]>) -> Finding {
        let port = port.unwrap_or_default();
        let template = way.template.as_ref();
        Finding {
            kind: self.kind,
            place: self.place.to_string(),
            original: template.map(Template::shown).unwrap_or_default(),
            port: template.map_or_else(|| port.to_vec(), |template| template.show(port)),
        }
    }

    /// Says so where the original's runs are not the same but for tokens.
    fn variants(&self) -> Option<Spot> {
        (self.ways.len() > 1).then(|| Spot {
            line: 1,
            noise: Noise::Variants,
            text: format!("{} ways", self.ways.len()),
            examples: self.ways.iter().take(3).map(Way::example).collect(),
        })
    }
}

impl Way {
    /// Whether the port went this way.
    fn is_gone_by(&self, port: Option<&[String]>) -> bool {
        match (port, &self.template) {
            (None, None) => true,
            (Some(port), Some(template)) => template.show(port) == template.shown(),
            _ => false,
        }
    }

    fn example(&self) -> String {
        let runs = match self.runs.len() {
            1 => "1 run".to_string(),
            runs => format!("{runs} runs"),
        };
        match &self.template {
            Some(template) => format!("{runs}: {}", template.shown().join(" | ")),
            None => format!("{runs}: nothing"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Class;
    use crate::observe::Observation;
    use proptest::prelude::*;
    use proptest::sample::Index;

    /// An outcome with one observation.
    fn log(lines: &[impl AsRef<str>]) -> Outcome {
        Outcome {
            observations: vec![Observation {
                kind: Kind::Log,
                place: "request 1".into(),
                lines: lines.iter().map(|line| line.as_ref().to_string()).collect(),
            }],
            ..Outcome::default()
        }
    }

    fn noise(comparison: &Comparison) -> Vec<Noise> {
        comparison.masks.iter().map(|mask| mask.spot.noise).collect()
    }

    #[test]
    fn what_the_original_does_twice_the_port_has_to_do() {
        let comparison = compare(&[log(&["info: hello"]), log(&["info: hello"])], &log(&["warn: hello"]));
        assert_eq!(comparison.masks, []);
        assert_eq!(comparison.findings.len(), 1);
        assert_eq!(comparison.findings[0].original, ["info: hello"]);
        assert_eq!(comparison.findings[0].port, ["warn: hello"]);
    }

    #[test]
    fn a_token_that_varies_is_masked_and_the_rest_of_its_line_is_not() {
        let originals = [
            log(&["took 12ms to 127.0.0.1:4001"]),
            log(&["took 7ms to 127.0.0.1:4002"]),
        ];
        let alike = compare(&originals, &log(&["took 100ms to 127.0.0.1:9"]));
        assert_eq!(alike.findings, []);
        assert_eq!(noise(&alike), [Noise::Token(Class::Number), Noise::Token(Class::Port)]);
        assert_eq!(alike.masks[0].spot.examples, ["12", "7"]);

        let different = compare(&originals, &log(&["took 100us to 127.0.0.1:9"]));
        assert_eq!(different.findings[0].original, ["took <number>ms to 127.0.0.1:<port>"]);
        assert_eq!(different.findings[0].port, ["took <number>us to 127.0.0.1:<port>"]);
    }

    #[test]
    fn lines_that_the_original_swaps_may_come_in_any_order_and_no_others() {
        let originals = [
            log(&["start", "a: 1", "b: 2", "end"]),
            log(&["start", "b: 2", "a: 1", "end"]),
        ];
        assert_eq!(
            compare(&originals, &log(&["start", "b: 2", "a: 1", "end"])).findings,
            []
        );
        assert_eq!(noise(&compare(&originals, &originals[0])), [Noise::LineOrder]);
        for wrong in [["a: 1", "start", "b: 2", "end"], ["start", "a: 2", "b: 1", "end"]] {
            assert_eq!(compare(&originals, &log(&wrong)).findings.len(), 1, "{wrong:?}");
        }
    }

    #[test]
    fn a_written_map_may_come_in_any_order_and_keeps_its_values() {
        let originals = [log(&[r#"body: {"a":1,"b":"x"}"#]), log(&[r#"body: {"b":"x","a":1}"#])];
        assert_eq!(noise(&compare(&originals, &originals[1])), [Noise::OrderInLine]);
        assert_eq!(compare(&originals, &originals[1]).findings, []);
        assert_eq!(
            compare(&originals, &log(&[r#"body: {"b":1,"a":"x"}"#])).findings.len(),
            1
        );
    }

    #[test]
    fn an_original_that_is_not_the_same_twice_asks_the_port_to_be_like_one_run() {
        let originals = [log(&["cached"]), log(&["asked", "answered"]), log(&["cached"])];
        for run in &originals {
            let comparison = compare(&originals, run);
            assert_eq!(comparison.findings, []);
            assert_eq!(noise(&comparison), [Noise::Variants]);
        }
        let comparison = compare(&originals, &log(&["asked"]));
        assert_eq!(comparison.findings[0].original, ["cached"]);
    }

    #[test]
    fn different_ways_at_different_places_do_not_add_up() {
        let run = |status: &str, log: &str| Outcome {
            observations: [(Kind::ClientResponse, status), (Kind::Log, log)]
                .map(|(kind, line)| Observation {
                    kind,
                    place: "request 1".into(),
                    lines: line.lines().map(String::from).collect(),
                })
                .to_vec(),
            ..Outcome::default()
        };
        let originals = [
            run("200", "served"),
            run("200", "served"),
            run("503\nretry", "lost\nretry"),
        ];
        assert_eq!(compare(&originals, &originals[2]).findings, []);
        let findings = compare(&originals, &run("403", "lost\nretry")).findings;
        let originals: Vec<_> = findings.iter().map(|finding| finding.original.join("")).collect();
        assert_eq!(originals, ["200", "served"]);
    }

    #[test]
    fn a_line_of_nothing_but_changing_words_is_not_masked() {
        let originals = [log(&["granted"]), log(&["denied"])];
        assert_eq!(noise(&compare(&originals, &originals[0])), [Noise::Variants]);
        assert_eq!(compare(&originals, &log(&["ignored"])).findings.len(), 1);
        let named = [log(&["user: alice"]), log(&["user: bob"])];
        assert_eq!(
            noise(&compare(&named, &log(&["user: carol"]))),
            [Noise::Token(Class::Word)]
        );
    }

    #[test]
    fn where_only_one_build_starts_that_is_the_finding() {
        let start = |line: &str| Observation {
            kind: Kind::Start,
            place: String::new(),
            lines: vec![line.into()],
        };
        let mut accepts = log(&["info: served"]);
        accepts.observations.insert(0, start("accepted"));
        let mut refuses = log(&["error: missing requestPath"]);
        refuses.observations.insert(0, start("refused"));
        refuses.refused = true;

        let kinds = |originals: &[Outcome], port: &Outcome| -> Vec<Kind> {
            compare(originals, port)
                .findings
                .iter()
                .map(|finding| finding.kind)
                .collect()
        };
        assert_eq!(kinds(&[accepts.clone(), accepts.clone()], &refuses), [Kind::Start]);
        assert_eq!(kinds(&[refuses.clone(), refuses.clone()], &accepts), [Kind::Start]);
        let mut for_another_reason = refuses.clone();
        for_another_reason.observations[1].lines = vec!["error: missing".into()];
        assert_eq!(kinds(&[refuses.clone(), refuses], &for_another_reason), [Kind::Log]);
    }

    #[test]
    fn an_observation_that_only_one_build_has_is_a_finding() {
        let none = Outcome::default();
        assert_eq!(
            compare(&[none.clone(), none.clone()], &log(&["x"])).findings[0].port,
            ["x"]
        );
        assert_eq!(compare(&[log(&["x"]), log(&["x"])], &none).findings[0].original, ["x"]);
    }

    /// Lines as plugins write them: words, numbers, times and marks.
    fn line() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-c]{1,2}",
            "[0-9]{1,3}",
            Just("1750000000".to_string()),
            Just("2026-01-31T23:59:59Z".to_string()),
            Just("127.0.0.1:8080".to_string()),
            "[ :,;&{}\"\\\\]",
        ];
        proptest::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
    }

    fn lines() -> impl Strategy<Value = Vec<String>> {
        proptest::collection::vec(line(), 0..6)
    }

    proptest! {
        #[test]
        fn identical_runs_have_neither_noise_nor_findings(lines in lines()) {
            let run = log(&lines);
            prop_assert_eq!(compare(&[run.clone(), run.clone()], &run), Comparison::default());
        }

        #[test]
        fn what_any_run_of_the_original_did_is_never_a_finding(
            runs in proptest::collection::vec(lines(), 1..5), which in any::<Index>(),
        ) {
            let runs: Vec<_> = runs.iter().map(|lines| log(lines)).collect();
            prop_assert_eq!(compare(&runs, which.get(&runs)).findings, []);
        }

        #[test]
        fn a_changed_byte_is_found_where_the_original_is_the_same_twice(
            lines in proptest::collection::vec(line(), 1..6), which in any::<Index>(), at in any::<Index>(), byte in b' '..=b'~',
        ) {
            let mut changed = lines.clone();
            let line = which.index(lines.len());
            let mut bytes = changed[line].clone().into_bytes();
            let at = at.index(bytes.len());
            prop_assume!(bytes[at] != byte);
            bytes[at] = byte;
            changed[line] = String::from_utf8(bytes).expect("ASCII stays ASCII");
            prop_assert_eq!(compare(&[log(&lines), log(&lines)], &log(&changed)).findings.len(), 1);
        }

        #[test]
        fn a_changed_byte_outside_of_the_masked_token_is_found(
            before in "[a-z]{1,6}", after in "[a-z]{1,6}", ids in proptest::array::uniform3("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}"),
            at in any::<Index>(), byte in b'a'..=b'z',
        ) {
            prop_assume!(ids[0] != ids[1]);
            let line = |id: &str| format!("{before} {id} {after}");
            let originals = [log(&[line(&ids[0])]), log(&[line(&ids[1])])];
            prop_assert_eq!(compare(&originals, &log(&[line(&ids[2])])).findings, []);

            let mut words = [before.clone(), after.clone()];
            let word = at.index(2);
            let at = at.index(words[word].len());
            prop_assume!(words[word].as_bytes()[at] != byte);
            words[word].replace_range(at..=at, &char::from(byte).to_string());
            let wrong = format!("{} {} {}", words[0], ids[2], words[1]);
            prop_assert_eq!(compare(&originals, &log(&[wrong])).findings.len(), 1);
        }

        #[test]
        fn shuffled_lines_are_alike_and_a_replaced_one_is_found(
            lines in proptest::collection::hash_set("[a-z]{2,5}", 2..6), which in any::<Index>(),
        ) {
            let lines: Vec<String> = lines.into_iter().collect();
            let reversed: Vec<String> = lines.iter().rev().cloned().collect();
            let originals = [log(&lines), log(&reversed)];
            let mut port = lines.clone();
            port.rotate_left(1);
            prop_assert_eq!(compare(&originals, &log(&port)).findings, []);
            let at = which.index(port.len());
            port[at] = "Z".into();
            prop_assert_eq!(compare(&originals, &log(&port)).findings.len(), 1);
        }
    }
}
