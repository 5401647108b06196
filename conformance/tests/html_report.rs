//! The HTML report of a real run in a real browser: what plugins and cases say stays text, nothing is asked for, the keyboard
//! leads everywhere, and it is light or dark as the reader has it. `make browser` installs the browser.

#[path = "html_report/browser.rs"]
mod browser;

use browser::{Browser, Page};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What tries to run, to load, to turn the text round, or to end what it stands in.
const HOSTILE: &str = "<script>window.hacked = 1</script><img src='http://127.0.0.1:9/x' onerror='window.hacked = 2'>\
    </td></table></details><svg onload='window.hacked = 3'>&lt;b&gt;\u{202e}gnp.exe\u{2066}\u{1b}[31m\"' onfocus=alert(1) autofocus=\"";

fn manifest(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A report with many differences: the port traps in each request. Every text of the cases is hostile.
fn report(folder: &Path) -> PathBuf {
    let template = fs::read_to_string(manifest("tests/cli/files/plugin.wat")).unwrap();
    let plugin = |name: &str, language: &str, request: &str| {
        let text = template
            .replace("LANGUAGE", language)
            .replace("CONFIGURE", "(i32.const 1)")
            .replace("REQUEST", request);
        fs::write(folder.join(name), wat::parse_str(text).unwrap()).unwrap();
    };
    plugin("original.wasm", "\"Go\" \"1.24.11\"", "");
    plugin("port.wasm", "\"Rust\" \"1.95.0\"", "(unreachable)");
    let case = |name: &str, fresh: bool| {
        json!({
            "name": format!("{name} {HOSTILE}"),
            "fresh": fresh,
            "requests": [{"path": "/<script>alert(1)</script>", "headers": [{"x-hostile": "<b>\"'&"}]}],
            "upstream": [{"headers": [{"content-type": "text/html"}], "body": HOSTILE}],
        })
    };
    let cases = [case("plain", false), case("alone", true), case("again", false)];
    fs::write(folder.join("cases.yaml"), json!({"cases": cases}).to_string()).unwrap();
    let page = folder.join("report.html");
    let ran = Command::new(env!("CARGO_BIN_EXE_conformance"))
        .args([
            "compare",
            "original.wasm",
            "port.wasm",
            "--cases",
            "cases.yaml",
            "--html",
        ])
        .arg(&page)
        .current_dir(folder)
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
    page
}

/// The page in a browser, and the folder of both.
fn open() -> (Browser, Page, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = report(folder.path());
    let mut browser = Browser::start(folder.path());
    let page = browser.open(&format!("file://{}", file.display()));
    (browser, page, folder)
}

#[test]
fn a_hostile_report_is_text_is_quiet_and_is_used_by_keyboard() {
    let (mut browser, page, _folder) = open();

    // What was made to run did not, nothing was asked for, and nothing went wrong.
    assert_eq!(browser.evaluate(&page, "window.hacked === undefined"), true);
    assert_eq!(
        browser.evaluate(
            &page,
            "document.querySelectorAll('img, iframe, object, [onerror], [onload]').length"
        ),
        0
    );
    assert_eq!(browser.evaluate(&page, "document.querySelectorAll('script').length"), 1);
    let text = browser.evaluate(&page, "document.body.textContent");
    let text = text.as_str().unwrap();
    assert!(
        text.contains("<script>window.hacked = 1</script><img src="),
        "the text is shown"
    );
    assert!(text.contains("\\u{202e}gnp.exe"), "what turns the text is spelled out");

    // The first stop is the link past everything; every stop can be seen and has a name.
    browser.press(&page, "Tab");
    assert_eq!(
        browser.evaluate(&page, "document.activeElement.textContent"),
        "Skip to the report"
    );
    assert_eq!(
        browser.evaluate(&page, "document.activeElement.getBoundingClientRect().top >= 0"),
        true
    );
    browser.press(&page, "Enter");
    assert_eq!(browser.evaluate(&page, "document.activeElement.id"), "main");
    for landmark in ["header", "nav[aria-label]", "main", "form[role=search]"] {
        assert_eq!(
            browser.evaluate(&page, &format!("document.querySelectorAll('{landmark}').length")),
            1,
            "{landmark}"
        );
    }

    // From difference to difference, and back.
    let focused = "document.activeElement.closest('details.difference')?.id ?? ''";
    browser.press(&page, "j");
    assert_eq!(browser.evaluate(&page, focused), "p0d0");
    assert_eq!(
        browser.evaluate(&page, "document.activeElement.querySelector('.kind').textContent"),
        "trap"
    );
    browser.press(&page, "j");
    assert_eq!(browser.evaluate(&page, focused), "p0d1");
    browser.press(&page, "k");
    assert_eq!(browser.evaluate(&page, focused), "p0d0");
    browser.press(&page, "Enter");
    assert_eq!(browser.evaluate(&page, "document.getElementById('p0d0').open"), false);

    // A cell of the matrix leads to its difference.
    browser.evaluate(&page, "document.querySelector('td.differs a').focus()");
    browser.press(&page, "Enter");
    assert_eq!(browser.evaluate(&page, "document.activeElement.tagName"), "SUMMARY");

    // The filter.
    let rows = "[...document.querySelectorAll('.matrix tbody tr')].filter((row) => !row.hidden).length";
    assert_eq!(browser.evaluate(&page, rows), 3);
    browser.press(&page, "/");
    browser.write(&page, "again");
    assert_eq!(browser.evaluate(&page, rows), 1);
    browser.press(&page, "Escape");
    assert_eq!(browser.evaluate(&page, rows), 3);

    // Light and dark, on a wide window and on a narrow one, which nothing sticks out of.
    let back = "getComputedStyle(document.body).backgroundColor";
    let mut seen = Vec::new();
    for (scheme, width) in [("light", 1280), ("dark", 1280), ("light", 390)] {
        browser.look(&page, scheme, width);
        seen.push(browser.evaluate(&page, back));
        assert_eq!(
            browser.evaluate(&page, "document.documentElement.scrollWidth <= innerWidth"),
            true,
            "{width} wide"
        );
        let image = browser.screenshot(&page);
        assert!(image.len() > 10_000, "{} bytes", image.len());
        fs::write(manifest(&format!("../target/report-{scheme}-{width}.png")), image).unwrap();
    }
    assert_ne!(seen[0], seen[1]);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
