//! `tinygo build` in Makefiles, Dockerfiles, scripts, CI files and documents, and what else of TinyGo they speak of.

use super::Finding;
use super::rules::Commands;
use std::path::Path;

/// A text with its commands moved.
pub(super) struct Moved {
    pub text: String,
    pub findings: Vec<Finding>,
    /// The build tags that each command sets.
    pub builds: Vec<Vec<String>>,
}

/// Options of `tinygo build` that are followed by a value.
const WITH_VALUE: [&str; 13] = [
    "o",
    "tags",
    "target",
    "scheduler",
    "gc",
    "opt",
    "panic",
    "wasm-abi",
    "size",
    "ldflags",
    "stack-size",
    "p",
    "llvm-features",
];
/// Options of `tinygo build` that stand alone.
const ALONE: [&str; 5] = ["no-debug", "print-allocs", "x", "v", "work"];
/// Targets that a gateway loads.
const TARGETS: [&str; 3] = ["wasi", "wasip1", "wasm-unknown"];
/// What only somebody speaks of who builds with TinyGo.
const LEFTOVERS: [&str; 3] = ["tinygo", "nottinygc", "custommalloc"];

/// Moves the commands of a file. `rule` is the id that findings are given.
pub(super) fn moved(path: &Path, text: &str, rule: &str, data: &Commands) -> Moved {
    let mut moved = Moved {
        text: String::with_capacity(text.len()),
        findings: Vec::new(),
        builds: Vec::new(),
    };
    let mut line = 1;
    for logical in logical_lines(text) {
        let after = moved_line(logical, path, line, rule, data, &mut moved);
        for (offset, physical) in after.lines().enumerate() {
            let low = physical.to_ascii_lowercase();
            let known = moved.findings.iter().any(|finding| finding.line == line);
            if !known && LEFTOVERS.iter().any(|leftover| low.contains(leftover)) {
                moved.findings.push(Finding {
                    rule: rule.into(),
                    path: path.into(),
                    line: line + offset,
                    what: format!("speaks of TinyGo: {}", physical.trim()),
                    hand: path.extension().is_none_or(|extension| extension != "md"),
                });
            }
        }
        line += logical.matches('\n').count();
        moved.text.push_str(&after);
    }
    moved
}

/// The lines of a text, where a backslash at the end of one joins the next to it.
fn logical_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut begin = 0;
    let mut at = 0;
    for physical in text.split_inclusive('\n') {
        at += physical.len();
        if !physical.trim_end_matches(['\r', '\n']).ends_with('\\') {
            lines.push(&text[begin..at]);
            begin = at;
        }
    }
    if begin < text.len() {
        lines.push(&text[begin..]);
    }
    lines
}

fn moved_line(line: &str, path: &Path, number: usize, rule: &str, data: &Commands, moved: &mut Moved) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("tinygo") {
        let (before, found) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = image(before, found) {
            out.push_str(&data.image);
            rest = after;
            continue;
        }
        let alone = before.chars().next_back().is_none_or(|byte| !is_word(byte));
        let build = alone
            .then(|| arguments(&line[..line.len() - found.len()], found))
            .flatten();
        let Some((arguments, length)) = build else {
            out.push_str("tinygo");
            rest = &found["tinygo".len()..];
            continue;
        };
        let mut tags = Vec::new();
        let command = go_build(&arguments, data, &mut tags);
        moved.builds.push(tags);
        match command {
            Ok(command) => out.push_str(&command),
            Err(why) => {
                moved.findings.push(Finding {
                    rule: rule.into(),
                    path: path.into(),
                    line: number + out.matches('\n').count(),
                    what: why,
                    hand: true,
                });
                out.push_str(&found[..length]);
            }
        }
        rest = &found[length..];
    }
    out + rest
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '/' | '.' | '$' | '{')
}

/// What stands behind the name of TinyGo's image, where that stands at the beginning of `found`.
fn image<'a>(before: &str, found: &'a str) -> Option<&'a str> {
    let after = found.strip_prefix("tinygo/tinygo")?;
    if before.chars().next_back().is_some_and(is_word) {
        return None;
    }
    let end = after.find(|letter: char| !(is_word(letter) || letter == ':' || letter == '@'));
    Some(&after[end.unwrap_or(after.len())..])
}

