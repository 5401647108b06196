//! Reads case files: YAML to cases, with errors that say which field, where, and what was probably meant.

use super::{Case, CaseFile, Redis, Request, Response, model};
use crate::{Error, Result, files, yaml};
use serde_saphyr::Error as YamlError;
use std::collections::BTreeSet;
use std::path::Path;

/// Reads a case file.
///
/// # Errors
/// The file cannot be read, or is no valid case file ([`parse`]).
pub fn load(path: &Path) -> Result<CaseFile> {
    let text = files::read_text(path, yaml::LARGEST, "give the path of a case file in YAML")?;
    let mut file = parse(&path.display().to_string(), &text)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    for neighbour in file.neighbours_mut() {
        neighbour.module = folder.join(&neighbour.module);
    }
    Ok(file)
}

/// Reads the text of a case file; `place` is what errors call it.
///
/// # Errors
/// The text is no YAML; a field is unknown, missing or of the wrong type; names are not unique; fields contradict each
/// other; there is no case.
pub fn parse(place: &str, text: &str) -> Result<CaseFile> {
    let file: CaseFile = model::within_bounds(|| yaml::read(text)).map_err(|error| yaml_error(place, &error))?;
    check(&file).map_err(|error| error.at(place))?;
    Ok(file)
}

fn yaml_error(place: &str, error: &YamlError) -> Error {
    let place_again = error
        .location()
        .map(|location| format!(" at line {}, column {}", location.line(), location.column()))
        .unwrap_or_default();
    let place = match error.location() {
        Some(location) => format!("{place}:{}:{}", location.line(), location.column()),
        None => place.to_string(),
    };
    match error.without_snippet() {
        YamlError::SerdeUnknownField { field, expected, .. } => {
            let unknown = Error::new(format!("{place}: unknown field `{field}`"));
            match nearest(field, expected) {
                Some(name) => unknown.next(format!("write `{name}`, or remove the field")),
                None => unknown.next(format!("use one of {}", quoted(expected))),
            }
        }
        other => {
            let text = other.to_string();
            let what = text.lines().next().unwrap_or("no valid YAML");
            let what = what.strip_suffix(&place_again).unwrap_or(what);
            let what = in_plain_words(what).unwrap_or_else(|| what.to_string());
            Error::new(format!("{place}: {what}")).next("correct the case file there")
        }
    }
}

/// What the parser says in words of Rust.
fn in_plain_words(what: &str) -> Option<String> {
    let most = match what.strip_prefix("invalid ")? {
        "u16" => u16::MAX.into(),
        "u32" => u32::MAX.into(),
        "u64" | "usize" => u64::MAX,
        _ => return None,
    };
    Some(format!("not a whole number from 0 to {most}"))
}

/// The known name that an unknown one was probably meant to be.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|known| (strsim::damerau_levenshtein(name, known), *known))
        .min()
        .filter(|(distance, known)| *distance <= known.len().max(name.len()).div_ceil(2))
        .map(|(_, known)| known)
}

fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What a case file of any origin has to keep to.
pub(super) fn check(file: &CaseFile) -> Result<()> {
    if file.cases.is_empty() {
        return Err(Error::new("`cases` is empty").next("write at least one case"));
    }
    file.now.as_deref().map(super::time::parse).transpose()?;
    check_root_id(file.root_id.as_deref())?;
    let mut names = BTreeSet::new();
    for case in &file.cases {
        check_clock(case, file.now.is_some()).map_err(|error| error.at(format!("case `{}`", case.name)))?;
        check_case(case).map_err(|error| error.at(format!("case `{}`", case.name)))?;
        if !names.insert(&case.name) {
            return Err(Error::new(format!("two cases are called `{}`", case.name)).next("give each a name of its own"));
        }
    }
    file.services.iter().try_for_each(check_service)
}

fn check_case(case: &Case) -> Result<()> {
    if case.name.trim().is_empty() {
        return Err(Error::new("the name is empty").next("say in `name` what the case shows"));
    }
    if case.config.is_some() && case.config_text.is_some() {
        return Err(either("config", "config_text"));
    }
    match (case.requests.is_empty(), case.connections.is_empty()) {
        (true, true) => {
            return Err(Error::new("`requests` is empty").next("write at least one request, `- {}` for a plain GET"));
        }
        (false, false) => return Err(either("requests", "connections")),
        (true, false) if !case.upstream.is_empty() => {
            return Err(Error::new("`upstream` answers requests").next("say in `steps` what the upstream sends"));
        }
        _ => {}
    }
    case.now_ns()?;
    for (index, request) in case.requests.iter().enumerate() {
        check_request(request).map_err(|error| error.at(format!("request {}", index + 1)))?;
    }
    for (index, answer) in case.upstream.iter().enumerate() {
        check_answer(answer).map_err(|error| error.at(format!("upstream answer {}", index + 1)))?;
    }
    check_root_id(case.root_id.as_deref())?;
    for key in &case.filter_state {
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) {
            return Err(Error::new(format!("`{key}` is no key of filter state"))
                .next("use letters, digits, `_`, `-` and `.` only"));
        }
    }
    if case.redis.missing {
        let rest = Redis {
            missing: false,
            ..case.redis.clone()
        };
        if rest != Redis::default() {
            return Err(Error::new("`redis` is `missing`, and yet described")
                .next("keep either `missing` or the other fields of `redis`"));
        }
    }
    case.services.iter().try_for_each(check_service)
}

