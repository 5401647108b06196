//! Whether a port behaves as its original: builds both, and compares them in Envoy.

use super::project::Options;
use crate::go::succeeded;
use crate::{Error, Go, Result, rust};
use conformance::cases::gather;
use conformance::compare::{Pair, Programs, Report};
use conformance::inspect::Module;
use conformance::report::{Event, Sink};
use conformance::testbed::tools::{self, Tool};
use std::path::{Path, PathBuf};

/// How the original is built.
const GO_BUILD: [&str; 3] = ["build", "-buildmode=c-shared", "-o"];

/// Where everything of a port lies, and the commands that build and compare it.
pub struct Commands {
    folder: PathBuf,
    options: Options,
}

impl Commands {
    /// Those for the port of the plugin in a folder.
    pub fn new(folder: &Path, options: &Options) -> Self {
        Commands {
            folder: folder.to_path_buf(),
            options: options.clone(),
        }
    }

    /// The build of the original.
    pub fn original(&self) -> PathBuf {
        self.options.out.join("target/original.wasm")
    }

    /// The build of the port.
    pub fn port(&self) -> PathBuf {
        let file = format!("{}.wasm", self.options.name.replace('-', "_"));
        self.options
            .out
            .join("target")
            .join(rust::TARGET)
            .join("release")
            .join(file)
    }

    /// The case file.
    pub fn cases(&self) -> PathBuf {
        self.options.out.join(self.options.case_file())
    }

    /// What to type, in order: the builds, the tests where there are some, and the comparison.
    pub fn lines(&self, tests: bool) -> Vec<String> {
        let manifest = quoted(&self.options.out.join("Cargo.toml"));
        // Wherever else the user has Cargo build: the comparison looks for it there.
        let target = quoted(&self.options.out.join("target"));
        let mut lines = vec![format!(
            "cargo build --release --target {} --manifest-path {manifest} --target-dir {target}",
            rust::TARGET
        )];
        if tests {
            lines.push(format!("cargo test --manifest-path {manifest}"));
        }
        let original = self.original();
        let from_plugin = std::path::absolute(&original).unwrap_or_else(|_| original.clone());
        lines.push(format!(
            "(cd {} && GOOS=wasip1 GOARCH=wasm go {} {} .)",
            quoted(&self.folder),
            GO_BUILD.join(" "),
            quoted(&from_plugin)
        ));
        lines.push(format!(
            "conformance compare {} {} --cases {}",
            quoted(&original),
            quoted(&self.port()),
            quoted(&self.cases())
        ));
        lines
    }
}

/// A path as a shell takes it.
pub fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+=@,:".contains(c);
    match path.chars().all(plain) {
        true => path,
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// Builds both and compares them; `step` hears of what is begun, `sink` of the comparison.
///
/// # Errors
/// Go, Rust's target, Envoy or Redis is missing; one of the two does not build.
pub fn verify(go: &Go, commands: &Commands, step: &mut dyn FnMut(&str), sink: &mut dyn Sink) -> Result<Report> {
    let programs = Beside(commands.options.sdk.parent());
    let envoy = programs.find("envoy", "ENVOY", tools::find_envoy)?;
    rust::check_target(&commands.options.out)?;
    step("building the original");
    build_original(go, commands)?;
    step("building the port");
    rust::build(&commands.options.out, &commands.options.name)?;
    let cases = gather(&[commands.cases()], None)?;
    let (original, port) = (Module::read(&commands.original())?, Module::read(&commands.port())?);
    let pair = Pair::new(&commands.options.name, original, port, cases)?;
    let find_redis = || programs.find("redis-server", "REDIS_SERVER", tools::find_redis);
    let redis_server = pair.needs_redis().then(find_redis).transpose()?;
    let programs = Programs { envoy, redis_server };
    step("comparing them in Envoy");
    sink.take(Event::Started {
        pairs: 1,
        cases: pair.cases(),
    })?;
    sink.take(Event::PairStarted(&pair.report()))?;
    let mut told = Ok(());
    let report = pair.run(&programs, &mut |case| {
        if told.is_ok() {
            told = sink.take(Event::CaseDecided(case));
        }
    });
    told?;
    sink.take(Event::PairDecided(&report))?;
    let report = Report::over(&programs.envoy.version, vec![report]);
    sink.take(Event::Decided(&report))?;
    Ok(report)
}

/// The checkout that the SDK lies in, where `make setup` may have installed programs.
struct Beside<'a>(Option<&'a Path>);

impl Beside<'_> {
    /// A program as `find` finds it, else the one in the checkout.
    fn find(&self, program: &str, variable: &str, find: fn(Option<&Path>) -> Result<Tool>) -> Result<Tool> {
        find(None).or_else(|error| {
            let named = std::env::var_os(variable).is_some_and(|path| !path.is_empty());
            let installed = self.0.map(|root| root.join(tools::INSTALLED).join(program));
            match installed.filter(|path| !named && path.is_file()) {
                Some(path) => find(Some(&path)),
                None => Err(error.next(format!(
                    "run `make setup` in the checkout of the SDK, or give the path of {program} in `${variable}`"
                ))),
            }
        })
    }
}

fn build_original(go: &Go, commands: &Commands) -> Result<()> {
    let original = commands.original();
    let cannot = |error: std::io::Error| Error::new(format!("{}: cannot be written: {error}", original.display()));
    let target = commands.options.out.join("target");
    std::fs::create_dir_all(&target).map_err(cannot)?;
    let original = std::path::absolute(&original).map_err(cannot)?;
    let mut arguments: Vec<&str> = GO_BUILD.to_vec();
    let original = original.to_string_lossy();
    arguments.extend([&*original, "."]);
    let built = go.run(&commands.folder, &arguments, &[("GOOS", "wasip1"), ("GOARCH", "wasm")])?;
    succeeded(&built).map_err(|error| {
        error
            .at(format!("{} does not build", commands.folder.display()))
            .next("the original takes Go 1.24: `migrate check` says what it needs")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_as_a_shell_takes_them() {
        assert_eq!(quoted(Path::new("a/b-c.wasm")), "a/b-c.wasm");
        assert_eq!(quoted(Path::new("a b'c")), "'a b'\\''c'");
    }
}