/// The arguments of a `tinygo build` that begins here, and the length of the whole command.
fn arguments<'a>(before: &str, found: &'a str) -> Option<(Vec<&'a str>, usize)> {
    let quote = open_quote(before);
    let mut at = "tinygo".len();
    let mut words = Vec::new();
    loop {
        let next = at + blank(&found[at..]);
        let Some(length) = word(&found[next..], quote) else {
            return (words.first() == Some(&"build")).then(|| (words.split_off(1), at));
        };
        words.push(&found[next..next + length]);
        at = next + length;
        if words.len() == 1 && words[0] != "build" {
            return None;
        }
    }
}

/// The quote that is open at the end of a text.
fn open_quote(text: &str) -> Option<char> {
    text.chars().fold(None, |open, letter| match (open, letter) {
        (None, '\'' | '"' | '`') => Some(letter),
        (Some(quote), letter) if letter == quote => None,
        _ => open,
    })
}

/// The length of the white space at the beginning, joined lines included.
fn blank(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match &bytes[at..] {
            [b' ' | b'\t', ..] => at += 1,
            [b'\\', b'\n', ..] => at += 2,
            [b'\\', b'\r', b'\n', ..] => at += 3,
            _ => return at,
        }
    }
}

/// The length of the word at the beginning; none where the command ends. `quote` is the quote that the command stands in.
fn word(text: &str, quote: Option<char>) -> Option<usize> {
    let mut open = None;
    let mut depth = 0;
    for (at, letter) in text.char_indices() {
        match (open, letter) {
            (Some(inner), letter) if letter == inner => open = None,
            (Some(_), _) => {}
            (None, letter) if Some(letter) == quote => return (at > 0).then_some(at),
            (None, '\'' | '"') => open = Some(letter),
            (None, '(' | '{') => depth += 1,
            (None, ')' | '}') if depth > 0 => depth -= 1,
            (None, '#') if at == 0 => return None,
            (None, ' ' | '\t' | '\r' | '\n' | '&' | ';' | '|' | ')' | '`' | '<' | '>') if depth == 0 => {
                return (at > 0).then_some(at);
            }
            (None, '\\') if text[at + 1..].starts_with(['\r', '\n']) => return (at > 0).then_some(at),
            _ => {}
        }
    }
    (!text.is_empty()).then_some(text.len())
}

/// The build tags that a `.buildrc` adds to those of the common build above it.
pub(super) fn extra_tags(text: &str) -> Option<Vec<String>> {
    let value = |line: &str| {
        let line = line.trim().trim_start_matches("export ");
        Some(tags(
            line.strip_prefix("EXTRA_TAGS")?.trim_start().strip_prefix('=')?.trim(),
        ))
    };
    text.lines().find_map(value)
}

fn tags(list: &str) -> Vec<String> {
    let tags = list.trim_matches(['"', '\'']).split([' ', ',']);
    tags.filter(|tag| !tag.is_empty()).map(Into::into).collect()
}

