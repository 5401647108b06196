//! What a user did or met that stops a command: what was wrong, where, and what to do next.

use std::fmt;

/// An error a user can cause or mend. Bugs panic instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    what: String,
    next: Option<String>,
}

/// The result of everything that can fail because of input or surroundings.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Says what was wrong and where: a sentence without a full stop.
    pub fn new(what: impl Into<String>) -> Self {
        Error {
            what: what.into(),
            next: None,
        }
    }

    /// Says what to do next: an imperative sentence without a full stop.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Puts where it happened in front of what was wrong.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.what = format!("{place}: {}", self.what);
        self
    }

    /// What was wrong, without the advice.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do next, where there is something.
    pub fn advice(&self) -> Option<&str> {
        self.next.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(next) = &self.next {
            write!(f, "\n  next: {next}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
