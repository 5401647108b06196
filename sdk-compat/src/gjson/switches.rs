//! The package's variables: what a plugin may switch off.

use std::cell::Cell;

thread_local! {
    /// Whether the characters `<`, `>` and `&` stay as they are in strings that this package writes. Set it, as in Go, before
    /// anything else is done: `gjson::DisableEscapeHTML.set(true)`.
    pub static DisableEscapeHTML: Cell<bool> = const { Cell::new(false) };

    /// Whether `@` begins a plain key rather than a modifier in every path: `gjson::DisableModifiers.set(true)`.
    pub static DisableModifiers: Cell<bool> = const { Cell::new(false) };
}
