//! Golden files: what the original did, as text that a repository keeps and reviews read as diffs.
//!
//! A golden file holds the cases, and for each what several runs of the original showed. What varied from run to run is
//! written the same way each time, so that recording the same build again gives the same text as far as it can.

use super::noise::{by_place, ways};
use super::schedule::{MOST_ORIGINALS, original};
use super::shipped;
use crate::cases::{self, Case};
use crate::files;
use crate::inspect::Module;
use crate::observe::{Evidence, Kind, Observation, Outcome, Trail};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The version of the format that is written.
const VERSION: u64 = 1;

/// The largest file that is read (bytes).
const LARGEST: u64 = 256 << 20;

/// What the original did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Golden {
    golden: u64,
    /// The tools that recorded it.
    pub recorded: Recorded,
    /// The name of the plugin as its log showed it.
    pub plugin: String,
    /// The build.
    pub original: Build,
    /// How often each case ran.
    runs: usize,
    cases: Vec<RecordedCase>,
}

/// The tools that recorded a golden file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Recorded {
    /// The version of `conformance`.
    pub conformance: String,
    /// The version of Envoy.
    pub envoy: String,
}

/// The build of the original.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The name of the file.
    pub file: String,
    /// Its size (bytes).
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// What built it.
    pub toolchain: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedCase {
    case: Value,
    refused: bool,
    served: usize,
    callbacks: BTreeMap<String, u64>,
    body_chunks: Vec<u64>,
    traps: Vec<String>,
    observations: Vec<Seen>,
}

/// A case whose neighbours are named by where they lie, whichever way that was said.
fn found(case: &Case) -> Case {
    let mut case = case.clone();
    for neighbour in case.neighbours_mut() {
        if let Ok(there) = neighbour.module.canonicalize() {
            neighbour.module = there;
        }
    }
    case
}

/// What some runs showed at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    kind: Kind,
    place: String,
    /// The runs that showed it, counted from 1, where not all did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    runs: Vec<usize>,
    lines: Vec<String>,
    /// What other runs showed in place of some of the lines, by their numbers counted from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    or: Vec<BTreeMap<usize, String>>,
}

impl Golden {
    /// What runs of the original showed, case by case.
    ///
    /// # Errors
    /// In some runs the original took its configuration and in others it refused it.
    pub fn new(plugin: &str, original: &Module, envoy: &str, outcomes: Vec<(Case, Vec<Outcome>)>) -> Result<Self> {
        Ok(Golden {
            golden: VERSION,
            recorded: Recorded {
                conformance: env!("CARGO_PKG_VERSION").to_string(),
                envoy: envoy.to_string(),
            },
            plugin: plugin.to_string(),
            original: Build {
                // Where it lay is nobody's else business, and would differ from machine to machine.
                file: Path::new(&original.name)
                    .file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
                bytes: original.size,
                sha256: original.sha256.clone(),
                toolchain: original.toolchain.to_string(),
            },
            runs: MOST_ORIGINALS,
            cases: outcomes
                .iter()
                .map(|(case, runs)| RecordedCase::new(case, runs))
                .collect::<Result<_>>()?,
        })
    }

    /// The text of the file in a folder: the plugins beside the compared one are named from there, as in case files.
    pub fn text_in(&self, folder: &Path) -> String {
        let mut golden = self.clone();
        golden.name_neighbours(|module| files::seen_from(folder, module));
        serde_json::to_string_pretty(&golden).expect("plain data can be written as JSON") + "\n"
    }

    fn name_neighbours(&mut self, name: impl Fn(&Path) -> PathBuf) {
        for case in &mut self.cases {
            for at in ["before", "after"] {
                let beside = case.case.get_mut(at).and_then(Value::as_array_mut);
                for module in beside
                    .into_iter()
                    .flatten()
                    .filter_map(|beside| beside.get_mut("module"))
                {
                    if let Some(path) = module.as_str() {
                        *module = name(Path::new(path)).to_string_lossy().into();
                    }
                }
            }
        }
    }

    /// Whether a file is a golden file rather than a module.
    pub fn is_one(path: &Path) -> bool {
        use std::io::Read;
        let mut first = [0; 64];
        let read = std::fs::File::open(path)
            .and_then(|mut file| file.read(&mut first))
            .unwrap_or_default();
        first[..read].trim_ascii_start().starts_with(b"{")
    }

    /// Reads a golden file.
    ///
    /// # Errors
    /// It cannot be read, is no golden file, or is one of another version.
    pub fn read(path: &Path) -> Result<Self> {
        let text = files::read_text(path, LARGEST, "give a file that `conformance record` wrote")?;
        let mut golden = Golden::parse(&text).map_err(|error| error.at(path.display()))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        golden.name_neighbours(|module| folder.join(module));
        Ok(golden)
    }

