//! The Go side of the page `docs/go-to-rust.md` compiles against wasm-go. (Its Rust side are doc tests.)

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../docs/go-to-rust.md");

/// What a block imports where this stands in it. A parameter may have the name of a package, so that some are known by a
/// member only.
const IMPORTS: &[(&str, &str)] = &[
    ("base64.", "encoding/base64"),
    ("errors.", "errors"),
    ("fmt.", "fmt"),
    ("gjson.", "github.com/tidwall/gjson"),
    ("hex.", "encoding/hex"),
    ("http.", "net/http"),
    ("json.Marshal(", "encoding/json"),
    ("json.RawMessage(", "encoding/json"),
    ("json.Unmarshal(", "encoding/json"),
    ("log.Log", "github.com/higress-group/wasm-go/pkg/log"),
    ("log.Errorf(\"no list", "github.com/higress-group/wasm-go/pkg/log"),
    ("proxywasm.", "github.com/higress-group/proxy-wasm-go-sdk/proxywasm"),
    ("regexp.", "regexp"),
    ("require.", "github.com/stretchr/testify/require"),
    ("resp.", "github.com/tidwall/resp"),
    ("sha256.", "crypto/sha256"),
    ("sjson.", "github.com/tidwall/sjson"),
    ("sort.", "sort"),
    ("strconv.", "strconv"),
    ("strings.", "strings"),
    ("test.New", "github.com/higress-group/wasm-go/pkg/test"),
    ("testing.", "testing"),
    ("time.", "time"),
    ("types.", "github.com/higress-group/proxy-wasm-go-sdk/proxywasm/types"),
    ("unicode.", "unicode"),
    ("url.", "net/url"),
    ("wrapper.", "github.com/higress-group/wasm-go/pkg/wrapper"),
];

fn go_blocks() -> Vec<&'static str> {
    let after = PAGE.split("```go\n").skip(1);
    after.filter_map(|rest| rest.split("```").next()).collect()
}

fn go_file(block: &str) -> String {
    let mut file = String::from("package page\n\n");
    let mut paths: Vec<&str> = IMPORTS
        .iter()
        .filter(|(used, _)| block.contains(used))
        .map(|(_, path)| *path)
        .collect();
    paths.dedup();
    for path in paths {
        writeln!(file, "import {path:?}").unwrap();
    }
    file + "\n" + block
}

#[test]
fn every_go_block_of_the_page_compiles() {
    let plugin = Path::new(env!("CARGO_MANIFEST_DIR")).join("../go-reference/my-plugin");
    let module = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    for name in ["go.mod", "go.sum"] {
        fs::copy(plugin.join(name), module.path().join(name)).unwrap();
    }
    for (at, block) in go_blocks().into_iter().enumerate() {
        let package = module.path().join(format!("block{at}"));
        fs::create_dir(&package).unwrap();
        fs::write(package.join("page.go"), go_file(block)).unwrap();
    }
    let vet = Command::new("go")
        .args(["vet", "./..."])
        .current_dir(module.path())
        .env("GOTOOLCHAIN", "go1.24.11")
        .output()
        .expect("this test compiles Go: install Go 1.21 or newer, it fetches Go 1.24.11 by itself");
    assert!(vet.status.success(), "{}", String::from_utf8_lossy(&vet.stderr));
}

#[test]
fn every_go_block_is_followed_by_its_port() {
    let languages: Vec<&str> = PAGE.lines().filter_map(|line| line.strip_prefix("```")).collect();
    let opened: Vec<&str> = languages.into_iter().filter(|language| !language.is_empty()).collect();
    assert!(opened.len() > 30, "{opened:?}");
    for pair in opened.windows(2) {
        assert!(pair[0] != "go" || pair[1].starts_with("rust"), "{pair:?}");
    }
}
