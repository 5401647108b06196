//! `curl` command lines, as they stand in notes, scripts and "copy as cURL".

use super::{Found, Message, one, split_url};
use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Map;

/// Options that take a word and say nothing about the request.
const WITH_A_WORD: [&str; 17] = [
    "-o",
    "--output",
    "-m",
    "--max-time",
    "--connect-timeout",
    "-w",
    "--write-out",
    "--retry",
    "--cacert",
    "--resolve",
    "--cert",
    "-E",
    "--key",
    "-x",
    "--proxy",
    "-c",
    "--cookie-jar",
];

/// Options that say nothing about the request.
const PLAIN: [&str; 24] = [
    "-s",
    "--silent",
    "-S",
    "--show-error",
    "-v",
    "--verbose",
    "-i",
    "--include",
    "-k",
    "--insecure",
    "-L",
    "--location",
    "-f",
    "--fail",
    "-N",
    "--no-buffer",
    "-g",
    "--globoff",
    "--http1.1",
    "--http2",
    "-O",
    "-#",
    "--path-as-is",
    "-4",
];

pub fn read(text: &str) -> Result<Found> {
    let mut found = Found::default();
    for (line, words) in commands(text)? {
        let place = format!("line {line}");
        match Command::of(&words).map_err(|error| error.at(&place))? {
            Ok(command) => command.add(&mut found),
            Err(left_out) => found.note(&place, format!("left out: {left_out}")),
        }
    }
    Ok(found)
}

/// The command lines as words, each with the line where it begins; what follows a `&&`, `;` or `|` is no part of one.
fn commands(text: &str) -> Result<Vec<(usize, Vec<String>)>> {
    let mut commands = Vec::new();
    let mut rest = text;
    let mut next_line = 1;
    while !rest.is_empty() {
        let line = next_line;
        let (words, after) = words(rest).ok_or_else(|| {
            Error::new(format!("line {line}: a quote that is not closed")).next("close it, or give one command a line")
        })?;
        next_line += rest[..rest.len() - after.len()].matches('\n').count();
        rest = after;
        let mut words: Vec<String> = words.into_iter().skip_while(|word| word == "$").collect();
        match words.first().map(String::as_str) {
            None => {}
            Some(first) if first.rsplit('/').next() == Some("curl") => {
                let end = words
                    .iter()
                    .position(|word| ["&&", "||", ";", "|", ">"].contains(&word.as_str()));
                words.truncate(end.unwrap_or(words.len()));
                commands.push((line, words.split_off(1)));
            }
            Some(other) => {
                let other: String = other.chars().take(40).collect();
                return Err(Error::new(format!("line {line}: `{other}` is no curl command line"))
                    .next("give a file of curl command lines, JSON of HAR, tap or access log, or a main_test.go"));
            }
        }
    }
    Ok(commands)
}

/// The words of one command as a shell reads them, and what comes behind its line; none where a quote is not closed.
fn words(text: &str) -> Option<(Vec<String>, &str)> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '\n' => break,
            '#' if word.is_none() => {
                let rest = characters.as_str();
                characters = rest[rest.find('\n').unwrap_or(rest.len())..].chars();
            }
            '\r' | ' ' | '\t' => words.extend(word.take()),
            '\\' => match characters.next() {
                Some('\n') | None => {}
                Some('\r') => drop(characters.next()),
                Some(c) => word.get_or_insert_default().push(c),
            },
            '\'' => {
                let (inside, rest) = characters.as_str().split_once('\'')?;
                word.get_or_insert_default().push_str(inside);
                characters = rest.chars();
            }
            '$' if characters.as_str().starts_with('\'') => {
                characters.next();
                escaped(&mut characters, '\'', true, word.get_or_insert_default())?;
            }
            '"' => escaped(&mut characters, '"', false, word.get_or_insert_default())?,
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some((words, characters.as_str()))
}