    fn parse(text: &str) -> Result<Self> {
        let no_golden = |why: String| Error::new(why).next("record it: conformance record GO.wasm -o golden.json");
        let document: Value =
            serde_json::from_str(text).map_err(|error| no_golden(format!("no golden file: {error}")))?;
        match document.get("golden").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(version @ (VERSION..)) => {
                let what = format!("a golden file of version {version}, and this conformance reads version {VERSION}");
                return Err(Error::new(what).next("use the conformance that recorded it, or record it anew"));
            }
            _ => return Err(no_golden("no golden file: it does not begin with its version".into())),
        }
        // From the text, so that a message names the line.
        let golden: Golden =
            serde_json::from_str(text).map_err(|error| no_golden(format!("a damaged golden file: {error}")))?;
        if golden.runs == 0 {
            return Err(no_golden("a golden file without a run".into()));
        }
        golden.cases()?;
        Ok(golden)
    }

    /// The cases that it was recorded with.
    ///
    /// # Errors
    /// A case that is none.
    pub fn cases(&self) -> Result<Vec<Case>> {
        let case = |recorded: &RecordedCase| {
            serde_json::from_value(recorded.case.clone()).map_err(|error| {
                let name = recorded.case["name"].as_str().unwrap_or("a case without a name");
                Error::new(format!("{name}: {error}")).next("record the golden file anew")
            })
        };
        self.cases.iter().map(case).collect()
    }

    /// Checks that it was recorded with these cases.
    ///
    /// # Errors
    /// It was not; which cases differ.
    pub fn check_cases(&self, cases: &[Case]) -> Result<()> {
        let own = self.cases()?;
        let named = |cases: &[Case], name: &str| cases.iter().find(|case| case.name == name).cloned();
        let mut differ = Vec::new();
        for case in cases {
            match named(&own, &case.name) {
                None => differ.push(format!("`{}` is new", case.name)),
                Some(before) if found(&before) != found(case) => {
                    differ.push(format!("`{}` is not the same", case.name))
                }
                Some(_) => {}
            }
        }
        let gone = own.iter().filter(|case| named(cases, &case.name).is_none());
        differ.extend(gone.map(|case| format!("`{}` is gone", case.name)));
        if differ.is_empty() {
            return Ok(());
        }
        let more = differ.len().saturating_sub(5);
        differ.truncate(5);
        differ.extend((more > 0).then(|| format!("and {more} more")));
        Err(Error::new(format!("recorded with other cases: {}", differ.join(", ")))
            .next("record it anew with these cases, or leave --cases and --config out to run its own"))
    }

    /// What a run of the original did in a case.
    ///
    /// # Errors
    /// There is no such run or case.
    pub fn outcome(&self, run: &str, case: &Case) -> Result<Outcome> {
        let nth = (1..=MOST_ORIGINALS).find(|nth| original(*nth) == run);
        let recorded = self
            .cases
            .iter()
            .find(|recorded| recorded.case["name"] == case.name.as_str());
        match (nth, recorded) {
            // Where more runs are asked for than were recorded, they come again.
            (Some(nth), Some(recorded)) => Ok(recorded.outcome((nth - 1) % self.runs)),
            _ => Err(Error::new(format!(
                "the golden file does not hold {run} of `{}`",
                case.name
            ))),
        }
    }
}

impl RecordedCase {
    fn new(case: &Case, runs: &[Outcome]) -> Result<Self> {
        let refused = runs.iter().filter(|run| run.refused).count();
        if refused != 0 && refused != runs.len() {
            let what = format!(
                "{}: the original refused its configuration in {refused} of {} runs",
                case.name,
                runs.len()
            );
            return Err(Error::new(what).next("leave this case out: what it shows is chance"));
        }
        let evidence = runs.first().map(|run| run.evidence.clone()).unwrap_or_default();
        let masked: Vec<Outcome> = runs.iter().map(shipped::masked).collect();
        Ok(RecordedCase {
            case: cases::plain(case),
            refused: refused > 0,
            served: evidence.served,
            callbacks: evidence.callbacks,
            body_chunks: evidence.body_chunks,
            traps: evidence.traps,
            observations: by_place(masked.iter())
                .into_iter()
                .flat_map(|((kind, _, place), seen)| Seen::at(kind, place, &seen))
                .collect(),
        })
    }

