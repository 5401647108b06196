//! The tests of a plugin, `main_test.go` on wasm-go's `pkg/test`, as a module of its port.
//!
//! The helper takes out of them what runs a test in Go: a subtest becomes a function of its own.

use super::emit::{Port, TESTS};
use super::first_errors;
use super::tree::Program;
use crate::{Go, Result};
use serde_json::json;
use std::path::Path;

/// The package in a folder with its tests; none where it has none, or why they are left out: the plugin is there without them.
///
/// # Errors
/// The helper fails.
pub fn load(go: &Go, folder: &Path) -> Result<Result<Option<Program>, String>> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_test = |name: &str| name.ends_with("_test.go");
    if !entries
        .into_iter()
        .any(|entry| is_test(&entry.file_name().to_string_lossy()))
    {
        return Ok(Ok(None));
    }
    let program: Program = go.ask(&json!({"port": {"dir": folder, "tests": true}}))?;
    Ok(match program.errors.is_empty() {
        false => Err(format!(
            "the tests do not type-check, and are left out\n{}",
            first_errors(&program)
        )),
        true if program.files.iter().any(|file| file.test) => Ok(Some(program)),
        true => Err(program.notes.join("\n")),
    })
}

/// A plugin with its tests. The plugin is as it is without them, unless they name parts of it that have another form then.
pub fn join(mut plugin: Port, together: Port) -> Port {
    let is_test = |path: &str| path.ends_with("_test.go");
    let same = plugin.modules.iter().all(|module| together.modules.contains(module));
    let todos = together.todos.iter().filter(|todo| !is_test(&todo.path)).count();
    if together.names_plugin && !same {
        if todos <= plugin.todos.len() {
            return together;
        }
        let note = "the tests use the plugin in a way that its port does not bear, and may not compile";
        plugin.notes.push(note.to_string());
    }
    plugin
        .modules
        .extend(together.modules.into_iter().filter(|module| module.name == TESTS));
    plugin
        .todos
        .extend(together.todos.into_iter().filter(|todo| is_test(&todo.path)));
    plugin
        .shares
        .extend(together.shares.into_iter().filter(|(path, _)| is_test(path)));
    let more = together
        .notes
        .into_iter()
        .filter(|note| !plugin.notes.contains(note))
        .collect::<Vec<_>>();
    plugin.notes.extend(more);
    plugin
}