/// Time passes on a clock that is under control only.
fn check_clock(case: &Case, of_file: bool) -> Result<()> {
    let passes = case.requests.iter().any(|request| request.later_ms > 0);
    match passes && !of_file && case.now.is_none() {
        true => Err(Error::new("`later_ms` without `now`").next("say in `now` where the clock stands at first")),
        false => Ok(()),
    }
}

/// Envoy puts it into its log in front of what the plugin logs.
fn check_root_id(root_id: Option<&str>) -> Result<()> {
    match root_id {
        Some(id) if id.contains(|c: char| c.is_whitespace() || c.is_control() || c == ':') => {
            Err(Error::new(format!("`{id}` is no root id")).next("write it without blanks and colons"))
        }
        _ => Ok(()),
    }
}

fn check_service((cluster, answers): (&String, &Vec<Response>)) -> Result<()> {
    if cluster.is_empty() {
        return Err(Error::new("a service has an empty cluster name").next("write the name as the plugin calls it"));
    }
    for (index, answer) in answers.iter().enumerate() {
        check_answer(answer).map_err(|error| error.at(format!("service `{cluster}`, answer {}", index + 1)))?;
    }
    Ok(())
}

fn check_request(request: &Request) -> Result<()> {
    if request.body.is_some() && request.chunks.is_some() {
        return Err(either("body", "chunks"));
    }
    if !request.trailers.is_empty() && request.chunks.is_none() {
        return Err(Error::new("`trailers` without `chunks`").next("send the body in `chunks`"));
    }
    if request.method.is_empty() || request.method.contains(|c: char| !c.is_ascii_graphic()) {
        return Err(Error::new(format!("`{}` is no method", request.method)).next("write a method such as `POST`"));
    }
    for (field, bytes) in [("path", &request.path.0), ("host", &request.host.0)] {
        if breaks_a_line(bytes) {
            return Err(Error::new(format!("`{field}` holds a line break")).next("remove it"));
        }
    }
    check_headers(request.headers.iter().chain(&request.trailers))
}

fn check_answer(answer: &Response) -> Result<()> {
    if answer.body.is_some() && answer.chunks.is_some() {
        return Err(either("body", "chunks"));
    }
    if answer.grpc.is_some() && (answer.body.is_some() || answer.chunks.is_some()) {
        return Err(either("grpc", if answer.body.is_some() { "body" } else { "chunks" }));
    }
    if !answer.trailers.is_empty() && answer.chunks.is_none() && answer.grpc.is_none() {
        return Err(Error::new("`trailers` without `chunks`").next("send the body in `chunks`"));
    }
    if answer.reset && answer.stall {
        return Err(either("reset", "stall"));
    }
    if !(100..=999).contains(&answer.status) {
        return Err(Error::new(format!("{} is no status", answer.status)).next("write a status of three digits"));
    }
    check_headers(answer.headers.iter().chain(&answer.trailers))
}

fn check_headers<'a>(headers: impl Iterator<Item = &'a super::Header>) -> Result<()> {
    for header in headers {
        if header.name.is_empty() || header.name.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b':') {
            return Err(Error::new(format!("`{}` is no header name", header.name)).next("write a header name"));
        }
        if breaks_a_line(&header.value.0) {
            return Err(Error::new(format!("the header `{}` holds a line break", header.name)).next("remove it"));
        }
    }
    Ok(())
}

fn breaks_a_line(bytes: &[u8]) -> bool {
    bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n'))
}

