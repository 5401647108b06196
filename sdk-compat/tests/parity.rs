//! Holds what sdk-compat mirrors against what the Go packages export: `names/inventory.tsv` is what the Go packages have,
//! `names/generated.rs` names the Rust side of each of it, and `PARITY.md` sums both up.
//!
//! `BLESS=1 cargo test -p sdk-compat --test parity` writes all three anew. Written by hand are
//!
//! - `names/rust.tsv`: how a name is told in Rust where its path alone does not do, see [`HOW`];
//! - `names/exceptions.tsv`: the names that Rust cannot express, each with its reason;
//! - `names/used.txt`: the names that published plugins were seen to use, which cannot be exceptions.

#[path = "../macros/src/spelling.rs"]
mod spelling;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use spelling::{is_go, snake};

/// A line of the inventory.
struct Name {
    package: String,
    kind: String,
    name: String,
    signature: String,
}

impl Name {
    fn id(&self) -> String {
        format!("{}.{}", self.package, self.name)
    }

    /// The type and the member, if this is one.
    fn member(&self) -> Option<(&str, &str)> {
        self.name.split_once('.')
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap_or_default()
}

/// The lines of a table without its head.
fn rows(table: &str) -> Vec<Vec<&str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect()).collect()
}

/// What the Go packages export, as they are on this machine.
static LISTED: LazyLock<String> = LazyLock::new(|| {
    let listed = Command::new("go")
        .args(["run", "."])
        .current_dir(file("tests/names"))
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .expect("these tests read Go packages: install Go 1.21 or newer, it fetches Go 1.24.11 by itself");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    String::from_utf8(listed.stdout).unwrap()
});

fn inventory() -> Vec<Name> {
    let name = |row: Vec<&str>| Name {
        package: row[0].into(),
        kind: row[1].into(),
        name: row[2].into(),
        signature: row[3].into(),
    };
    rows(&LISTED).into_iter().map(name).collect()
}

/// Names and why Rust has no such item.
fn exceptions() -> BTreeMap<String, String> {
    let table = read("tests/names/exceptions.tsv");
    rows(&table)
        .into_iter()
        .map(|row| (row[0].into(), row[1].into()))
        .collect()
}

/// Fails unless the file holds `wanted`, which is written where the tests are asked to.
fn holds(name: &str, wanted: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(file(name), wanted).unwrap();
    }
    let is = read(name);
    let differs = || wanted.lines().zip(is.lines()).find(|(wanted, is)| wanted != is);
    assert!(
        is == wanted,
        "{name} is out of date: BLESS=1 cargo test -p sdk-compat --test parity writes it anew. It differs at {:?}",
        differs()
    );
}

#[test]
fn the_inventory_is_what_the_go_packages_export() {
    holds("tests/names/inventory.tsv", &LISTED);
}

#[test]
fn the_exceptions_are_few_and_no_plugin_uses_them() {
    let (inventory, exceptions, used) = (inventory(), exceptions(), read("tests/names/used.txt"));
    let used: BTreeSet<&str> = used.lines().collect();
    for (id, reason) in &exceptions {
        assert!(
            inventory.iter().any(|name| name.id() == *id),
            "{id}: there is no such name"
        );
        assert!(!reason.is_empty(), "{id}: why?");
        assert!(!used.contains(id.as_str()), "{id}: plugins use it");
    }
    let (few, all) = (exceptions.len(), inventory.len());
    assert!(50 * few <= all, "{few} exceptions are more than 2 % of {all} names");
}

/// The modules that the lister reads, with their versions.
fn modules() -> Vec<String> {
    let listing = read("tests/names/go.mod");
    let required = listing
        .lines()
        .filter(|line| line.starts_with('\t') && !line.ends_with("// indirect"));
    required.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn parity_sums_it_up() {
    let (inventory, exceptions) = (inventory(), exceptions());
    let mut out = "# Parity with the Go packages\n\n".to_owned();
    out += "Every name that the packages of these modules export:\n\n";
    for module in modules() {
        writeln!(out, "- `{module}`").unwrap();
    }
    out += "\nA name is mirrored if a plugin can name it in Rust: as in Go, and functions and inherent methods also as in Rust.\n";
    out += "Of `proxytest` it is what `test` leads to. Written by `tests/parity.rs`.\n\n";
    out += "| package | names | mirrored | exceptions |\n|---|---:|---:|---:|\n";
    let mut row = |package: &str, names: &[Name]| {
        let left_out = names.iter().filter(|name| exceptions.contains_key(&name.id())).count();
        let (all, mirrored) = (names.len(), names.len() - left_out);
        writeln!(out, "| {package} | {all} | {mirrored} | {left_out} |").unwrap();
    };
    for names in inventory.chunk_by(|a, b| a.package == b.package) {
        row(&format!("`{}`", names[0].package), names);
    }
    row("all", &inventory);
    if !exceptions.is_empty() {
        out += "\n| Go | why Rust has no such name |\n|---|---|\n";
    }
    for (id, reason) in &exceptions {
        writeln!(out, "| `{id}` | {reason} |").unwrap();
    }
    holds("PARITY.md", &out);
}

#[test]
fn every_name_but_the_exceptions_is_named_in_rust() {
    let exceptions = exceptions();
    let is_mirrored = |name: &Name| !exceptions.contains_key(&name.id());
    let names: Vec<Name> = inventory().into_iter().filter(is_mirrored).collect();
    holds("tests/names/generated.rs", &Generator::new(&names).text());
}

/// The ways of `rust.tsv`, and what its third column has for them.
const HOW: &[(&str, &str)] = &[
    ("trait", "nothing: a Go interface that is a trait"),
    ("type", "the generic type with arguments"),
    ("impl", "the trait that the type has some of its methods from"),
    (
        "like",
        "the type that has the same methods, called with the same arguments",
    ),
    ("deref", "the type that this one derefs to, where in Go it embeds it"),
    ("value", "what makes a number, or a bool, of the type's constants"),
    (
        "call",
        "the arguments of a method that takes `impl Trait`: without them it cannot be named",
    ),
];

struct Generator<'a> {
    names: &'a [Name],
    /// The third column of `rust.tsv` by the first two.
    told: BTreeMap<(String, String), String>,
}

