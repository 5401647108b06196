//! Go programs beside their ports: many in one process on each side, so that each side compiles once.

use migrate::Go;
use migrate::port::{self, Port, project};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A Go program in one file.
pub struct Program {
    /// Its name, which is that of a Go package and of a Rust module, too.
    pub name: String,
    pub text: String,
}

impl Program {
    pub fn read(path: &Path) -> Self {
        Program {
            name: path.file_stem().unwrap().to_str().unwrap().to_string(),
            text: fs::read_to_string(path).unwrap(),
        }
    }
}

/// What became of a program.
pub enum Outcome {
    /// The port prints what Go prints.
    Carried,
    /// Something in it has no translation, and the port says so.
    NotCarried(String),
    /// The port does not compile, or prints something else.
    Fails(String),
}

/// Ports the programs and compares what they print; `name` is the folder below the target folder that all of it lies in.
pub fn carry(name: &str, programs: &[Program]) -> BTreeMap<String, Outcome> {
    if programs.is_empty() {
        return BTreeMap::new();
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("port").join(name);
    let _ = fs::remove_dir_all(folder.join("go"));
    let original = build_go(&folder.join("go"), programs);
    let mut crate_of_ports = Ports::new(&folder);
    let mut outcomes = BTreeMap::new();
    for (name, port) in translate(&folder.join("sources"), programs) {
        if let Some(todo) = port.todos.first() {
            let why = format!("{}, in line {}", todo.what, todo.line);
            outcomes.insert(name, Outcome::NotCarried(why));
            continue;
        }
        crate_of_ports.add(name, &port);
    }
    for (name, why) in crate_of_ports.build() {
        outcomes.insert(name, Outcome::Fails(format!("does not compile: {why}")));
    }
    for name in crate_of_ports.modules.keys() {
        let outcome = compare(name, &run(&original, name), &run(&crate_of_ports.program(), name));
        outcomes.insert(name.clone(), outcome);
    }
    outcomes
}

fn run(program: &Path, name: &str) -> Output {
    let output = Command::new("timeout").arg("20").arg(program).arg(name).output();
    output.unwrap_or_else(|error| panic!("{}: {error}", program.display()))
}

fn compare(name: &str, go: &Output, rust: &Output) -> Outcome {
    let lines = |output: &Output| -> Vec<String> {
        // Types are those of a package main, which is named after the program only here.
        let text = String::from_utf8_lossy(&output.stdout).replace(&format!("{name}."), "main.");
        text.lines().map(str::to_string).collect()
    };
    let (wanted, ours) = (lines(go), lines(rust));
    if let Some(at) = (0..wanted.len().max(ours.len())).find(|&at| wanted.get(at) != ours.get(at)) {
        let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "nothing more".into());
        let panic = String::from_utf8_lossy(&rust.stderr)
            .lines()
            .next()
            .unwrap_or_default()
            .to_string();
        return Outcome::Fails(format!(
            "line {}: Go prints {:?}, the port {:?} {panic}",
            at + 1,
            line(&wanted),
            line(&ours)
        ));
    }
    let overflows = |output: &Output| {
        let told = String::from_utf8_lossy(&output.stderr);
        told.contains("stack overflow") && !output.status.success()
    };
    match (go.status.code(), rust.status.code()) {
        (one, other) if one == other => Outcome::Carried,
        // A recursion without end ends either, and each says it with a status of its own.
        _ if overflows(go) && overflows(rust) => Outcome::Carried,
        (one, other) => Outcome::Fails(format!("Go ends with {one:?}, the port with {other:?}")),
    }
}

/// Every program as a package of one Go program, which runs the one that is named.
fn build_go(folder: &Path, programs: &[Program]) -> PathBuf {
    let (mut imports, mut cases) = (String::new(), String::new());
    for Program { name, text } in programs {
        let _ = writeln!(imports, "\t\"corpus/{name}\"");
        let _ = writeln!(cases, "\tcase \"{name}\":\n\t\t{name}.Main()");
        let package = text
            .replacen("package main\n", &format!("package {name}\n"), 1)
            .replacen("func main() {", "func Main() {", 1);
        write(&folder.join(name).join("main.go"), &package);
    }
    write(&folder.join("go.mod"), "module corpus\n\ngo 1.24\n");
    write(
        &folder.join("main.go"),
        format!(
            "package main\n\nimport (\n\t\"os\"\n{imports})\n\nfunc main() {{\n\tswitch os.Args[1] {{\n{cases}\t}}\n}}\n"
        ),
    );
    let program = folder.join("programs");
    let built = Command::new("go")
        .args(["build", "-o"])
        .args([&program, Path::new(".")])
        .current_dir(folder)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .expect("these tests compare with Go: install Go 1.21 or newer, it fetches Go 1.24.11 by itself");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    program
}

fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The ports of the programs, each of which is translated for itself.
fn translate(folder: &Path, programs: &[Program]) -> Vec<(String, Port)> {
    let _ = fs::remove_dir_all(folder);
    for Program { name, text } in programs {
        write(&folder.join(name).join("main.go"), text);
    }
    write(&folder.join("go.mod"), "module corpus\n\ngo 1.24\n");
    port::translate_all(&Go::find().unwrap(), folder).unwrap_or_else(|error| panic!("{error}"))
}

/// The crate whose modules are the ports.
struct Ports {
    folder: PathBuf,
    modules: BTreeMap<String, String>,
}

impl Ports {
    fn new(folder: &Path) -> Self {
        Ports {
            folder: folder.join("rust"),
            modules: BTreeMap::new(),
        }
    }

    fn options(&self) -> project::Options {
        project::Options {
            out: self.folder.clone(),
            sdk: Path::new(env!("CARGO_MANIFEST_DIR")).join("../sdk-compat"),
            name: "ports".into(),
        }
    }

    /// Takes in the only module of a port.
    fn add(&mut self, name: String, port: &Port) {
        let manifest = self.folder.join("Cargo.toml");
        if !manifest.exists() {
            write(
                &manifest,
                project::manifest(port, &self.options()).replace("[profile.dev]\n", "[profile.dev]\ndebug = false\n"),
            );
            // The dependencies are those of this project.
            let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
            fs::copy(lock, self.folder.join("Cargo.lock")).unwrap();
        }
        for file in &port.embedded {
            write(&self.folder.join(&file.name), fs::read(&file.path).unwrap());
        }
        // The attributes of the crate belong to the module that it is here.
        let text = project::unformatted(&port.modules[0]).replacen("fn main() {", "pub fn main() {", 1);
        self.modules.insert(name, text);
    }

    fn program(&self) -> PathBuf {
        self.target().join("debug/ports")
    }

    /// The sets of programs share what they are built on.
    fn target(&self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("port/target")
    }

    /// Builds the crate. Modules that do not compile are left out of it, and told with the first complaint.
    fn build(&mut self) -> BTreeMap<String, String> {
        let mut broken = BTreeMap::new();
        loop {
            self.write();
            let output = self.cargo();
            if output.status.success() {
                return broken;
            }
            let mut failed = complaints(&output);
            failed.retain(|name, _| self.modules.remove(name).is_some());
            assert!(!failed.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
            broken.extend(failed);
        }
    }

    fn write(&self) {
        let sources = self.folder.join("src");
        let (mut modules, mut cases) = (String::new(), String::new());
        for (name, text) in &self.modules {
            let _ = writeln!(modules, "mod {name};");
            let _ = writeln!(cases, "        {name:?} => {name}::main(),");
            let path = sources.join(format!("{name}.rs"));
            if fs::read_to_string(&path).ok().as_ref() != Some(text) {
                write(&path, text);
            }
        }
        let main = format!(
            "#![allow(dead_code, unused, unconditional_recursion)]\n{modules}\nfn main() {{\n    match std::env::args().nth(1).unwrap().as_str() {{\n{cases}        \
             other => panic!(\"there is no program {{other}}\"),\n    }}\n}}\n"
        );
        write(&sources.join("main.rs"), &main);
    }

    fn cargo(&self) -> Output {
        Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--message-format", "json", "--manifest-path"])
            .arg(self.folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", self.target())
            .env("CARGO_INCREMENTAL", "0")
            .output()
            .unwrap()
    }
}

/// The first complaint of the compiler about each module.
fn complaints(output: &Output) -> BTreeMap<String, String> {
    let mut first = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        let message = &message["message"];
        if message["level"] != "error" {
            continue;
        }
        let mut files = BTreeSet::new();
        message["spans"]
            .as_array()
            .into_iter()
            .flatten()
            .for_each(|span| files_of(span, &mut files));
        for file in files {
            let name = Path::new(&file)
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = message["rendered"].as_str().unwrap_or_default();
            first.entry(name).or_insert_with(|| text.to_string());
        }
    }
    first
}

/// The files of a place, which lies in one that calls a macro where it lies in the macro.
fn files_of(span: &serde_json::Value, files: &mut BTreeSet<String>) {
    files.extend(span["file_name"].as_str().map(str::to_string));
    let caller = &span["expansion"]["span"];
    if caller.is_object() {
        files_of(caller, files);
    }
}