    /// The outcome of a run, counted from 0.
    fn outcome(&self, run: usize) -> Outcome {
        Outcome {
            observations: self.observations.iter().filter_map(|seen| seen.in_run(run)).collect(),
            evidence: Evidence {
                served: self.served,
                callbacks: self.callbacks.clone(),
                body_chunks: self.body_chunks.clone(),
                traps: self.traps.clone(),
                trail: Trail::default(),
            },
            refused: self.refused,
        }
    }
}

impl Seen {
    /// What the runs showed at a place: once where they are the same but for noise, else once for each way they went.
    fn at(kind: Kind, place: &str, seen: &[Option<&[String]>]) -> Vec<Seen> {
        let mut all: Vec<Seen> = ways(seen)
            .into_iter()
            .filter_map(|(runs, steady)| {
                let mut variants = steady?;
                let lines = variants.remove(0);
                Some(Seen {
                    kind,
                    place: place.to_string(),
                    or: variants.iter().map(|variant| changed(&lines, variant)).collect(),
                    lines,
                    runs: if runs.len() == seen.len() {
                        Vec::new()
                    } else {
                        runs.iter().map(|run| run + 1).collect()
                    },
                })
            })
            .collect();
        all.sort_by(|one, other| one.lines.cmp(&other.lines));
        all
    }

    fn in_run(&self, run: usize) -> Option<Observation> {
        let nth = match self.runs.is_empty() {
            true => run,
            false => self.runs.iter().position(|own| *own == run + 1)?,
        };
        let mut lines = self.lines.clone();
        // The variants take turns, the first among them.
        if let Some(variant) = (nth % (self.or.len() + 1)).checked_sub(1) {
            for (line, text) in &self.or[variant] {
                if let Some(line) = line.checked_sub(1).and_then(|at| lines.get_mut(at)) {
                    line.clone_from(text);
                }
            }
        }
        Some(Observation {
            kind: self.kind,
            place: self.place.clone(),
            lines,
        })
    }
}