/// Reads up to a closing quote, with what a backslash means there.
fn escaped(characters: &mut std::str::Chars<'_>, end: char, of_c: bool, word: &mut String) -> Option<()> {
    loop {
        match characters.next()? {
            c if c == end => return Some(()),
            '\\' => match (characters.next()?, of_c) {
                ('n', true) => word.push('\n'),
                ('t', true) => word.push('\t'),
                ('r', true) => word.push('\r'),
                ('u', true) => word.push(unicode(characters, 4)?),
                ('x', true) => word.push(unicode(characters, 2)?),
                (c, true) => word.push(c),
                ('\n', false) => {}
                (c @ ('"' | '\\' | '$' | '`'), false) => word.push(c),
                (c, false) => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

fn unicode(characters: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let number = (0..digits).try_fold(0, |number, _| Some(number * 16 + characters.next()?.to_digit(16)?))?;
    char::from_u32(number).or(Some(char::REPLACEMENT_CHARACTER))
}

/// What one command line asks for.
#[derive(Default)]
struct Command {
    url: Option<String>,
    method: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    data: Vec<String>,
    in_query: bool,
    head: bool,
}

impl Command {
    /// Reads the words; within, why the command cannot become a case.
    fn of(words: &[String]) -> Result<Result<Command, String>> {
        let mut command = Command::default();
        let mut left_out = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let Some((option, mut attached)) = option(word) else {
                command.url.get_or_insert_with(|| word.clone());
                continue;
            };
            let mut next = || {
                let value = attached.take().or_else(|| words.next().cloned());
                value
                    .ok_or_else(|| Error::new(format!("the option {option} without its value")).next("write the value"))
            };
            match option.as_str() {
                "-X" | "--request" => command.method = Some(next()?),
                "-H" | "--header" => command.header(&next()?),
                "-A" | "--user-agent" => command.header(&format!("user-agent: {}", next()?)),
                "-e" | "--referer" => command.header(&format!("referer: {}", next()?)),
                "-b" | "--cookie" => command.header(&format!("cookie: {}", next()?)),
                "-u" | "--user" => {
                    let basic = format!("authorization: Basic {}", STANDARD.encode(next()?));
                    command.header(&basic);
                }
                "--compressed" => command.header("accept-encoding: deflate, gzip, br, zstd"),
                "--json" => {
                    command.data.push(next()?);
                    command.header("content-type: application/json");
                    command.header("accept: application/json");
                }
                "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii" | "--data-urlencode" => {
                    let data = next()?;
                    if data.starts_with('@') && option != "--data-raw" {
                        left_out = Some(format!("a body out of a file ({option} {data})"));
                    }
                    command.data.push(if option == "--data-urlencode" {
                        encoded(&data)
                    } else {
                        data
                    });
                }
                "-G" | "--get" => command.in_query = true,
                "-I" | "--head" => command.head = true,
                "--url" => command.url = Some(next()?),
                "-F" | "--form" => {
                    next()?;
                    left_out = Some(format!("a form of several parts ({option})"));
                }
                "-T" | "--upload-file" => {
                    next()?;
                    left_out = Some(format!("a body out of a file ({option})"));
                }
                other if WITH_A_WORD.contains(&other) => drop(next()?),
                other if PLAIN.contains(&other) => {}
                other => {
                    return Err(
                        Error::new(format!("the option {other} is not known here")).next("remove it from the line")
                    );
                }
            }
        }
        match (left_out, &command.url) {
            (Some(left_out), _) => Ok(Err(left_out)),
            (None, None) => Err(Error::new("no URL").next("write the URL of the request")),
            (None, Some(_)) => Ok(Ok(command)),
        }
    }

    fn header(&mut self, line: &str) {
        // Without a value curl leaves its own header out.
        if let Some((name, value)) = line.split_once(':').filter(|(_, value)| !value.trim().is_empty()) {
            let value = value.trim().replace(['\r', '\n'], " ");
            self.headers.push((name.trim().to_string(), value.into_bytes()));
        }
    }

    fn add(self, found: &mut Found) {
        let url = self.url.unwrap_or_default();
        let Some((host, mut path)) = split_url(&url) else {
            found.note("curl", format!("left out: `{url}` is no URL"));
            return;
        };
        let data = (!self.data.is_empty()).then(|| self.data.join("&"));
        if let Some(data) = data.as_ref().filter(|_| self.in_query) {
            path += if path.contains('?') { "&" } else { "?" };
            path += &data.replace(char::is_whitespace, "+");
        }
        let body = data.filter(|_| !self.in_query);
        let own = match (self.head, &body) {
            (true, _) => "HEAD",
            (false, Some(_)) => "POST",
            (false, None) => "GET",
        };
        let method = self.method.unwrap_or_else(|| own.to_string());
        let mut sent = Message {
            headers: self.headers,
            body: body.map(String::into_bytes),
            ..Message::default()
        };
        if sent.body.is_some() && sent.header("content-type").is_none() {
            let form = (
                "content-type".to_string(),
                b"application/x-www-form-urlencoded".to_vec(),
            );
            sent.headers.push(form);
        }
        let host = sent.header("host").unwrap_or(host);
        let mut case = Map::new();
        case.insert("requests".into(), one(sent.request(&method, &path, Some(&host))));
        found.case(&format!("{method} {path}"), case);
    }
}

/// An option, and the value that is attached to it: `-XPOST`, `--request=POST`. Several letters may share one dash.
fn option(word: &str) -> Option<(String, Option<String>)> {
    if let Some(long) = word.strip_prefix("--").filter(|long| !long.is_empty()) {
        let (name, value) = long
            .split_once('=')
            .map_or((long, None), |(name, value)| (name, Some(value.to_string())));
        return Some((format!("--{name}"), value));
    }
    let mut letters = word.strip_prefix('-')?.chars();
    let mut letter = letters.next()?;
    while PLAIN.contains(&format!("-{letter}").as_str())
        && let Some(next) = letters.next()
    {
        letter = next;
    }
    let attached = letters.as_str();
    Some((
        format!("-{letter}"),
        (!attached.is_empty()).then(|| attached.to_string()),
    ))
}

/// What `--data-urlencode` makes of `name=value` or of a value alone.
fn encoded(data: &str) -> String {
    let (name, value) = data.split_once('=').map_or(("", data), |(name, value)| (name, value));
    let name = if name.is_empty() {
        String::new()
    } else {
        format!("{name}=")
    };
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    name + &value.bytes().map(byte).collect::<String>()
}
