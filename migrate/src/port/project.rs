//! The crate that a port becomes.

use super::cases::Cases;
use super::{EmbeddedFile, Module, Port};
use crate::{Error, Result};
use conformance::testbed::process::Prepared;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Groups of lints that would take the port away from the order and the words of the Go source.
const STYLES: [&str; 3] = ["complexity", "perf", "style"];

/// Lints of what Go has nothing against.
const ALLOWED: [&str; 10] = [
    "absurd_extreme_comparisons",
    "almost_complete_range",
    "approx_constant",
    "eq_op",
    "erasing_op",
    "ifs_same_cond",
    "mut_range_bound",
    "never_loop",
    "overly_complex_bool_expr",
    "self_assignment",
];

/// How rustfmt lays out a port, in the words of its `rustfmt.toml`.
const STYLE: [&str; 2] = ["max_width = 120", "use_field_init_shorthand = true"];

/// What the crate is to be like.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it is written.
    pub out: PathBuf,
    /// The folder of `sdk-compat`.
    pub sdk: PathBuf,
    /// Its name.
    pub name: String,
}

impl Options {
    /// The case file, seen from the crate.
    pub fn case_file(&self) -> String {
        format!("cases/{}.yaml", self.name)
    }
}

/// Writes the crate, with its cases, beside the place where it belongs, and moves it there when all of it is written.
///
/// # Errors
/// The folder exists, or cannot be written.
pub fn write(port: &Port, cases: Option<&Cases>, options: &Options) -> Result<()> {
    let out = &options.out;
    check_free(out)?;
    let failed = |error: std::io::Error| {
        Error::new(format!("{}: cannot be written: {error}", out.display())).next("name a place where you may write")
    };
    let parent = out
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed)?;
    let aside = Prepared::beside(out)?;
    let crate_folder = aside.directory().join("crate");
    let mut files = files(port, options)?;
    files.extend(cases.map(|cases| (options.case_file(), cases.text.clone())));
    for (name, text) in files {
        let path = crate_folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&crate_folder)).map_err(failed)?;
        fs::write(path, text).map_err(failed)?;
    }
    for EmbeddedFile { path, name } in &port.embedded {
        let to = crate_folder.join(name);
        fs::create_dir_all(to.parent().unwrap_or(&crate_folder)).map_err(failed)?;
        fs::copy(path, to).map_err(|error| Error::new(format!("{}: cannot be copied: {error}", path.display())))?;
    }
    fs::rename(&crate_folder, out).map_err(failed)
}

/// Refuses a place where something is already.
///
/// # Errors
/// It is.
pub fn check_free(out: &Path) -> Result<()> {
    match out.symlink_metadata() {
        Err(_) => Ok(()),
        Ok(_) => {
            Err(Error::new(format!("{}: exists", out.display()))
                .next("name a folder that is not there yet, or remove it"))
        }
    }
}

/// The files of the crate, by name.
///
/// # Errors
/// What was written is no Rust: a fault of the port.
pub fn files(port: &Port, options: &Options) -> Result<Vec<(String, String)>> {
    let mut files = vec![
        ("Cargo.toml".to_string(), manifest(port, options)),
        (".gitignore".to_string(), "/target\n".to_string()),
        ("rustfmt.toml".to_string(), format!("{}\n", STYLE.join("\n"))),
    ];
    for module in &port.modules {
        let name = match (module.name.as_str(), port.plugin) {
            ("", true) => "src/lib.rs".to_string(),
            ("", false) => "src/main.rs".to_string(),
            (name, _) => format!("src/{name}.rs"),
        };
        files.push((name, format(&module.text)?));
    }
    Ok(files)
}

/// The text of a module as the compiler takes it, on lines as they came.
pub fn unformatted(module: &Module) -> String {
    clone_macros(&module.text)
}

/// The `Cargo.toml` of the crate.
pub fn manifest(port: &Port, options: &Options) -> String {
    let mut text = format!(
        "[package]\nname = \"{}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[workspace]\n\n",
        options.name
    );
    if port.plugin {
        text += "[lib]\ncrate-type = [\"cdylib\", \"rlib\"]\n\n";
    }
    let _ = write!(
        text,
        "[dependencies]\nsdk-compat = {{ path = {:?} }}\n\n",
        options.sdk.display().to_string()
    );
    text += "# The port keeps the order and the words of the Go source.\n[lints.clippy]\n";
    for group in STYLES {
        let _ = writeln!(text, "{group} = {{ level = \"allow\", priority = -1 }}");
    }
    for lint in ALLOWED {
        let _ = writeln!(text, "{lint} = \"allow\"");
    }
    text += "\n[lints.rust]\n# Go has nothing against what nobody uses.\ndead_code = \"allow\"\n# Go's variables begin with a zero value.\nunused_assignments = \"allow\"\nunused_variables = \"allow\"\n";
    text += "# They end what is borrowed for a call.\nunused_braces = \"allow\"\n";
    text += "# Go wraps, and panics when it runs.\narithmetic_overflow = \"allow\"\nunconditional_panic = \"allow\"\nunused_comparisons = \"allow\"\n";
    text += "\n# Go's integers wrap.\n[profile.dev]\noverflow-checks = false\n\n";
    text += "[profile.release]\nopt-level = \"s\"\nlto = \"fat\"\ncodegen-units = 1\npanic = \"abort\"\nstrip = \"symbols\"\noverflow-checks = false\n";
    text
}

/// A module as rustfmt writes it, also around the macros that it does not look into.
fn format(text: &str) -> Result<String> {
    let once = clone_macros(&formatted(text)?);
    match once.contains("clone!(") {
        true => formatted(&once),
        false => Ok(once),
    }
}

fn formatted(text: &str) -> Result<String> {
    use std::io::Write as _;
    let failed = |error: std::io::Error| {
        Error::new(format!("rustfmt: {error}")).next("install it with `rustup component add rustfmt`")
    };
    let mut child = Command::new("rustfmt")
        .args([
            "--edition",
            "2024",
            "--config",
            &STYLE.map(|line| line.replace(' ', "")).join(","),
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let mut input = child
        .stdin
        .take()
        .ok_or_else(|| Error::new("rustfmt: takes no input"))?;
    let source = text.to_string();
    let writer = std::thread::spawn(move || input.write_all(source.as_bytes()));
    let output = child.wait_with_output().map_err(failed)?;
    let _ = writer.join();
    if !output.status.success() {
        return Err(Error::new(format!(
            "what was written is no Rust\n{}",
            String::from_utf8_lossy(&output.stderr)
                .lines()
                .take(12)
                .collect::<Vec<_>>()
                .join("\n")
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Puts `clone!(a, b => move |…|` where the call that rustfmt laid out stands for it.
fn clone_macros(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("clone__(") {
        out += before;
        let Some((names, closure)) = behind.split_once("move |") else {
            break;
        };
        let names: Vec<&str> = names
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .collect();
        let _ = write!(out, "clone!({} => move |", names.join(", "));
        rest = closure;
    }
    out + rest
}
