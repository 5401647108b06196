//! The words with which a language's runtime ends a module. Go and Rust say the same mistake in words of their own, so these
//! belong to the trap and not to what the plugin logged.

use super::log::{Entry, Event};

/// How such words begin: in Go, in TinyGo, and in Rust.
const BEGINNINGS: [&str; 4] = ["panic: ", "fatal error: ", "thread '", "memory allocation of "];

/// What was logged without the words before a trap, and these words.
pub fn apart<'e>(entries: &[&'e Entry]) -> (Vec<&'e Entry>, Vec<&'e str>) {
    let mut kept: Vec<&Entry> = Vec::new();
    let mut words = Vec::new();
    let mut callback = 0;
    for entry in entries {
        match &entry.event {
            Event::Entered { .. } => callback = kept.len(),
            Event::Trapped { .. } => {
                if let Some(first) = kept[callback..].iter().position(|entry| begins(entry)) {
                    let (last, others): (Vec<_>, Vec<_>) =
                        kept.drain(callback + first..).partition(|entry| said(entry).is_some());
                    words.extend(last.into_iter().filter_map(said));
                    kept.extend(others);
                }
            }
            _ => {}
        }
        kept.push(entry);
    }
    (kept, words)
}

fn said(entry: &Entry) -> Option<&str> {
    match &entry.event {
        Event::Said { message, .. } => Some(message),
        _ => None,
    }
}

fn begins(entry: &Entry) -> bool {
    let Event::Said {
        level: "error",
        message,
        ..
    } = &entry.event
    else {
        return false;
    };
    let message = message.trim_start_matches("\\n");
    BEGINNINGS.into_iter().any(|beginning| message.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testbed::log::{Origin, Thread};
    use std::sync::Arc;

    fn entry(event: Event) -> Entry {
        Entry {
            thread: Thread::Worker,
            at: 0.0,
            event,
        }
    }

    fn logs(level: &'static str, message: &str) -> Entry {
        let origin = Arc::new(Origin::default());
        entry(Event::Said {
            origin,
            level,
            message: message.into(),
        })
    }

    fn enters() -> Entry {
        entry(Event::Entered {
            origin: Arc::new(Origin::default()),
            function: "proxy_on_tick".into(),
            arguments: Vec::new(),
        })
    }

    fn traps() -> Entry {
        entry(Event::Trapped {
            origin: None,
            function: "proxy_on_tick".into(),
            message: "unreachable".into(),
        })
    }

    fn kept_and_words(entries: &[Entry]) -> (Vec<&str>, Vec<&str>) {
        let (kept, words) = apart(&entries.iter().collect::<Vec<_>>());
        (kept.into_iter().filter_map(said).collect(), words)
    }

    #[test]
    fn what_a_runtime_says_before_a_trap_is_not_of_the_plugin() {
        let go = [
            enters(),
            logs("info", "a"),
            logs("error", "panic: "),
            logs("error", "b"),
            traps(),
        ];
        assert_eq!(kept_and_words(&go), (vec!["a"], vec!["panic: ", "b"]));
        let rust = [
            enters(),
            logs("error", "a"),
            logs("error", "\\nthread 'x' panicked"),
            traps(),
        ];
        assert_eq!(kept_and_words(&rust), (vec!["a"], vec!["\\nthread 'x' panicked"]));
    }

    #[test]
    fn what_is_logged_without_a_trap_stays() {
        let none = [
            enters(),
            logs("error", "panic: "),
            enters(),
            logs("error", "b"),
            traps(),
            logs("info", "c"),
        ];
        assert_eq!(kept_and_words(&none), (vec!["panic: ", "b", "c"], vec![]));
        let no_error = [enters(), logs("info", "panic: "), traps()];
        assert_eq!(kept_and_words(&no_error), (vec!["panic: "], vec![]));
    }
}
