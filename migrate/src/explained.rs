//! What a rule or a trap says of itself.

use serde::Serialize;

/// A rule of [`crate::go124`], or a trap of [`crate::check`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Explained<'a> {
    /// Its name, by which it is chosen and reported.
    pub id: &'a str,
    /// What it is, in a few words.
    pub title: &'a str,
    /// Why, and what to do.
    pub explain: &'a str,
}

impl<'a> Explained<'a> {
    pub(crate) fn new(id: &'a str, title: &'a str, explain: &'a str) -> Self {
        let explain = explain.trim();
        Explained { id, title, explain }
    }
}