/// The lines of a variant that are not the first one's; both have as many.
fn changed(lines: &[String], variant: &[String]) -> BTreeMap<usize, String> {
    let pairs = lines.iter().zip(variant).enumerate();
    pairs
        .filter(|(_, (line, other))| line != other)
        .map(|(at, (_, other))| (at + 1, other.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::noise::compare;
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn case(name: &str) -> Case {
        serde_json::from_value(json!({"name": name, "requests": [{}]})).unwrap()
    }

    fn logged(lines: &[String]) -> Outcome {
        Outcome {
            observations: vec![Observation {
                kind: Kind::Log,
                place: "requests".into(),
                lines: lines.to_vec(),
            }],
            ..Outcome::default()
        }
    }

    fn module() -> Module {
        let wasm = wat::parse_str(
            r#"(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_1"))
                (func (export "malloc") (param i32) (result i32) i32.const 0) (func (export "_initialize")))"#,
        );
        Module::parse("go.wasm", wasm.unwrap()).unwrap()
    }

    fn golden(runs: &[Outcome]) -> Golden {
        Golden::new("my-plugin", &module(), "1.40.0", vec![(case("a"), runs.to_vec())]).unwrap()
    }

    fn lines(runs: &[&[&str]]) -> Vec<Outcome> {
        let run = |lines: &&[&str]| logged(&lines.iter().map(|line| line.to_string()).collect::<Vec<_>>());
        runs.iter().map(run).collect()
    }

    #[test]
    fn neighbours_are_named_from_the_folder_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let (made, golden_files) = (folder.path().join("made"), folder.path().join("golden"));
        for at in [&made, &golden_files] {
            std::fs::create_dir(at).unwrap();
        }
        let module = made.join("auth.wasm");
        std::fs::write(&module, "").unwrap();
        let beside = |module: &Path| -> Case {
            let neighbours = json!([{"module": module}]);
            serde_json::from_value(json!({"name": "a", "after": neighbours, "requests": [{}]})).unwrap()
        };
        let run = lines(&[&["one"]]);
        let recorded = Golden::new("p", &self::module(), "1.40.0", vec![(beside(&module), run)]).unwrap();
        let file = golden_files.join("p.json");
        std::fs::write(&file, recorded.text_in(&golden_files)).unwrap();
        assert!(
            std::fs::read_to_string(&file)
                .unwrap()
                .contains("\"../made/auth.wasm\"")
        );
        let read = Golden::read(&file).unwrap();
        read.check_cases(&[beside(&module)]).unwrap();
        std::fs::copy(&module, made.join("other.wasm")).unwrap();
        assert!(read.check_cases(&[beside(&made.join("other.wasm"))]).is_err());
    }

    #[test]
    fn recording_again_gives_the_same_text_although_ids_and_orders_vary() {
        let uuid = |seed: u8| {
            let hex = format!("{seed:02x}").repeat(16);
            format!(
                "id {}-{}-{}-{}-{} took {seed}ms",
                &hex[..8],
                &hex[..4],
                &hex[..4],
                &hex[..4],
                &hex[..12]
            )
        };
        let run = |seed: u8| {
            let mut lines = vec![uuid(seed), "a: 1".to_string(), "b: 2".to_string()];
            if seed.is_multiple_of(2) {
                lines.swap(1, 2);
            }
            logged(&lines)
        };
        let record = |seeds: std::ops::Range<u8>| golden(&seeds.map(run).collect::<Vec<_>>()).text_in(Path::new(""));
        assert_eq!(record(10..18), record(31..39));
        assert!(record(10..18).contains("id 00000000-0000-4000-8000-000000000001 took 1ms"));
    }

    #[test]
    fn a_line_of_an_observation_is_a_line_of_the_file() {
        let text = golden(&lines(&[&["one", "two"], &["one", "two"]])).text_in(Path::new(""));
        assert!(text.contains("\n            \"one\",\n            \"two\"\n"), "{text}");
    }

    #[test]
    fn other_versions_and_other_files_are_refused_with_what_to_do() {
        let text = golden(&lines(&[&["one"]])).text_in(Path::new(""));
        assert_eq!(Golden::parse(&text).unwrap().text_in(Path::new("")), text);
        let newer = Golden::parse(&text.replace("\"golden\": 1", "\"golden\": 2"))
            .unwrap_err()
            .to_string();
        assert!(
            newer.contains("of version 2, and this conformance reads version 1\n  next: "),
            "{newer}"
        );
        for text in ["", "[]", "{}", "{\"golden\": \"1\"}", "{\"golden\": 0}"] {
            assert!(
                Golden::parse(text).unwrap_err().what().starts_with("no golden file"),
                "{text}"
            );
        }
        let damaged = Golden::parse(&text.replace("\"served\"", "\"servd\""))
            .unwrap_err()
            .to_string();
        assert!(
            damaged.contains("unknown field `servd`") && damaged.contains("line "),
            "{damaged}"
        );
    }

    #[test]
    fn other_cases_are_named() {
        let golden = golden(&lines(&[&["one"]]));
        golden.check_cases(&[case("a")]).unwrap();
        let mut longer = case("a");
        longer.settle_ms = 100;
        let error = golden.check_cases(&[longer, case("b")]).unwrap_err().to_string();
        assert!(
            error.contains("`a` is not the same, `b` is new\n  next: record it anew"),
            "{error}"
        );
    }

    #[test]
    fn an_original_that_starts_by_chance_is_not_recorded() {
        let mut runs = lines(&[&["one"], &["one"]]);
        runs[1].refused = true;
        let outcomes = vec![(case("a"), runs)];
        let error = Golden::new("p", &module(), "1.40.0", outcomes).unwrap_err();
        assert_eq!(error.what(), "a: the original refused its configuration in 1 of 2 runs");
    }

    #[test]
    fn two_runs_are_never_three_variants() {
        let runs: Vec<Outcome> = [["0", ",a1750000000"], ["1", "{a000a0aa"]]
            .map(|lines| logged(&lines.map(String::from)))
            .into();
        is_alike_to_its_golden_file(&runs);
    }

    fn is_alike_to_its_golden_file(runs: &[Outcome]) {
        let recorded = Golden {
            runs: runs.len(),
            ..golden(runs)
        };
        let read = Golden::parse(&recorded.text_in(Path::new(""))).unwrap();
        let read: Vec<Outcome> = (1..=runs.len())
            .map(|nth| read.outcome(&original(nth), &case("a")).unwrap())
            .collect();
        for run in runs {
            assert_eq!(compare(&read, run).findings, []);
        }
    }

    fn line() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[a-c]{1,2}",
            "[0-9]{1,3}",
            Just("1750000000".to_string()),
            "20[0-9]{2}-01-31T23:59:59(\\.[0-9]{1,3})?Z",
            "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}",
            "[0-9a-f]{8,10}",
            "127.0.0.1:[1-9][0-9]{3}",
            "[ :,;&{}\"\\\\]",
        ];
        proptest::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn what_the_original_did_is_alike_to_its_golden_file(
            runs in proptest::collection::vec(proptest::collection::vec(line(), 0..4), 1..5),
        ) {
            let runs: Vec<Outcome> = runs.iter().map(|lines| logged(lines)).collect();
            is_alike_to_its_golden_file(&runs);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,80}|\\{\"golden\": ?1.{0,40}") {
            let _ = Golden::parse(&text);
        }
    }
}
