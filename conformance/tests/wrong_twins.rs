//! Deliberately wrong ports: each is caught by the shipped cases and named rightly. One file in `wrong-twins/` is one of them.
//!
//! Needs the Go builds of `make plugins`. The twins are built in `target/wrong-twins`, a workspace of its own.

use conformance::cases::{Case, load};
use conformance::compare::{Bench, CaseReport, MOST_ORIGINALS, PORT, Verdict, loadable, original, run_cases};
use conformance::inspect::Module;
use conformance::observe::{Kind, Outcome};
use conformance::testbed::tools::{find_envoy, find_redis};
use conformance::testbed::{Loadable, Run, Setup, Testbed};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// One file of `wrong-twins/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    /// The name of the file.
    #[serde(skip)]
    name: String,
    /// The plugin whose port is made wrong.
    plugin: String,
    /// What is wrong, in one line.
    wrong: String,
    /// The text that is replaced; it stands in the port exactly once.
    find: String,
    /// What stands there instead.
    replace: String,
    /// The shipped cases that catch it, each of them.
    cases: Vec<String>,
    /// What the report names, all of it and nothing else.
    kinds: BTreeSet<Kind>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate stands in the workspace")
}

fn twins() -> Vec<Twin> {
    let files = fs::read_dir(root().join("conformance/tests/wrong-twins")).unwrap();
    let mut paths: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let twin: Twin = serde_saphyr::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        Twin { name, ..twin }
    };
    paths.into_iter().map(read).collect()
}

impl Twin {
    /// The port with the mistake in it.
    fn source(&self) -> String {
        let file = root()
            .join("sdk-compat/examples")
            .join(&self.plugin)
            .with_extension("rs");
        let port = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert_eq!(
            port.matches(&self.find).count(),
            1,
            "{}: `{}` in {}",
            self.name,
            self.find,
            file.display()
        );
        port.replace(&self.find, &self.replace)
    }

    /// Where the built twin lies.
    fn module(&self) -> PathBuf {
        let file = format!("{}.wasm", self.name.replace('-', "_"));
        root()
            .join("target/wrong-twins/target/wasm32-wasip1/plugin/examples")
            .join(file)
    }
}

/// Builds all twins with one call of Cargo, with the profile and the lock file of the workspace.
fn build(twins: &[Twin]) {
    let folder = root().join("target/wrong-twins");
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, profile) = workspace
        .split_once("[profile.plugin]")
        .expect("the workspace has the profile");
    let profile = profile.split("\n[").next().unwrap();
    let uuid = workspace
        .lines()
        .find(|line| line.starts_with("uuid ="))
        .expect("the workspace names the crate that one port needs");
    let mut manifest = format!(
        "[package]\nname = \"wrong-twins\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         sdk-compat = {{ path = \"../../sdk-compat\" }}\n{uuid}\n\n[profile.plugin]{profile}"
    );
    fs::create_dir_all(folder.join("src")).unwrap();
    write(&folder.join("src/lib.rs"), "");
    for twin in twins {
        manifest += &format!(
            "\n[[example]]\nname = \"{0}\"\npath = \"src/{0}.rs\"\ncrate-type = [\"cdylib\"]\n",
            twin.name
        );
        write(&folder.join(format!("src/{}.rs", twin.name)), &twin.source());
    }
    write(&folder.join("Cargo.toml"), &manifest);
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let built = Command::new(env!("CARGO"))
        .args([
            "build",
            "--quiet",
            "--examples",
            "--profile",
            "plugin",
            "--target",
            "wasm32-wasip1",
        ])
        .args(["--target-dir", "target"])
        .env("RUSTFLAGS", "-Awarnings")
        .current_dir(&folder)
        .status()
        .unwrap();
    assert!(built.success(), "the wrong twins do not build");
}

/// Leaves a file alone that is right already, so that Cargo does not build it again.
fn write(file: &Path, text: &str) {
    if fs::read_to_string(file).ok().as_deref() != Some(text) {
        fs::write(file, text).unwrap();
    }
}

/// What the original did, run by run and case by case. It is run once for all twins of its plugin.
type Originals = BTreeMap<(String, String), Outcome>;

/// A twin against the recorded runs of the original.
struct AgainstRecorded<'a> {
    testbed: &'a Testbed,
    originals: &'a Originals,
    twin: &'a str,
}

impl Bench for AgainstRecorded<'_> {
    fn add_original(&self, _run: &str) -> conformance::Result<()> {
        Ok(())
    }

    fn start_over(&self, _runs: &[String]) -> conformance::Result<()> {
        Ok(())
    }

    fn execute(&self, run: &str, case: &Case) -> conformance::Result<Outcome> {
        match run {
            PORT => self.testbed.execute(self.twin, case),
            run => Ok(self.originals[&(run.to_string(), case.name.clone())].clone()),
        }
    }
}