fn either(one: &str, other: &str) -> Error {
    Error::new(format!("both `{one}` and `{other}`")).next(format!("keep either `{one}` or `{other}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn message(text: &str) -> String {
        parse("a.yaml", text).unwrap_err().to_string()
    }

    #[test]
    fn a_case_file_is_read() {
        let file = parse(
            "a.yaml",
            "config: {mockEnable: true}\nnow: 1970-01-01T00:00:01Z\n\
             services:\n  outbound|80||token.static:\n    - {status: 201, body: abc}\n\
             cases:\n\
             - name: two headers\n  now: 2024-05-06T07:08:09Z\n  requests:\n\
             \x20 - headers: [{x-user: alice}, {x-n: 7}, {x-raw: {hex: ff00}}]\n    body: {repeat: ab, times: 3}\n\
             - name: raw\n  config_text: '{'\n  requests: [{}]\n",
        )
        .unwrap();
        let cases = file.resolve();
        assert_eq!(cases[0].requests[0].headers[1].value.0, b"7");
        assert_eq!(cases[0].requests[0].headers[2].value.0, b"\xff\0");
        assert_eq!(cases[0].requests[0].body.as_ref().unwrap().0, b"ababab");
        assert_eq!(cases[0].configuration().unwrap(), r#"{"mockEnable":true}"#);
        assert_eq!(cases[0].now_ns().unwrap(), Some(1_714_979_289_000_000_000));
        assert_eq!(cases[1].now_ns().unwrap(), Some(1_000_000_000));
        assert_eq!(cases[1].configuration().unwrap(), "{");
        assert_eq!(cases[1].services["outbound|80||token.static"][0].status, 201);
    }

    #[test]
    fn an_unknown_field_is_named_with_its_place_and_its_nearest_relative() {
        assert_eq!(
            message("cases:\n- name: a\n  requests:\n  - heders: []\n"),
            "a.yaml:4:5: unknown field `heders`\n  next: write `headers`, or remove the field"
        );
        assert!(message("cases:\n- name: a\n  qqqqqqqqqqqqqqqq: 1\n  requests: [{}]\n").contains("use one of `name`"));
    }

    #[test]
    fn a_wrong_type_is_named_with_its_place() {
        let said = message("cases:\n- name: a\n  requests:\n  - headers: [x-user]\n");
        assert!(said.starts_with("a.yaml:4:15: "), "{said}");
        let said = message("cases:\n- name: a\n  requests:\n  - headers: {x-user: alice}\n");
        assert!(said.starts_with("a.yaml:4:"), "{said}");
        assert!(
            said.contains("headers are a list") && said.contains("`- x-user: alice`"),
            "{said}"
        );
        let said = message("cases:\n- name: a\n  requests:\n  - body: 1.10\n");
        assert!(said.contains("put it in quotes"), "{said}");
        assert!(said.starts_with("a.yaml:4:"), "{said}");
        let said = message("cases:\n- name: a\n  requests:\n  - body: {hex: f}\n");
        assert!(said.contains("`f` is no hexadecimal text"), "{said}");
        let said = message("cases:\n- name: a\n  requests:\n  - timeout_ms: -1\n");
        assert!(
            said.contains(&format!("not a whole number from 0 to {}", u64::MAX)),
            "{said}"
        );
        let said = message("cases:\n- name: a\n  requests: [{}]\n  upstream: [{status: many}]\n");
        assert!(said.contains("not a whole number from 0 to 65535"), "{said}");
        assert!(message("cases: [\n").starts_with("a.yaml:"));
        assert!(message("cases:\n- requests: [{}]\n").contains("name"));
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for (text, said) in [
            ("cases: []", "`cases` is empty"),
            ("cases: [{name: a, requests: []}]", "`requests` is empty"),
            (
                "cases: [{name: a, requests: [{}], connections: [{steps: []}]}]",
                "`requests` and `connections`",
            ),
            (
                "cases: [{name: a, connections: [{steps: []}], upstream: [{}]}]",
                "`upstream` answers requests",
            ),
            (
                "cases: [{name: a, requests: [{}]}, {name: a, requests: [{}]}]",
                "two cases are called `a`",
            ),
            (
                "cases: [{name: a, config: {}, config_text: x, requests: [{}]}]",
                "both `config` and `config_text`",
            ),
            (
                "cases: [{name: a, redis: {missing: true, delay_ms: 1}, requests: [{}]}]",
                "case `a`: `redis` is `missing`, and yet described",
            ),
            (
                "cases: [{name: a, requests: [{body: x, chunks: [y]}]}]",
                "case `a`: request 1: both `body` and `chunks`",
            ),
            (
                "cases: [{name: a, requests: [{trailers: [{a: b}]}]}]",
                "`trailers` without `chunks`",
            ),
            (
                "cases: [{name: a, now: yesterday, requests: [{}]}]",
                "`yesterday` is no time",
            ),
            (
                "cases: [{name: a, requests: [{}, {later_ms: 1}]}]",
                "`later_ms` without `now`",
            ),
            (
                "now: yesterday\ncases: [{name: a, requests: [{}]}]",
                "`yesterday` is no time",
            ),
            (
                "cases: [{name: a, requests: [{}], upstream: [{reset: true, stall: true}]}]",
                "both `reset` and `stall`",
            ),
            (
                "cases: [{name: a, requests: [{headers: [{'a b': c}]}]}]",
                "`a b` is no header name",
            ),
            (
                "cases: [{name: a, requests: [{headers: [{a: \"b\\r\\nc: d\"}]}]}]",
                "holds a line break",
            ),
            (
                "cases: [{name: a, requests: [{}], filter_state: ['%x%']}]",
                "no key of filter state",
            ),
            (
                "cases: [{name: a, root_id: a b, requests: [{}]}]",
                "`a b` is no root id",
            ),
            (
                "cases: [{name: a, requests: [{}], upstream: [{status: 7}]}]",
                "7 is no status",
            ),
        ] {
            let message = message(text);
            assert!(message.contains(said), "{text}: {message}");
            assert!(message.contains("next: "), "{text}: {message}");
        }
    }

    #[test]
    fn what_would_fill_the_memory_is_refused() {
        let case = |requests: &str| message(&format!("cases:\n- name: a\n  requests:\n{requests}"));
        let much = "  - body: {repeat: x, times: 200000000}\n".repeat(2);
        assert!(case(&much).contains("more than 256 MiB"));
        assert!(case("  - body: {repeat: xx, times: 9999999999999999999}\n").starts_with("a.yaml:4:"));

        // Each line is ten of the line before.
        let list = |of: usize| {
            format!(
                "a{}: &a{} [{}]\n",
                of + 1,
                of + 1,
                vec![format!("*a{of}"); 10].join(", ")
            )
        };
        let bomb: String = (0..9).map(list).collect();
        let bomb = format!(
            "cases: []\nconfig:\n  a0: &a0 [x]\n  {}",
            bomb.trim_end().replace('\n', "\n  ")
        );
        assert!(
            message(&bomb).contains("limit") || message(&bomb).contains("budget"),
            "{}",
            message(&bomb)
        );

        let long = format!(
            "config: {{a: &a {}, b: [{}]}}\ncases: []\n",
            "x".repeat(300 << 10),
            vec!["*a"; 900].join(", ")
        );
        assert!(message(&long).starts_with("a.yaml"), "{}", message(&long));

        let deep = format!("config: {}{}\ncases: []\n", "[".repeat(100_000), "]".repeat(100_000));
        assert!(message(&deep).starts_with("a.yaml"), "{}", message(&deep));
        let blocks: String = (0..20_000)
            .map(|depth| format!("{}- \n", " ".repeat(depth.min(300))))
            .collect();
        assert!(message(&format!("config:\n{blocks}cases: []\n")).starts_with("a.yaml"));
    }

    /// The fields of a type, in the words of the error that names them.
    fn fields<T: serde::de::DeserializeOwned>() -> BTreeSet<String> {
        let error = serde_json::from_str::<T>(r#"{"no such field": 1}"#)
            .err()
            .unwrap()
            .to_string();
        error.split('`').skip(3).step_by(2).map(str::to_string).collect()
    }

    #[test]
    fn the_reference_names_every_field_and_no_other() {
        let text = include_str!("../../docs/cases.md");
        let named = |heading: &str| -> BTreeSet<String> {
            let (_, part) = text.split_once(&format!("\n## {heading}\n")).unwrap();
            let part = part.split("\n## ").next().unwrap();
            let field = |line: &str| Some(line.strip_prefix("| `")?.split('`').next()?.to_string());
            part.lines().filter_map(field).collect()
        };
        assert_eq!(named("The file"), fields::<CaseFile>());
        assert_eq!(named("A case"), fields::<Case>());
        assert_eq!(named("A request"), fields::<Request>());
        assert_eq!(named("An answer"), fields::<Response>());
        assert_eq!(named("An answer of a gRPC service"), fields::<crate::cases::Grpc>());
        let steps = ["steps", "client", "upstream", "close", "reset"].map(str::to_string);
        assert_eq!(named("A connection"), steps.into());
        assert_eq!(named("A plugin beside it"), fields::<crate::cases::Neighbour>());
        assert_eq!(named("Redis"), fields::<crate::cases::Redis>());
        let examples: Vec<&str> = text.split("```yaml\n").skip(1).collect();
        assert_eq!(examples.len(), 4);
        for example in examples {
            parse("cases.md", example.split("```").next().unwrap()).unwrap();
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_loader_panic(text in "\\PC{0,200}") {
            let _ = parse("a.yaml", &text);
        }

        #[test]
        fn no_damaged_case_file_makes_the_loader_panic(at in 0_usize..200, with in "[-:{}\\[\\],'\"|> \n\t&*!a0]{0,4}") {
            let mut text = "config: {a: [1, x]}\nservices: {s: [{status: 200, chunks: [a, {hex: ff}]}]}\n\
                            cases:\n- name: n\n  now: 2024-05-06T07:08:09Z\n  requests:\n  - headers: [{a: b}]\n".to_string();
            text.insert_str(at.min(text.len()), &with);
            let _ = parse("a.yaml", &text);
        }
    }
}
