//! Holds what sdk-compat mirrors against what the Go packages export: `names/inventory.tsv` is what the Go packages have,
//! `names/generated.rs` names the Rust side of each of it, and `PARITY.md` sums both up.
//!
//! `BLESS=1 cargo test -p sdk-compat --test parity` writes all three anew. Written by hand are
//!
//! - `names/rust.tsv`: how a name is told in Rust where its path alone does not do: `trait` for a Go interface that is a
//!   trait, `impl` with the trait that a type has some of its methods from, `type` with the arguments of a generic type,
//!   `call` with arguments where a method takes `impl Trait`, which its path alone does not tell, and `like` with the type that a type takes them from;
//! - `names/exceptions.tsv`: the names that Rust cannot express, each with its reason;
//! - `names/used.txt`: the names that published plugins were seen to use, which cannot be exceptions.

#[path = "../macros/src/spelling.rs"]
mod spelling;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

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

fn inventory() -> Vec<Name> {
    let table = read("tests/names/inventory.tsv");
    let row = |row: Vec<&str>| Name {
        package: row[0].into(),
        kind: row[1].into(),
        name: row[2].into(),
        signature: row[3].into(),
    };
    rows(&table).into_iter().map(row).collect()
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
    let listed = Command::new("go")
        .args(["run", "."])
        .current_dir(file("tests/names"))
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .expect("these tests read Go packages: install Go 1.21 or newer, it fetches Go 1.24.11 by itself");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    holds("tests/names/inventory.tsv", &String::from_utf8(listed.stdout).unwrap());
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

#[test]
fn parity_sums_it_up() {
    let (inventory, exceptions) = (inventory(), exceptions());
    let mut out = "# Parity with the Go packages\n\n".to_owned();
    out += "Every name that these packages export, read from their sources at the versions of `tests/names/go.mod`.\n";
    out += "A name is mirrored if it can be named in Rust, in Go's spelling and, a function or method, in Rust's.\n";
    out += "Written by `tests/parity.rs`.\n\n";
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
    out += "\n## Exceptions\n\n| Go | why Rust has no such name |\n|---|---|\n";
    for (id, reason) in &exceptions {
        writeln!(out, "| `{id}` | {reason} |").unwrap();
    }
    holds("PARITY.md", &out);
}

#[test]
fn every_name_but_the_exceptions_is_named_in_rust() {
    let exceptions = exceptions();
    let missing = read("tests/names/missing.txt");
    let missing: BTreeSet<&str> = missing.lines().collect();
    let left_out = |name: &Name| {
        let owner = name.member().map(|(owner, _)| format!("{}.{owner}", name.package));
        let is = |id: &str| exceptions.contains_key(id) || missing.contains(id);
        is(&name.id()) || owner.is_some_and(|owner| is(&owner))
    };
    let names: Vec<Name> = inventory().into_iter().filter(|name| !left_out(name)).collect();
    holds("tests/names/generated.rs", &Generator::new(&names).text());
}

#[derive(Default)]
struct Generator<'a> {
    names: &'a [Name],
    traits: BTreeSet<String>,
    /// What a type has from traits: the paths of the traits.
    impls: BTreeMap<String, Vec<String>>,
    types: BTreeMap<String, String>,
    /// What a type has the arguments of its methods from.
    likes: BTreeMap<String, String>,
    calls: BTreeMap<String, String>,
}

impl<'a> Generator<'a> {
    fn new(names: &'a [Name]) -> Self {
        let table = read("tests/names/rust.tsv");
        let mut generator = Generator {
            names,
            ..Self::default()
        };
        for row in rows(&table) {
            let (id, text) = (row[0].to_owned(), row.get(2).copied().unwrap_or_default());
            match row[1] {
                "trait" => drop(generator.traits.insert(id)),
                "impl" => generator.impls.entry(id).or_default().push(text.into()),
                "type" => drop(generator.types.insert(id, text.into())),
                "like" => drop(generator.likes.insert(id, text.into())),
                "call" => drop(generator.calls.insert(id, text.into())),
                other => panic!("rust.tsv: {other}?"),
            }
        }
        generator
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
        let constants: Vec<&Name> = names.iter().filter(|name| constant(name).is_some()).collect();
        if !constants.is_empty() {
            writeln!(out, "\n    #[test]\n    fn constants() {{")?;
            for name in constants {
                writeln!(out, "        assert_eq!({}, {});", name.name, constant(name).unwrap())?;
            }
            writeln!(out, "    }}")?;
        }
        writeln!(out, "}}")
    }

    fn members(&self, members: &[&Name], out: &mut String) -> std::fmt::Result {
        let (package, owner) = (&members[0].package, owner(members[0]));
        let id = format!("{package}.{owner}");
        if self.traits.contains(&id) {
            writeln!(out, "\n    fn members_of_{owner}<T: {owner}>() {{")?;
            for name in members {
                writeln!(out, "        let _ = T::{};", name.member().unwrap().1)?;
            }
        } else {
            let own = self.types.get(&id).map_or(owner, String::as_str);
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
        let impls = self.impls.get(&id);
        let of_trait = |path: &&String| {
            self.names
                .iter()
                .any(|other| other.id() == format!("{}.{member}", path.replace("::", ".")))
        };
        if let Some(path) = impls.and_then(|impls| impls.iter().find(of_trait)) {
            return format!("let _ = <{own} as sdk_compat::{path}>::{member};");
        }
        let path = own.replacen('<', "::<", 1);
        let like = self.likes.get(&id).unwrap_or(&id);
        let call = self.calls.get(&format!("{like}.{member}"));
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

/// The text of a constant that is one.
fn constant(name: &Name) -> Option<&str> {
    name.signature
        .strip_prefix("untyped string = ")
        .filter(|_| name.kind == "const")
}

/// The Rust spelling; a raw identifier where that is a keyword.
fn rust(name: &str) -> String {
    assert!(is_go(name));
    match snake(name) {
        name if matches!(name.as_str(), "match" | "type" | "trait" | "move") => format!("r#{name}"),
        name => name,
    }
}
