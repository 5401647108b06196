//! The plugins of `go-reference`, ported: what each becomes stands in `tests/port/plugins`. `BLESS=1` writes it anew.

#[path = "tools/program.rs"]
mod program;
mod tools;

use migrate::Go;
use migrate::port::{self, project};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use tools::without_go;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every plugin that is carried.
fn plugins() -> Vec<String> {
    let folders = fs::read_dir(root().join("go-reference")).unwrap();
    let mut names: Vec<String> = folders
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("main.go").exists())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_string())
        .collect();
    names.sort();
    names
}

fn migrate_port(folder: &Path, out: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migrate"))
        .arg("port")
        .arg(folder)
        .arg("-o")
        .arg(out)
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A folder with a Go module of one file.
fn module(source: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("go.mod"), "module example.com/plugin\n\ngo 1.24\n").unwrap();
    fs::write(folder.path().join("main.go"), source).unwrap();
    folder
}

#[test]
fn a_plugin_reads_as_written_by_hand() {
    let go = Go::find().unwrap();
    for plugin in plugins() {
        let port = port::translate(&go, &root().join("go-reference").join(&plugin), false);
        let port = port.unwrap_or_else(|error| panic!("{plugin}: {error}"));
        assert!(port.todos.is_empty(), "{plugin}: {:?}", port.todos);
        let options = project::Options {
            out: plugin.clone().into(),
            sdk: "sdk-compat".into(),
            name: plugin.clone(),
        };
        let files = project::files(&port, &options).unwrap();
        let (_, written) = files.iter().find(|(name, _)| name == "src/lib.rs").unwrap();
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/port/plugins/{plugin}.rs"));
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(expected.parent().unwrap()).unwrap();
            fs::write(&expected, written).unwrap();
        }
        let wanted = fs::read_to_string(&expected).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(&wanted, written)
            .unified_diff()
            .to_string();
        assert!(wanted == *written, "{plugin} differs:\n{diff}");
    }
}

#[test]
fn what_has_no_translation_is_told_and_does_not_compile() {
    let folder = module("package main\n\nfunc main() {\n\tgo main()\n\tprintln(1)\n}\n");
    let out = folder.path().join("out");
    let output = migrate_port(folder.path(), &out);
    assert_eq!(output.status.code(), Some(3));
    assert!(
        text(&output.stdout).contains("main.go:4: no translation of a goroutine: go main()"),
        "{}",
        text(&output.stdout)
    );
    let written = fs::read_to_string(out.join("src/main.rs")).unwrap();
    assert!(
        written.contains("compile_error!(\"main.go:4: a goroutine: go main()\")"),
        "{written}"
    );
}

/// A folder with a plugin on the SDK, of one file.
fn plugin(source: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["go.mod", "go.sum"] {
        fs::copy(
            root().join("go-reference/my-plugin").join(file),
            folder.path().join(file),
        )
        .unwrap();
    }
    fs::write(folder.path().join("main.go"), source).unwrap();
    folder
}

#[test]
fn what_the_sdk_lacks_of_gos_library_is_told() {
    let folder = module(
        "package main\n\nimport (\n\t\"sort\"\n\t\"strings\"\n)\n\nfunc main() {\n\tr := strings.NewReader(strings.ToTitle(\"a\"))\n\
         \t_ = r.UnreadByte()\n\tvar t strings.Builder\n\t_ = t.Cap()\n\tsort.Sort(sort.StringSlice(nil))\n\
         \tsort.Sort(own{})\n}\n\n\
         type own []string\n\nfunc (o own) Len() int { return len(o) }\n\nfunc (o own) Less(i, j int) bool { return o[i] < o[j] }\n\n\
         func (o own) Swap(i, j int) { o[i], o[j] = o[j], o[i] }\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<(usize, &str)> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    assert_eq!(
        told,
        [
            (9, "strings.ToTitle"),
            (10, "strings.Reader.UnreadByte"),
            (12, "strings.Builder.Cap"),
            (13, "sort.Sort"),
            (14, "sort.Sort")
        ]
    );
}

