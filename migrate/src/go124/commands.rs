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
const WITH_VALUE: [&str; 14] = [
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
    "buildmode",
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
                    also: Vec::new(),
                    what: format!("speaks of TinyGo: {}", physical.trim()),
                    // What only tells of TinyGo breaks nothing.
                    hand: path.extension().is_none_or(|extension| extension != "md")
                        && !["#", "//"].iter().any(|begin| physical.trim_start().starts_with(begin)),
                });
            }
        }
        line += logical.matches('\n').count();
        moved.text.push_str(&after);
    }
    report_lost_folders(path, text, rule, data, &mut moved);
    moved
}

/// Begins a comment that keeps a finding in sight until somebody has acted on it and taken it out.
const OPEN: &str = "# MIGRATE(";

/// Reports the stages of a Dockerfile that worked in the folder of TinyGo's image, and writes it above them: the folder of Go's
/// image is GOPATH, where Go takes no module.
fn report_lost_folders(path: &Path, before: &str, rule: &str, data: &Commands, moved: &mut Moved) {
    let what = format!(
        "{} works in /go, where Go takes no module: set a WORKDIR, and copy from it",
        data.image
    );
    let from = format!("FROM {}", data.image);
    let mut text = String::new();
    let mut rest = moved.text.as_str();
    let mut line = 0;
    while let Some(end) = rest
        .find('\n')
        .map(|at| at + 1)
        .or((!rest.is_empty()).then_some(rest.len()))
    {
        let (each, behind) = rest.split_at(end);
        line += 1;
        if each.starts_with(&from) && !before.contains(each) && stays_where_it_is(behind) {
            text.push_str(&format!("{OPEN}{rule}): {what}\n"));
            moved.findings.push(by_hand(path, line, rule, &what));
        }
        if let Some((_, what)) = each.strip_prefix(OPEN).and_then(|open| open.split_once("): ")) {
            let what = format!("still open, else take the comment out: {}", what.trim_end());
            moved.findings.push(by_hand(path, line, rule, &what));
        }
        text.push_str(each);
        rest = behind;
    }
    moved.text = text;
}

/// Whether the stage that goes on here copies or runs something before it names a folder.
fn stays_where_it_is(stage: &str) -> bool {
    let lines = stage.lines().take_while(|line| !line.starts_with("FROM "));
    let mut works = lines.filter(|line| {
        ["WORKDIR ", "COPY ", "ADD ", "RUN "]
            .iter()
            .any(|word| line.starts_with(word))
    });
    works.next().is_some_and(|first| !first.starts_with("WORKDIR "))
}

