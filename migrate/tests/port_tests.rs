//! The tests of Go plugins, ported: they compile as they are written, and pass. Some stand in `tests/port/tests`, to be read;
//! `BLESS=1` writes these anew.

use migrate::Go;
use migrate::port::{self, Port, project};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A plugin by its name, without its configurations and cases: these have tests of their own.
fn port_of(go: &Go, folder: &Path) -> Port {
    let port = port::translate(go, folder, false).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    assert!(port.todos.is_empty(), "{}: {:?}", folder.display(), port.todos);
    assert!(port.notes.is_empty(), "{}: {:?}", folder.display(), port.notes);
    port
}

/// Writes what differs from what is there: what is the same is not built anew.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).ok().as_deref() != Some(text) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// Writes a port as a member of the workspace in a folder.
fn write_member(workspace: &Path, name: &str, port: &Port) {
    let options = project::Options {
        out: workspace.join(name),
        sdk: root().join("sdk-compat").canonicalize().unwrap(),
        name: name.to_string(),
    };
    for (file, text) in project::files(port, &options).unwrap() {
        let text = match file.as_str() {
            "Cargo.toml" => text
                .replace("\n[workspace]\n", "")
                .split("\n[profile.")
                .next()
                .unwrap()
                .to_string(),
            _ => text,
        };
        write(&options.out.join(file), &text);
    }
}

#[test]
fn the_tests_of_every_plugin_pass() {
    let go = Go::find().unwrap();
    let workspace = Path::new(env!("CARGO_TARGET_TMPDIR")).join("port/tests");
    let folders = fs::read_dir(root().join("go-reference")).unwrap();
    // This one's tests look into the plugin.
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/port/tested");
    let tested = folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("main_test.go").exists())
        .chain([own]);
    let mut names: Vec<String> = Vec::new();
    for folder in tested {
        let name = folder.file_name().unwrap().to_str().unwrap().to_string();
        let port = port_of(&go, &folder);
        let tests = port.modules.iter().find(|module| module.name == "tests");
        assert!(tests.is_some(), "{name} has no tests");
        write_member(&workspace, &name, &port);
        names.push(name);
    }
    assert!(names.len() >= 14, "{names:?}");
    for name in ["my-plugin", "rate-limit", "tested"] {
        let written = fs::read_to_string(workspace.join(name).join("src/tests.rs")).unwrap();
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/port/tests/{name}.rs"));
        if std::env::var_os("BLESS").is_some() {
            write(&expected, &written);
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(wanted.as_str(), &written)
            .unified_diff()
            .to_string();
        assert!(wanted == written, "{name} differs:\n{diff}");
    }
    run(&workspace, &names);
}

/// Runs the tests of a workspace, whose dependencies are those of this project.
fn run(workspace: &Path, names: &[String]) {
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {names:?}\n\n[profile.dev]\noverflow-checks = false\ndebug = false\n"
    );
    write(&workspace.join("Cargo.toml"), &manifest);
    fs::copy(root().join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--workspace", "--no-fail-fast", "--lib"])
        .current_dir(workspace)
        .env(
            "CARGO_TARGET_DIR",
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("port/target"),
        )
        .output()
        .unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("warning: "), "{said}");
}

/// A plugin on the SDK whose tests are this text.
fn with_tests(tests: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["go.mod", "go.sum", "main.go"] {
        fs::copy(
            root().join("go-reference/my-plugin").join(file),
            folder.path().join(file),
        )
        .unwrap();
    }
    fs::write(folder.path().join("main_test.go"), tests).unwrap();
    folder
}

fn translated(tests: &str) -> Port {
    port::translate(&Go::find().unwrap(), with_tests(tests).path(), false).unwrap()
}

const HEAD: &str = "package main\n\nimport (\n\t\"testing\"\n\n\t\"github.com/higress-group/wasm-go/pkg/test\"\n\
                    \t\"github.com/stretchr/testify/require\"\n)\n\n";

#[test]
fn what_a_test_does_that_cannot_be_carried_is_told() {
    let port = translated(&format!(
        "{HEAD}func TestMain(m *testing.M) {{ m.Run() }}\n\nfunc BenchmarkIt(b *testing.B) {{}}\n\n\
         func TestIt(t *testing.T) {{\n\thost, _ := test.NewTestHost(nil)\n\trequire.YAMLEq(t, \"1\", \"1\")\n\
         \tif !t.Run(\"a\", func(t *testing.T) {{ host.InitHttp() }}) {{\n\t\treturn\n\t}}\n\tt.Setenv(\"A\", \"b\")\n\
         \tt.Run(\"b\", func(inner *testing.T) {{\n\t\tt.Cleanup(host.Reset)\n\t\tinner.Cleanup(host.Reset)\n\
         \t\tlater(t, host.Reset)\n\t\tlater(inner, host.Reset)\n\t}})\n}}\n\n\
         func later(t *testing.T, f func()) {{ t.Cleanup(f) }}\n"
    ));
    let told: Vec<_> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    let expected = [
        (16, "the assertion YAMLEq"),
        (17, "what comes of a word to the runner"),
        (20, "the method Setenv of a test"),
        (22, "a Cleanup of another test than the function's own"),
        (24, "a call for another test than the function's own"),
    ];
    assert_eq!(told, expected);
    assert_eq!(port.notes.len(), 2, "{:?}", port.notes);
    assert!(
        port.notes[0].contains("main_test.go:10:1: TestMain is not carried"),
        "{:?}",
        port.notes
    );
}

#[test]
fn tests_that_do_not_type_check_or_stand_outside_leave_the_plugin_alone() {
    for (tests, note) in [
        (
            format!("{HEAD}func TestIt(t *testing.T) {{ none() }}\n"),
            "the tests do not type-check",
        ),
        (
            "package main_test\n".to_string(),
            "the tests of package main_test stand outside",
        ),
    ] {
        let port = translated(&tests);
        assert_eq!(port.modules.len(), 1);
        assert!(port.notes.iter().any(|told| told.contains(note)), "{:?}", port.notes);
    }
}