#[test]
fn methods_that_gos_library_would_call_are_told() {
    let folder = module(
        "package main\n\nimport (\n\t\"encoding/json\"\n\t\"errors\"\n\t\"fmt\"\n)\n\ntype own int\n\n\
         func (o own) Is(other own) bool { return o == other }\n\n\
         type fault struct{}\n\n\
         func (*fault) Error() string { return \"fault\" }\n\n\
         func (*fault) Is(err error) bool { return err.Error() == \"x\" }\n\n\
         func (o own) MarshalJSON() ([]byte, error) { return []byte(\"1\"), nil }\n\n\
         func (o *own) UnmarshalText(b []byte) error { return nil }\n\n\
         func main() {\n\tout, err := json.Marshal([]own{1})\n\tfmt.Println(string(out), err, errors.Is(err, &fault{}), own(1).Is(2))\n}\n\n\
         type part struct{}\n\nfunc (part) Is(err error) bool { return true }\n\n\
         type whole struct{ part }\n\nfunc (whole) Error() string { return \"whole\" }\n\n\
         func (own) GoString() string { return \"own\" }\n\n\
         type list[T any] []T\n\nfunc (l list[T]) First() list[T] { return l[:1] }\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<(usize, &str)> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    assert_eq!(
        told,
        [
            (17, "the plugin's own Is"),
            (19, "the plugin's own MarshalJSON"),
            (21, "the plugin's own UnmarshalText"),
            (30, "the plugin's own Is"),
            (36, "the plugin's own GoString"),
            (38, "a type with parameters that is no struct"),
        ]
    );
}