fn by_hand(path: &Path, line: usize, rule: &str, what: &str) -> Finding {
    Finding {
        rule: rule.into(),
        path: path.into(),
        line,
        also: Vec::new(),
        what: what.into(),
        hand: true,
    }
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
        let command = go_build(&arguments, data, &mut tags).and_then(|command| for_shell(path, command));
        moved.builds.push(tags);
        match command {
            Ok(command) => {
                // Words in front of it are a command that takes this one, as those of `docker run` are.
                let begins = begins_command(&line[..line.len() - found.len()]);
                out.push_str(if begins { "" } else { "env " });
                out.push_str(&command);
            }
            Err(why) => {
                moved.findings.push(Finding {
                    rule: rule.into(),
                    path: path.into(),
                    line: number + out.matches('\n').count(),
                    also: Vec::new(),
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

/// The command, where the shell of the file understands variables in front of it.
fn for_shell(path: &Path, command: String) -> Result<String, String> {
    let windows = path
        .extension()
        .is_some_and(|extension| ["bat", "cmd", "ps1"].iter().any(|each| extension == *each));
    if windows {
        return Err(format!(
            "here `tinygo build` becomes, in this shell's way to set variables: {command}"
        ));
    }
    Ok(command)
}

/// Whether a command begins behind this text of its line.
fn begins_command(before: &str) -> bool {
    let before = before.replace("\\\n", " ").replace("\\\r\n", " ");
    let Some(last) = before.split_whitespace().next_back() else {
        return true;
    };
    let sets_variable = last.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    });
    let opens = last.ends_with(['&', '|', ';', '(', '{', '`', '\'', '"', '@', ':', '#', '>', '!']);
    let glued = !before.ends_with(char::is_whitespace);
    glued || opens || sets_variable || ["RUN", "then", "do", "else", "if", "-", "$", "*", "+"].contains(&last)
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

/// The build tags that a text adds to those of a common build: in a `.buildrc`, in what calls that build, or in what says how to.
pub(super) fn extra_tags(text: &str) -> Option<Vec<String>> {
    let value = |behind: &str| {
        let behind = behind.trim_start_matches([' ', '\t', '?', ':']).strip_prefix('=')?;
        let behind = behind.trim_start_matches([' ', '\t']);
        let quoted = behind
            .strip_prefix(['"', '\''])
            .map(|inner| inner.split(['"', '\'']).next());
        let plain = behind.split([' ', '\t', '\r', '\n', '`']).next();
        let value = quoted.unwrap_or(plain)?;
        // Where a variable hands the tags on, something else sets them.
        (!value.contains('$')).then(|| tags(value))
    };
    text.match_indices("EXTRA_TAGS")
        .filter_map(|(at, name)| value(&text[at + name.len()..]))
        .max_by_key(Vec::len)
}

fn tags(list: &str) -> Vec<String> {
    let tags = list.trim_matches(['"', '\'']).split([' ', ',']);
    tags.filter(|tag| !tag.is_empty()).map(Into::into).collect()
}

/// The command that builds the same with Go, or why there is none. The tags of the old command are added to `all_tags`.
fn go_build(arguments: &[&str], data: &Commands, all_tags: &mut Vec<String>) -> Result<String, String> {
    let mut command = String::from("GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared");
    let (mut output, mut own_tags, mut packages) = (String::new(), Vec::new(), String::new());
    let mut quote = "";
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
                quote = ["\"", "'"]
                    .into_iter()
                    .find(|quote| value.starts_with(quote))
                    .unwrap_or("");
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
        // What a variable holds may have blanks in it.
        let quote = if own_tags.iter().any(|tag: &String| tag.contains('$')) {
            quote
        } else {
            ""
        };
        command.push_str(&format!(" -tags={quote}{}{quote}", own_tags.join(",")));
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
            (
                "\tdocker run -v $(PWD):/src -w /src tinygo/tinygo:0.21.0 tinygo build -target=wasi .\n",
                "\tdocker run -v $(PWD):/src -w /src golang:1.24.11 env GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .\n",
            ),
            (
                "cd a && \\\n  NAME=x tinygo build -target=wasi .\n",
                "cd a && \\\n  NAME=x GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .\n",
            ),
            (
                "  - run: tinygo build -target=wasi .\n",
                "  - run: GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .\n",
            ),
            (
                "tinygo build -tags=\"custommalloc $EXTRA_TAGS\" .\n",
                "GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared -tags=\"$EXTRA_TAGS\" .\n",
            ),
            (
                "tinygo build -target wasip1 -buildmode=c-shared .\n",
                "GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .\n",
            ),
            (
                "tinygo build -gc=custom -tags='custommalloc nottinygc_envoy' -target=wasi .\n",
                "GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .\n",
            ),
            (
                "sudo tinygo build -target=wasi .\n",
                "sudo env GOOS=wasip1 GOARCH=wasm go build -buildmode=c-shared .\n",
            ),
            (
                "FROM tinygo/tinygo:0.28.1 as build\nWORKDIR /plugin\n",
                "FROM golang:1.24.11 as build\nWORKDIR /plugin\n",
            ),
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
    fn a_stage_without_a_folder_of_its_own_is_reported() {
        let moved = after("FROM tinygo/tinygo:0.23.0 AS builder\nCOPY . .\nRUN make\n\nFROM scratch\n");
        let open = "# MIGRATE(build-commands): golang:1.24.11 works in /go, where Go takes no module: set a WORKDIR, and copy from it";
        let wanted = format!("{open}\nFROM golang:1.24.11 AS builder\nCOPY . .\nRUN make\n\nFROM scratch\n");
        assert_eq!(moved.text, wanted);
        assert_eq!(moved.findings.len(), 1, "{:?}", moved.findings);
        assert_eq!(moved.findings[0].line, 1);
        let again = after(&moved.text);
        assert_eq!(again.text, wanted);
        assert_eq!((again.findings.len(), again.findings[0].hand), (1, true));
        assert!(moved.findings[0].what.contains("set a WORKDIR"), "{:?}", moved.findings);
    }

    #[test]
    fn a_shell_with_other_variables_is_left_alone() {
        let rules = rules::all();
        let data = rules::find(&rules, "build-commands")
            .unwrap()
            .commands
            .as_ref()
            .unwrap();
        let text = "tinygo build -target=wasi -o main.wasm .\r\n";
        let moved = moved(Path::new("build.bat"), text, "build-commands", data);
        assert_eq!(moved.text, text);
        assert!(
            moved.findings[0].what.contains("GOOS=wasip1 GOARCH=wasm go build"),
            "{:?}",
            moved.findings
        );
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
            ("build --build-arg EXTRA_TAGS=$(EXTRA_TAGS) .\n", None),
            (
                "ARG EXTRA_TAGS=\"\"\n`EXTRA_TAGS=proxy_wasm_version_0_2_100 make`\n",
                Some(vec!["proxy_wasm_version_0_2_100"]),
            ),
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