/// The command that builds the same with Go, or why there is none. The tags of the old command are added to `all_tags`.
fn go_build(arguments: &[&str], data: &Commands, all_tags: &mut Vec<String>) -> Result<String, String> {
    let mut command = String::from("GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared");
    let (mut output, mut own_tags, mut packages) = (String::new(), Vec::new(), String::new());
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let Some(option) = word.strip_prefix("--").or_else(|| word.strip_prefix('-')) else {
            packages = format!("{packages} {word}");
            continue;
        };
        let (name, value) = option
            .split_once('=')
            .map_or((option, None), |(name, value)| (name, Some(value)));
        if ALONE.contains(&name) {
            command.push_str(if name == "no-debug" { " -ldflags=-s" } else { "" });
            continue;
        }
        if !WITH_VALUE.contains(&name) {
            return Err(format!(
                "`tinygo build` has the option {word} here, for which `go build` has no known counterpart"
            ));
        }
        let value = value
            .or_else(|| words.next().copied())
            .ok_or_else(|| format!("`tinygo build` has no value for {word} here"))?;
        match name {
            "o" => output = format!(" -o {value}"),
            "ldflags" => command.push_str(&format!(" -ldflags={value}")),
            "tags" => {
                let given = tags(value);
                own_tags.extend(given.iter().filter(|tag| !data.tags.contains(tag)).cloned());
                all_tags.extend(given);
            }
            "target"
                if !TARGETS
                    .iter()
                    .any(|target| value.trim_end_matches(".json").ends_with(target)) =>
            {
                return Err(format!(
                    "`tinygo build` has the target {value} here, which no gateway loads"
                ));
            }
            _ => {}
        }
    }
    if !own_tags.is_empty() {
        command.push_str(&format!(" -tags={}", own_tags.join(",")));
    }
    Ok(command + &output + &packages)
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;

    fn after(text: &str) -> Moved {
        let rules = rules::all();
        let data = rules::find(&rules, "build-commands")
            .unwrap()
            .commands
            .as_ref()
            .unwrap();
        moved(Path::new("Makefile"), text, "build-commands", data)
    }

    #[test]
    fn a_command_becomes_go_build_and_keeps_what_is_its_own() {
        for (before, wanted) in [
            (
                "\ttinygo build -o main.wasm -scheduler=none -target=wasi -gc=custom -tags='custommalloc nottinygc_finalizer' ./\n",
                "\tGOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o main.wasm ./\n",
            ),
            (
                "RUN tinygo build -o=/main.wasm -scheduler none -target wasi --no-debug main.go && ls\n",
                "RUN GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -ldflags=-s -o /main.wasm main.go && ls\n",
            ),
            (
                "@cd a && tinygo build -tags \"custommalloc prod\" \\\n\t-target=wasi \\\n\t-o $(OUT) .\necho\n",
                "@cd a && GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -tags=prod -o $(OUT) .\necho\n",
            ),
            (
                "xargs bash -c 'cd {} && tinygo build -target=wasi -o main.wasm ./main.go'\n",
                "xargs bash -c 'cd {} && GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -o main.wasm ./main.go'\n",
            ),
            (
                "use `tinygo build -target=wasi .` here\n",
                "use `GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .` here\n",
            ),
            ("FROM tinygo/tinygo:0.28.1 as build\n", "FROM golang:1.24.11 as build\n"),
        ] {
            let moved = after(before);
            assert_eq!(moved.text, wanted);
            assert!(moved.findings.is_empty(), "{:?}", moved.findings);
            assert_eq!(after(&moved.text).text, moved.text);
        }
    }

    #[test]
    fn what_cannot_be_moved_stays_and_is_reported_with_its_line() {
        for (before, line, what) in [
            (
                "all:\n\t$(TINYGO) build -o x\n",
                2,
                "speaks of TinyGo: $(TINYGO) build -o x",
            ),
            ("\n\ntinygo build -target=arduino .\n", 3, "the target arduino"),
            ("tinygo build -programmer=x .\n", 1, "the option -programmer=x"),
            ("tinygo test ./...\n", 1, "speaks of TinyGo: tinygo test"),
            (r#"RUN ["tinygo", "build", "-target=wasi"]"#, 1, "speaks of TinyGo"),
        ] {
            let moved = after(before);
            assert_eq!(moved.text, before);
            assert_eq!(moved.findings.len(), 1, "{:?}", moved.findings);
            assert_eq!(moved.findings[0].line, line);
            assert!(moved.findings[0].what.contains(what), "{:?}", moved.findings);
            assert!(moved.findings[0].hand);
        }
    }

    #[test]
    fn the_tags_of_the_old_build_are_told() {
        let text = "tinygo build -tags=custommalloc,proxy_wasm_version_0_2_100 .\ntinygo build -target=wasi .\n";
        let builds: [&[&str]; 2] = [&["custommalloc", "proxy_wasm_version_0_2_100"], &[]];
        assert_eq!(after(text).builds, builds);
        for (text, tags) in [
            (
                "EXTRA_TAGS=proxy_wasm_version_0_2_100\n",
                Some(vec!["proxy_wasm_version_0_2_100"]),
            ),
            ("# tags\nexport EXTRA_TAGS = \"a b\"\n", Some(vec!["a", "b"])),
            ("EXTRA_TAGS=\n", Some(vec![])),
            ("OTHER=a\n", None),
        ] {
            let tags: Option<Vec<String>> = tags.map(|tags| tags.into_iter().map(Into::into).collect());
            assert_eq!(extra_tags(text), tags);
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["", "all:\n\tgo build .", "no line break at the end \\"] {
            assert_eq!(after(text).text, text);
        }
    }
}
