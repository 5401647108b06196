//! Writes the unit that logs every entry into a callback of the plugin and every return.

use super::sections::Sections;
use std::fmt::Write;
use wasmparser::{FuncType, ValType};

/// The start of the line that is logged on entry; the name of the callback and its arguments follow, each as
/// eight hexadecimal digits.
pub const ENTRY: &str = "conformance:> ";

/// The start of the line that is logged on return; the name of the callback and its result follow.
pub const RETURN: &str = "conformance:< ";

const SHARED: &str = include_str!("wat/callback_log.wat");

/// The unit as text, and how many callbacks it wraps.
pub fn unit(guest: &Sections<'_>) -> (String, usize) {
    let mut imports = String::new();
    let mut wrappers = String::new();
    let mut wrapped = 0;
    let mut text_at = 0;
    for (name, function) in guest.exported_functions().filter(|(name, _)| is_callback(name)) {
        let Some(ty) = guest.type_of_function(function).filter(|ty| ty.results().len() < 2) else {
            continue;
        };
        let signature = signature(ty);
        let _ = writeln!(
            imports,
            "(import \"guest\" \"{name}\" (func $inner{wrapped} {signature}))"
        );
        wrapper(&mut wrappers, name, ty, wrapped, text_at);
        text_at += ENTRY.len() + RETURN.len() + 2 * name.len();
        wrapped += 1;
    }
    let text = SHARED.replace(";; IMPORTS", &imports).replace(";; WRAPPERS", &wrappers);
    (text, wrapped)
}

/// The allocator bears the name of a callback, and it is called in the middle of host calls.
fn is_callback(name: &str) -> bool {
    name.starts_with("proxy_on_")
        && name != "proxy_on_memory_allocate"
        && name.is_ascii()
        && !name.contains(['"', '\\'])
}

fn wrapper(out: &mut String, name: &str, ty: &FuncType, number: usize, text_at: usize) {
    let (entry_len, return_len) = (ENTRY.len() + name.len(), RETURN.len() + name.len());
    let return_at = text_at + entry_len;
    let _ = writeln!(
        out,
        "(data (memory $own) (i32.const {text_at}) \"{ENTRY}{name}{RETURN}{name}\")"
    );
    let _ = writeln!(out, "(func (export \"guest.{name}\") {}", signature(ty));
    if let Some(result) = ty.results().first() {
        let _ = writeln!(out, "(local {result})");
    }
    let _ = writeln!(out, "(call $begin (i32.const {text_at}) (i32.const {entry_len}))");
    for (at, param) in ty.params().iter().enumerate() {
        number_of(out, at, *param);
    }
    let _ = writeln!(out, "(call $say)");
    for at in 0..ty.params().len() {
        let _ = writeln!(out, "local.get {at}");
    }
    let _ = writeln!(out, "call $inner{number}");
    let result_at = ty.params().len();
    if !ty.results().is_empty() {
        let _ = writeln!(out, "local.set {result_at}");
    }
    let _ = writeln!(out, "(call $begin (i32.const {return_at}) (i32.const {return_len}))");
    for result in ty.results() {
        number_of(out, result_at, *result);
    }
    let _ = writeln!(out, "(call $say)");
    if !ty.results().is_empty() {
        let _ = writeln!(out, "local.get {result_at}");
    }
    let _ = writeln!(out, ")");
}

/// Callbacks of the ABI take and give 32-bit integers; of anything else the low half is shown, or nothing.
fn number_of(out: &mut String, local: usize, ty: ValType) {
    let _ = match ty {
        ValType::I32 => writeln!(out, "(call $number (local.get {local}))"),
        ValType::I64 => writeln!(out, "(call $number (i32.wrap_i64 (local.get {local})))"),
        _ => Ok(()),
    };
}

fn signature(ty: &FuncType) -> String {
    let list = |word: &str, types: &[ValType]| types.iter().map(|ty| format!("({word} {ty})")).collect::<String>();
    format!("{} {}", list("param", ty.params()), list("result", ty.results()))
}