/// The wrong twins of one plugin in one Envoy; what was not caught or not named rightly.
fn compare(plugin: &str, twins: &[&Twin]) -> Vec<String> {
    let shipped = load(&root().join("conformance/cases").join(plugin).with_extension("yaml"))
        .unwrap()
        .resolve();
    for twin in twins {
        for name in &twin.cases {
            assert!(
                shipped.iter().any(|case| case.name == *name),
                "{}: no case `{name}` for {plugin}",
                twin.name
            );
        }
    }
    let cases: Vec<Case> = shipped
        .into_iter()
        .filter(|case| twins.iter().any(|twin| twin.cases.contains(&case.name)))
        .collect();

    let go = module(&root().join("target/go").join(plugin).with_extension("wasm"));
    let ports: Vec<Loadable> = twins.iter().map(|twin| module(&twin.module())).collect();
    let originals: Vec<String> = (1..=MOST_ORIGINALS).map(original).collect();
    let run = |name: &str, module: &Loadable| Run {
        name: name.to_string(),
        module: module.clone(),
    };
    let mut runs: Vec<Run> = originals.iter().map(|name| run(name, &go)).collect();
    runs.extend(twins.iter().zip(&ports).map(|(twin, port)| run(&twin.name, port)));
    let testbed = Testbed::start(&Setup {
        envoy: find_envoy(None).unwrap().path,
        redis_server: go.needs_redis.then(|| find_redis(None).unwrap().path),
        plugin_name: plugin.to_string(),
        runs,
        cases: cases.clone(),
    })
    .unwrap_or_else(|error| panic!("{plugin}: {error}"));

    let recorded = record(&testbed, &originals, &cases);
    let check = |twin: &Twin| {
        let cases: Vec<Case> = cases
            .iter()
            .filter(|case| twin.cases.contains(&case.name))
            .cloned()
            .collect();
        let bench = AgainstRecorded {
            testbed: &testbed,
            originals: &recorded,
            twin: &twin.name,
        };
        judge(twin, &run_cases(&bench, &cases, &mut |_| ()))
    };
    twins.iter().flat_map(|twin| check(twin)).collect()
}

fn module(file: &Path) -> Loadable {
    let module = Module::read(file).and_then(|module| loadable(&module));
    module.unwrap_or_else(|error| panic!("{error}; run `make plugins`"))
}

fn record(testbed: &Testbed, runs: &[String], cases: &[Case]) -> Originals {
    thread::scope(|scope| {
        let record = |run: &String, case: &Case| {
            let outcome = testbed
                .execute(run, case)
                .unwrap_or_else(|error| panic!("{run}, {}: {error}", case.name));
            ((run.clone(), case.name.clone()), outcome)
        };
        let recorders: Vec<_> = runs
            .iter()
            .map(|run| scope.spawn(move || cases.iter().map(|case| record(run, case)).collect::<Vec<_>>()))
            .collect();
        recorders
            .into_iter()
            .flat_map(|recorder| recorder.join().unwrap())
            .collect()
    })
}

/// Each case has to catch the twin, and together they have to name what is wrong.
fn judge(twin: &Twin, reports: &[CaseReport]) -> Vec<String> {
    let missed = reports.iter().filter(|report| report.verdict != Verdict::Different);
    let mut wrong: Vec<String> = missed
        .map(|report| {
            format!(
                "{} ({}): {:?} in case `{}` {:?}",
                twin.name, twin.wrong, report.verdict, report.name, report.reason
            )
        })
        .collect();
    let named: BTreeSet<Kind> = reports
        .iter()
        .flat_map(|report| &report.comparison.findings)
        .map(|finding| finding.kind)
        .collect();
    if named != twin.kinds {
        let findings: Vec<_> = reports.iter().flat_map(|report| &report.comparison.findings).collect();
        wrong.push(format!(
            "{} ({}): named {named:?}, not {:?}: {findings:#?}",
            twin.name, twin.wrong, twin.kinds
        ));
    }
    wrong
}

#[test]
fn every_wrong_twin_is_caught_and_named() {
    let twins = twins();
    build(&twins);
    let mut of_plugin: BTreeMap<&str, Vec<&Twin>> = BTreeMap::new();
    for twin in &twins {
        of_plugin.entry(&twin.plugin).or_default().push(twin);
    }
    let wrong: Vec<String> = of_plugin
        .iter()
        .flat_map(|(plugin, twins)| compare(plugin, twins))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn for_each_kind_of_observation_a_twin_differs_in_that_kind_only() {
    let named: Vec<BTreeSet<Kind>> = twins().into_iter().map(|twin| twin.kinds).collect();
    for kind in Kind::ALL {
        assert!(named.contains(&BTreeSet::from([kind])), "{kind:?}");
    }
}
