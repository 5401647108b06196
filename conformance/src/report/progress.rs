//! How far a comparison is, in one line that is drawn over and erased at the end; only for people who watch.

use super::{Event, Sink, printable};
use crate::Result;
use crate::compare::Verdict;
use std::io::{self, Write};

/// A line that is drawn over, and erased at the end.
pub struct Line<W: Write> {
    to: W,
    columns: usize,
}

/// Shows another sink, and below what it shows the progress.
pub struct Progress<W: Write, S> {
    line: Line<W>,
    shown: S,
    state: State,
}

/// What the line says.
#[derive(Default)]
struct State {
    pairs: usize,
    cases: usize,
    pair: String,
    decided_pairs: usize,
    decided: usize,
    different: usize,
    unable: usize,
}

/// Moves to the beginning of the line and empties it.
const ERASE: &str = "\r\u{1b}[2K";

impl<W: Write> Line<W> {
    /// A line of a terminal that is so wide.
    pub fn new(to: W, columns: usize) -> Self {
        Line { to, columns }
    }

    /// Draws over what stood there. A terminal that is gone is no reason to stop.
    pub fn draw(&mut self, text: &str) {
        let text: String = text.chars().take(self.columns.saturating_sub(1)).collect();
        let _ = write!(self.to, "{ERASE}{text}").and_then(|()| self.to.flush());
    }
}

impl Line<io::Stderr> {
    /// The last line of the terminal that standard error goes to; none where it goes elsewhere.
    pub fn of_terminal() -> Option<Self> {
        let size = rustix::termios::tcgetwinsize(io::stderr()).ok()?;
        let movable = std::env::var_os("TERM").is_some_and(|terminal| terminal != "dumb");
        let columns = if size.ws_col == 0 { 80 } else { size.ws_col.into() };
        movable.then(|| Line::new(io::stderr(), columns))
    }
}

/// An error in the middle is told on an empty line, too.
impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        self.draw("");
    }
}

impl<W: Write, S: Sink> Progress<W, S> {
    /// Draws below what another sink shows.
    pub fn new(line: Line<W>, shown: S) -> Self {
        Progress {
            line,
            shown,
            state: State::default(),
        }
    }
}

impl<W: Write, S: Sink> Sink for Progress<W, S> {
    fn take(&mut self, event: Event) -> Result<()> {
        self.line.draw("");
        self.shown.take(event)?;
        if let Some(text) = self.state.line(event) {
            self.line.draw(&text);
        }
        Ok(())
    }
}

impl State {
    /// What the line says from this event on; none when all is said.
    fn line(&mut self, event: Event) -> Option<String> {
        match event {
            Event::Started { pairs, cases } => (self.pairs, self.cases) = (pairs, cases),
            Event::PairStarted(pair) => self.pair = printable(&pair.name),
            Event::CaseDecided(case) => {
                self.decided += 1;
                self.different += usize::from(case.verdict == Verdict::Different);
                self.unable += usize::from(case.verdict == Verdict::CouldNotRun);
            }
            Event::Searching(search) => return Some(format!("{}: {}", self.pair, search.line())),
            Event::PairDecided(_) => self.decided_pairs += 1,
            Event::Decided(_) => return None,
        }
        let State { decided, cases, .. } = self;
        // A search has no end that is known.
        let mut parts: Vec<String> = (*cases > 0)
            .then(|| format!("{decided}/{cases} cases"))
            .into_iter()
            .collect();
        parts.extend((self.pairs > 1).then(|| format!("{}/{} plugins", self.decided_pairs, self.pairs)));
        parts.extend((self.different > 0).then(|| format!("{} different", self.different)));
        parts.extend((self.unable > 0).then(|| format!("{} could not run", self.unable)));
        parts.push(match event {
            Event::PairStarted(_) => format!("{}: starting Envoy", self.pair),
            Event::CaseDecided(case) => format!("{}: {}", self.pair, printable(&case.name)),
            _ => self.pair.clone(),
        });
        Some(parts.join("  "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    struct Silent;

    impl Sink for Silent {
        fn take(&mut self, _event: Event) -> Result<()> {
            Ok(())
        }
    }

    /// What stands on the screen after each time something was drawn.
    fn drawn(columns: usize) -> Vec<String> {
        let mut written = Vec::new();
        sample::tell(&mut Progress::new(Line::new(&mut written, columns), Silent));
        let written = String::from_utf8(written).unwrap();
        written
            .split(ERASE)
            .map(String::from)
            .filter(|line| !line.is_empty())
            .collect()
    }

    #[test]
    fn the_line_says_how_far_it_is_and_what_was_found() {
        let lines = drawn(100);
        assert!(
            lines.contains(&"0/3 cases  0/2 plugins  my-plugin: starting Envoy".to_string()),
            "{lines:?}"
        );
        let last = "3/3 cases  0/2 plugins  1 different  1 could not run  my-plugin: mock".to_string();
        assert!(lines.contains(&last), "{lines:?}");
    }

    #[test]
    fn the_line_never_wraps_and_is_gone_at_the_end() {
        assert!(drawn(20).iter().all(|line| line.chars().count() < 20));
        let mut written = Vec::new();
        sample::tell(&mut Progress::new(Line::new(&mut written, 80), Silent));
        assert!(String::from_utf8(written).unwrap().ends_with(ERASE));
    }
}
