//! Envoy's log, taken apart: what the plugin wrote, and what Envoy says about it.

/// What `--log-format` makes of each entry: a mark, level, thread, component and the text, which may have more lines.
pub const FORMAT: &str = "\u{1}%l|%t|%n|%v";

/// One entry of Envoy's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// How much it matters.
    pub level: Level,
    /// The thread that wrote it.
    pub thread: u64,
    /// Who wrote it.
    pub source: Source,
    /// The text, without the line break at its end.
    pub text: String,
}

/// How much an entry matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// `proxy_log` with level 0.
    Trace,
    /// 1.
    Debug,
    /// 2.
    Info,
    /// 3.
    Warn,
    /// 4.
    Error,
    /// 5.
    Critical,
}

/// Who wrote an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The plugin, by `proxy_log` or on its standard output.
    Plugin,
    /// A component of Envoy.
    Envoy(String),
}

/// Puts the lines of Envoy's log together to entries.
#[derive(Debug, Default)]
pub struct Reader {
    open: Option<Entry>,
}

impl Reader {
    /// Takes one line, and gives back the entry that it shows to be complete.
    pub fn line(&mut self, line: &str) -> Option<Entry> {
        match (parse(line), &mut self.open) {
            (Some(entry), open) => open.replace(entry),
            (None, Some(open)) => {
                open.text.push('\n');
                open.text.push_str(line);
                None
            }
            (None, None) => None,
        }
    }

    /// Gives back the entry that the last line belongs to, when no line follows for a moment.
    pub fn flush(&mut self) -> Option<Entry> {
        self.open.take()
    }
}

/// Reads the first line of an entry.
fn parse(line: &str) -> Option<Entry> {
    let mut parts = line.strip_prefix('\u{1}')?.splitn(4, '|');
    let level = match parts.next()? {
        "trace" => Level::Trace,
        "debug" => Level::Debug,
        "info" => Level::Info,
        "warning" => Level::Warn,
        "error" => Level::Error,
        _ => Level::Critical,
    };
    let thread = parts.next()?.parse().ok()?;
    let component = parts.next()?;
    let text = parts.next()?;
    let (source, text) = match text.strip_prefix("wasm log").and_then(|rest| rest.split_once(": ")) {
        Some((_, text)) if component == "wasm" => (Source::Plugin, text),
        _ => (Source::Envoy(component.into()), text),
    };
    Some(Entry {
        level,
        thread,
        source,
        text: text.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entries(log: &str) -> Vec<Entry> {
        let mut reader = Reader::default();
        let mut entries: Vec<_> = log.lines().filter_map(|line| reader.line(line)).collect();
        entries.extend(reader.flush());
        entries
    }

    fn entry(level: Level, source: Source, text: &str) -> Entry {
        let text = text.into();
        Entry {
            level,
            thread: 7,
            source,
            text,
        }
    }

    #[test]
    fn a_plugin_line_is_told_from_envoys_own() {
        let log = "\u{1}info|7|wasm|wasm log my-plugin: [my-plugin] [nil] [nil] a: b|c\n\
            \u{1}error|7|wasm|Wasm VM failed\n\
            \u{1}warning|7|config|wasm log x: y\n";
        let expected = [
            entry(Level::Info, Source::Plugin, "[my-plugin] [nil] [nil] a: b|c"),
            entry(Level::Error, Source::Envoy("wasm".into()), "Wasm VM failed"),
            entry(Level::Warn, Source::Envoy("config".into()), "wasm log x: y"),
        ];
        assert_eq!(entries(log), expected);
    }

    #[test]
    fn an_entry_may_have_several_lines() {
        let log = "lost\n\u{1}critical|7|wasm|wasm log: one\ntwo\n\nthree\n\u{1}debug|7|wasm|wasm log: \n";
        let expected = [
            entry(Level::Critical, Source::Plugin, "one\ntwo\n\nthree"),
            entry(Level::Debug, Source::Plugin, ""),
        ];
        assert_eq!(entries(log), expected);
    }

    proptest! {
        #[test]
        fn no_log_makes_the_reader_panic(log in "(\u{1}?[a-z|:0-9\n]{0,20}){0,5}") {
            entries(&log);
        }
    }
}