#[test]
fn what_nobody_looks_at_is_told() {
    let folder = plugin(
        "package main\n\nimport \"github.com/higress-group/wasm-go/pkg/wrapper\"\n\nfunc main() {}\n\n\
         func call(client wrapper.HttpClient, redis wrapper.RedisClient) {\n\
         \t_ = redis.Get(\"a\", nil)\n\t_ = client.Get(\"a\", nil, nil, 1)\n}\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<(usize, &str)> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    assert_eq!(told, [(9, "nil for a callback that is called")]);
}

#[test]
fn readers_and_writers_of_the_plugin_itself_are_told() {
    let folder = module(
        "package main\n\nimport (\n\t\"fmt\"\n\t\"io\"\n\t\"strings\"\n)\n\n\
         type own struct{ io.Reader }\n\n\
         func (own) Write(b []byte) (int, error) { return len(b), nil }\n\n\
         type named interface{ io.Reader }\n\n\
         func all(r named) ([]byte, error) {\n\treturn io.ReadAll(r)\n}\n\n\
         func main() {\n\tr := own{strings.NewReader(\"a\")}\n\tfmt.Fprint(r, \"b\")\n\tio.Copy(&r, r.Reader)\n\
         \tvar w io.Writer = r\n\t_ = w\n}\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<(usize, &str)> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    let (reader, writer) = ("io.Reader", "io.Writer");
    let what = |t| format!("a type of the plugin itself as a value of {t}");
    let expected = [
        (16, what(reader)),
        (21, what(writer)),
        (22, what(writer)),
        (23, what(writer)),
    ];
    let expected: Vec<_> = expected.iter().map(|(line, what)| (*line, what.as_str())).collect();
    assert_eq!(told, expected);
}

#[test]
fn a_file_that_the_compiler_takes_in_comes_along_and_a_tree_of_files_is_told() {
    let folder = module(
        "package main\n\nimport (\n\t\"embed\"\n\t\"fmt\"\n)\n\n\
         // One a line.\n//go:embed words/one.txt\n/* The first\n   one. */\nvar words string\n\n\
         //go:embed words\nvar tree embed.FS\n\n//go:embed words/*.txt\nvar all embed.FS\n\n\
         func main() {\n\tfmt.Println(words)\n}\n",
    );
    fs::create_dir(folder.path().join("words")).unwrap();
    fs::write(folder.path().join("words/one.txt"), b"one\xff\n").unwrap();
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<(usize, &str)> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    let why = "go:embed of anything but one file by its plain name";
    assert_eq!(told, [(15, why), (18, why)]);
    assert!(
        !port.modules[0].text.contains("//go:embed words/one.txt"),
        "{}",
        port.modules[0].text
    );
    let out = folder.path().join("out");
    migrate_port(folder.path(), &out);
    assert_eq!(
        fs::read(out.join("embedded/plugin/words/one.txt")).unwrap(),
        b"one\xff\n"
    );
}

#[test]
fn contexts_of_http_streams_are_carried() {
    let folder = plugin(
        "package main\n\nimport (\n\t\"github.com/higress-group/proxy-wasm-go-sdk/proxywasm\"\n\
         \t\"github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types\"\n)\n\nfunc main() {}\n\n\
         func init() { proxywasm.SetVMContext(&vm{}) }\n\n\
         type vm struct{ types.DefaultVMContext }\n\n\
         func (*vm) NewPluginContext(id uint32) types.PluginContext { return &plugin{} }\n\n\
         type plugin struct {\n\ttypes.DefaultPluginContext\n\tseen int\n}\n\n\
         func (p *plugin) NewHttpContext(id uint32) types.HttpContext {\n\tif p.seen > 9 {\n\t\treturn nil\n\t}\n\
         \treturn &stream{plugin: p}\n}\n\n\
         type stream struct {\n\ttypes.DefaultHttpContext\n\tplugin *plugin\n}\n\n\
         func (s *stream) OnHttpRequestHeaders(count int, end bool) types.Action {\n\ts.plugin.seen++\n\
         \tproxywasm.ResumeHttpRequest()\n\treturn types.ActionContinue\n}\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    assert!(port.todos.is_empty(), "{:?}", port.todos);
    let text = &port.modules[0].text;
    for part in [
        "SetVMContext(Rc::new(VmHooks(",
        "impl types::VMContext for VmHooks {",
        "impl types::PluginContext for PluginHooks {",
        "impl types::HttpContext for StreamHooks {",
        "fn NewHttpContext(&self, id: u32) -> Option<Rc<dyn types::HttpContext>>",
        // The host may call the context anew before this method is over, so nothing is lent for all of it.
        "fn on_http_request_headers(s: &go::Ptr<Stream>,",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn a_cluster_of_a_kind_that_is_known_when_it_runs_is_carried() {
    let folder = plugin(
        "package main\n\nimport \"github.com/higress-group/wasm-go/pkg/wrapper\"\n\nfunc main() {}\n\n\
         type own struct{ wrapper.DnsCluster }\n\n\
         func cluster(kind string) wrapper.Cluster {\n\tvar found wrapper.Cluster\n\tswitch kind {\n\
         \tcase \"dns\":\n\t\tfound = &wrapper.DnsCluster{ServiceName: \"a\", Port: 80}\n\
         \tcase \"route\":\n\t\tfound = wrapper.RouteCluster{}\n\t}\n\treturn found\n}\n\n\
         func client(kind string) wrapper.HttpClient { return wrapper.NewClusterClient(cluster(kind)) }\n\n\
         func mine() wrapper.Cluster { return own{} }\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<_> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    assert_eq!(told, [(22, "a kind of cluster that the plugin implements itself")]);
    let text = &port.modules[0].text;
    for part in [
        "fn cluster(kind: &Str) -> go::Dyn<dyn wrapper::Cluster> {",
        "go::Dyn::<dyn wrapper::Cluster>::new(Rc::new(go::Ptr::new(wrapper::DnsCluster {",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn what_names_a_value_without_a_translation_is_told_and_the_rest_is_looked_at() {
    let folder = module(
        "package main\n\nimport (\n\t\"fmt\"\n\t\"text/template\"\n)\n\nfunc main() {\n\
         \tpage, err := template.New(\"page\").Parse(\"{{.}}\")\n\tif err != nil {\n\t\tfmt.Println(err)\n\t}\n\
         \tname := page.Name()\n\tfmt.Println(name)\n}\n\nfunc show(page *template.Template) {}\n\n\
         func all() {\n\tshow(nil)\n}\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<_> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    let package = "the package text/template";
    assert_eq!(
        told,
        [
            (9, package),
            (13, "page, which has none either"),
            (17, package),
            (20, package)
        ]
    );
    let text = &port.modules[0].text;
    for part in [
        "let err: Option<Error> = compile_error!(",
        "let name: Str = compile_error!(",
    ] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
}

#[test]
fn a_package_that_does_not_type_check_is_told_in_the_words_of_the_compiler() {
    let folder = module("package main\n\nfunc main() {\n\tvar n int = \"x\"\n\t_ = n\n}\n");
    let out = folder.path().join("out");
    let output = migrate_port(folder.path(), &out);
    assert_eq!(output.status.code(), Some(2));
    let error = text(&output.stderr);
    assert!(error.contains("main.go:4:14: cannot use \"x\""), "{error}");
    assert!(!out.exists());
}

/// What the command says of a folder with these files, run with these variables; nothing is written.
#[track_caller]
fn cannot_run(files: &[(&str, &str)], variables: &[(&str, &str)], words: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_migrate"))
        .args(["port", ".", "-o", "out"])
        .current_dir(folder.path())
        .arg("--sdk")
        .arg(root().join("sdk-compat"))
        .env("GOTOOLCHAIN", "go1.24.11")
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    words
        .iter()
        .for_each(|word| assert!(said.contains(word), "{word} in:\n{said}"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), files.len());
}

const MODULE: (&str, &str) = ("go.mod", "module example.com/plugin\n\ngo 1.24\n");

#[test]
fn what_keeps_a_port_from_running_is_told_and_nothing_is_written() {
    let main = ("main.go", "package main\n\nfunc main() {}\n");
    cannot_run(
        &[MODULE, main],
        &[("PATH", without_go().path().to_str().unwrap())],
        &["go: cannot be run", "https://go.dev/dl"],
    );
    let old = tempfile::tempdir().unwrap();
    let script = old.path().join("go");
    program::write(&script, "#!/bin/sh\necho go1.20.1\n");
    let path = format!("{}:/bin:/usr/bin", old.path().display());
    cannot_run(
        &[MODULE, main],
        &[("PATH", &path)],
        &["go1.20.1, which is too old", "install Go 1.21 or newer"],
    );
    let needs = (
        "go.mod",
        "module example.com/plugin\n\ngo 1.24\n\nrequire example.com/none v1.0.0\n",
    );
    let uses = (
        "main.go",
        "package main\n\nimport \"example.com/none\"\n\nfunc main() { none.F() }\n",
    );
    cannot_run(
        &[needs, uses],
        &[("GOPROXY", "off"), ("GOFLAGS", "-mod=mod")],
        &["example.com/none", "GOPROXY=off"],
    );
    cannot_run(
        &[MODULE, ("main.go", "package main\n\nimport \"C\"\n\nfunc main() {}\n")],
        &[],
        &["uses cgo", "in main.go"],
    );
    cannot_run(
        &[MODULE, ("main.go", "package main\n\nfunc {\n")],
        &[],
        &["main.go:3:6: syntax error"],
    );
    cannot_run(
        &[MODULE, ("lib.go", "package lib\n")],
        &[],
        &["its package is lib, not main"],
    );
    cannot_run(&[MODULE], &[], &["no Go files"]);
    cannot_run(&[main], &[], &["no go.mod is there", "inside of its Go module"]);
    let era = "module example.com/plugin\n\ngo 1.19\n\nrequire github.com/tetratelabs/proxy-wasm-go-sdk v0.22.0\n";
    let uses = "package main\n\nimport _ \"github.com/tetratelabs/proxy-wasm-go-sdk/proxywasm\"\n\nfunc main() {}\n";
    cannot_run(
        &[("go.mod", era), ("main.go", uses)],
        &[("GOPROXY", "off")],
        &["of the TinyGo era", "migrate go124 "],
    );
}

/// A copy of a plugin.
fn copy_of(plugin: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(root().join("go-reference").join(plugin)).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

#[test]
fn windows_line_ends_links_and_generated_code_are_carried() {
    let go = Go::find().unwrap();
    let lib = |folder: &Path| port::translate(&go, folder, false).unwrap();
    let plain = lib(&root().join("go-reference/my-plugin"));
    let windows = copy_of("my-plugin");
    for file in ["main.go", "main_test.go"] {
        let text = fs::read_to_string(windows.path().join(file)).unwrap();
        fs::write(windows.path().join(file), text.replace('\n', "\r\n")).unwrap();
    }
    assert_eq!(lib(windows.path()).modules, plain.modules);
    let linked = copy_of("my-plugin");
    fs::rename(linked.path().join("main.go"), linked.path().join("main.source")).unwrap();
    std::os::unix::fs::symlink("main.source", linked.path().join("main.go")).unwrap();
    assert_eq!(lib(linked.path()).modules, plain.modules);
    let generated = copy_of("my-plugin");
    let text = fs::read_to_string(generated.path().join("main.go")).unwrap();
    fs::write(
        generated.path().join("main.go"),
        format!("// Code generated by x. DO NOT EDIT.\n\n{text}"),
    )
    .unwrap();
    let port = lib(generated.path());
    assert!(port.notes[0].contains("main.go is generated"), "{:?}", port.notes);
    assert!(port.todos.is_empty());
}

#[test]
fn deep_sources_are_no_deeper_than_the_stack() {
    let deep = format!("{}1{}", "(1 + ".repeat(100), ")".repeat(100));
    let chain = "if n == 1 {\n} else ".repeat(200);
    let source = format!("package main\n\nfunc main() {{\n\tn := {deep}\n\t{chain}{{\n\t}}\n\t_ = n\n}}\n");
    let output = migrate_port(module(&source).path(), &tempfile::tempdir().unwrap().path().join("out"));
    assert!(
        !text(&output.stderr).contains("recursion limit"),
        "{}",
        text(&output.stderr)
    );
    assert!(output.status.code().is_some(), "it ended by a signal");
}

#[test]
fn a_comparison_says_first_what_it_lacks() {
    let folder = copy_of("hello-world");
    fs::remove_file(folder.path().join("main_test.go")).unwrap();
    let bin = tempfile::tempdir().unwrap();
    let rustc = bin.path().join("rustc");
    program::write(&rustc, "#!/bin/sh\necho /nowhere/at/all\n");
    let path = format!("{}:{}", bin.path().display(), std::env::var("PATH").unwrap());
    // The first file that can be run stands for Envoy.
    let envoy = bin.path().join("envoy");
    program::write(
        &envoy,
        "#!/bin/sh\necho 'envoy  version: 0/1.40.0/Clean/RELEASE/BoringSSL'\n",
    );
    for (out, variables, words) in [
        (
            "one",
            [("ENVOY", "/nowhere/at/all"), ("A", "")],
            "/nowhere/at/all: there is no such file ($ENVOY)\n  next: run `make setup` in the checkout of the SDK, or give \
             the path of envoy in `$ENVOY`",
        ),
        (
            "two",
            [("ENVOY", envoy.to_str().unwrap()), ("PATH", &path)],
            "rustup target add wasm32-wasip1",
        ),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_migrate"))
            .args(["port", ".", "--verify", "-o", out, "--sdk"])
            .arg(root().join("sdk-compat"))
            .current_dir(folder.path())
            .env("GOTOOLCHAIN", "go1.24.11")
            .envs(variables)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains(words), "{}", text(&output.stderr));
        // What to type stands there all the same.
        assert!(text(&output.stdout).contains(&format!("conformance compare {out}/target/original.wasm")));
        assert!(folder.path().join(out).join("cases").read_dir().unwrap().count() == 1);
    }
}

#[test]
fn what_is_there_is_not_written_over() {
    let folder = module("package main\n\nfunc main() {}\n");
    let output = migrate_port(folder.path(), folder.path());
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("exists"), "{}", text(&output.stderr));
}

/// What the text above one statement makes of it: the words that the report has for it.
#[track_caller]
fn refused(statements: &str, what: &str) {
    let source = format!(
        "package main\n\nimport \"fmt\"\n\ntype box struct{{ n int }}\n\nfunc (b box) show() {{ fmt.Println(b.n) }}\n\n\
         func set(p *int) int {{\n\t*p = 3\n\treturn *p\n}}\n\nfunc main() {{\n{statements}\n}}\n"
    );
    let folder = module(&source);
    let output = migrate_port(folder.path(), &folder.path().join("out"));
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stdout));
    let told = text(&output.stdout);
    assert!(told.contains(&format!("no translation of {what}")), "{told}");
}

#[test]
fn what_is_not_sure_is_not_guessed() {
    refused("go fmt.Println(1)", "a goroutine");
    refused(
        "m := map[float64]int{1: 2}\nfmt.Println(m)",
        "the keys of map[float64]int",
    );
    refused(
        "var any interface{} = 1\nfmt.Println(any.(error))",
        "an assertion to this interface that may panic",
    );
    refused(
        "var any interface{} = 1\n_, ok := any.(fmt.Stringer)\nfmt.Println(ok)",
        "an assertion to this interface",
    );
    refused(
        "var p = new([40]byte)\nfmt.Println(*p)",
        "an array of more than 32 elements in an interface",
    );
    refused(
        "m := map[string][33]int{}\nfmt.Println(len(m))",
        "arrays of more than 32 elements in a list or map",
    );
    refused(
        "type long struct{ items [64]int }\nfmt.Println(long{})",
        "an array of more than 32 elements in what is printed, or kept in an interface",
    );
}

#[test]
fn a_hash_of_the_plugins_own_is_told() {
    let folder = module(
        "package main\n\nimport \"hash\"\n\ntype sum struct{ n uint32 }\n\n\
         func (s *sum) Write(p []byte) (int, error) {\n\ts.n += uint32(len(p))\n\treturn len(p), nil\n}\n\n\
         func (s *sum) Sum(b []byte) []byte { return append(b, byte(s.n)) }\n\nfunc (s *sum) Reset() { s.n = 0 }\n\n\
         func (s *sum) Size() int { return 4 }\n\nfunc (s *sum) BlockSize() int { return 1 }\n\n\
         func (s *sum) Sum32() uint32 { return s.n }\n\nfunc New() hash.Hash32 {\n\treturn &sum{}\n}\n\n\
         func main() {\n\th := New()\n\th.Reset()\n}\n",
    );
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let told: Vec<(usize, &str)> = port.todos.iter().map(|todo| (todo.line, todo.what.as_str())).collect();
    assert_eq!(told, [(23, "a type of the plugin itself as a value of hash.Hash32")]);
}

#[test]
fn a_type_that_others_cannot_name_is_seen_where_their_fields_lead() {
    let folder = module("package main\n\nimport \"example.com/plugin/tree\"\n\nfunc main() {\n\t_ = tree.New()\n}\n");
    fs::create_dir(folder.path().join("tree")).unwrap();
    fs::write(
        folder.path().join("tree/tree.go"),
        "package tree\n\ntype node struct{ left, right *node }\n\ntype Tree struct {\n\troot *node\n\tSize struct{ Wide int }\n}\n\n\
         func New() *Tree { return &Tree{root: &node{}} }\n",
    )
    .unwrap();
    let port = port::translate(&Go::find().unwrap(), folder.path(), false).unwrap();
    let tree = port.modules.iter().find(|module| module.name == "tree").unwrap();
    for words in ["pub(crate) struct Node {", "pub(crate) size: ", "pub(crate) wide: "] {
        assert!(tree.text.contains(words), "{words} in {}", tree.text);
    }
    assert_eq!(tree.text.matches("pub(crate) struct ").count(), 2, "{}", tree.text);
}

#[test]
fn packages_and_functions_have_names_of_their_own() {
    let folder = module(
        "package main\n\nimport (\n\t\"example.com/plugin/a/util\"\n\tother \"example.com/plugin/b/util\"\n\t\"example.com/plugin/core\"\n\t\"example.com/plugin/lib\"\n\t\"example.com/plugin/std\"\n)\n\n\
         const maxSize, MaxSize = 1, 2\n\nfunc parse() int { return maxSize + util.F() }\n\n\
         func Parse() int { return MaxSize + other.F() }\n\nfunc main() { println(parse() + Parse() + lib.F() + core.F() + std.F()) }\n",
    );
    for path in ["a/util", "b/util", "core", "lib", "std"] {
        let package = path.rsplit('/').next().unwrap();
        fs::create_dir_all(folder.path().join(path)).unwrap();
        let source = format!("package {package}\n\nfunc F() int {{ return 1 }}\n");
        fs::write(folder.path().join(path).join("f.go"), source).unwrap();
    }
    let out = folder.path().join("out");
    let output = migrate_port(folder.path(), &out);
    let written = fs::read_to_string(out.join("src/main.rs")).unwrap_or_else(|_| panic!("{}", text(&output.stderr)));
    for word in ["fn parse()", "fn parse_2()", "MAX_SIZE:", "MAX_SIZE_2:"] {
        assert!(written.contains(word), "{word} in:\n{written}");
    }
    let mut files: Vec<_> = fs::read_dir(out.join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files.len(), 6, "{files:?}");
    for hidden in ["core.rs", "lib.rs", "std.rs"] {
        assert!(!files.contains(&hidden.to_string()), "{files:?}");
    }
}