impl<'a> Generator<'a> {
    fn new(names: &'a [Name]) -> Self {
        let table = read("tests/names/rust.tsv");
        let mut told = BTreeMap::new();
        for row in rows(&table) {
            let (id, how) = (row[0].to_owned(), row[1].to_owned());
            assert!(
                HOW.iter().any(|(known, _)| *known == how),
                "rust.tsv: {how} is none of {HOW:?}"
            );
            assert!(names.iter().any(|name| name.id() == id), "rust.tsv: {id}?");
            told.insert((id, how), row.get(2).copied().unwrap_or_default().to_owned());
        }
        Generator { names, told }
    }

    fn told(&self, id: &str, how: &str) -> Option<&str> {
        self.told.get(&(id.to_owned(), how.to_owned())).map(String::as_str)
    }

    fn text(&self) -> String {
        let mut out = "// Written by tests/parity.rs.\n".to_owned();
        for package in self.names.chunk_by(|a, b| a.package == b.package) {
            self.package(package, &mut out).unwrap();
        }
        out
    }

    fn package(&self, names: &[Name], out: &mut String) -> std::fmt::Result {
        let package = &names[0].package;
        writeln!(out, "\nmod {package} {{")?;
        writeln!(out, "    use super::any;")?;
        for name in names.iter().filter(|name| name.member().is_none()) {
            writeln!(out, "    use sdk_compat::{package}::{};", item(name))?;
        }
        let members = names.iter().filter(|name| name.member().is_some()).collect::<Vec<_>>();
        for members in members.chunk_by(|a, b| owner(a) == owner(b)) {
            self.members(members, out)?;
        }
        let constants: Vec<_> = names.iter().filter_map(|name| self.constant(name)).collect();
        if !constants.is_empty() {
            writeln!(out, "\n    #[test]\n    fn constants() {{")?;
            for (constant, value) in constants {
                writeln!(out, "        assert_eq!({constant}, {value});")?;
            }
            writeln!(out, "    }}")?;
        }
        writeln!(out, "}}")
    }

    /// What a constant is in Rust, and its value.
    fn constant<'n>(&self, name: &'n Name) -> Option<(String, &'n str)> {
        let (kind, value) = name.signature.split_once(" = ").filter(|_| name.kind == "const")?;
        let to_value = if kind == "untyped string" {
            ""
        } else {
            self.told(&format!("{}.{kind}", name.package), "value")
                .unwrap_or_else(|| {
                    panic!(
                        "rust.tsv: {}.{kind} is a type of constants, how do they become values?",
                        name.package
                    )
                })
        };
        Some((format!("{}{to_value}", name.name), value))
    }

    fn members(&self, members: &[&Name], out: &mut String) -> std::fmt::Result {
        let (package, owner) = (&members[0].package, owner(members[0]));
        let id = format!("{package}.{owner}");
        if self.told(&id, "trait").is_some() {
            writeln!(out, "\n    fn members_of_{owner}<T: {owner}>() {{")?;
            for name in members {
                writeln!(out, "        let _ = T::{};", name.member().unwrap().1)?;
            }
        } else {
            let own = self.told(&id, "type").unwrap_or(owner);
            writeln!(out, "\n    fn members_of_{owner}(it: {own}) {{")?;
            for name in members {
                writeln!(out, "        {}", self.member(name, own))?;
            }
        }
        writeln!(out, "    }}")
    }

    fn member(&self, name: &Name, own: &str) -> String {
        let (owner, member) = name.member().unwrap();
        if name.kind == "field" {
            return format!("let _ = &it.{member};");
        }
        let id = format!("{}.{owner}", name.package);
        let of_trait = |path: &&str| {
            let id = format!("{}.{member}", path.replace("::", "."));
            self.names.iter().any(|other| other.id() == id)
        };
        if let Some(path) = self.told(&id, "impl").filter(of_trait) {
            return format!("let _ = <{own} as sdk_compat::{path}>::{member};");
        }
        let derefs = self.told(&id, "deref").filter(|_| name.kind == "promoted");
        let path = match derefs {
            Some(_) => format!("<<{own} as std::ops::Deref>::Target>"),
            None => own.replacen('<', "::<", 1),
        };
        let call = |id: &str| self.told(&format!("{id}.{member}"), "call");
        let call = call(&id).or_else(|| call(derefs.or_else(|| self.told(&id, "like"))?));
        let call = call.map_or_else(String::new, |arguments| format!("({arguments})"));
        format!("let _ = ({path}::{member}{call}, {path}::{}{call});", rust(member))
    }
}

fn owner(name: &Name) -> &str {
    name.member().map_or("", |(owner, _)| owner)
}

fn item(name: &Name) -> String {
    match name.kind.as_str() {
        "func" => format!("{{{}, {}}}", name.name, rust(&name.name)),
        _ => name.name.clone(),
    }
}

/// The Rust spelling; a raw identifier where that is a keyword.
fn rust(name: &str) -> String {
    assert!(is_go(name));
    match snake(name) {
        name if matches!(name.as_str(), "match" | "type" | "trait" | "move") => format!("r#{name}"),
        name => name,
    }
}
