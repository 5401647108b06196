//! Writes the unit that logs every entry into a callback of the plugin and every return.

use super::sections::Sections;
use sdk_compat_abi::callbacks::callback;
use sdk_compat_abi::hosts::Marker;

/// The start of the line that is logged on entry; the name of the callback and its arguments follow, each as
/// eight hexadecimal digits.
pub const ENTRY: &str = "conformance:> ";

/// The start of the line that is logged on return; the name of the callback and its result follow.
pub const RETURN: &str = "conformance:< ";

/// What the wrappers share.
const SHARED: &str = include_str!("wat/callback_log.wat");

/// The unit as text, and how many callbacks it wraps.
pub fn unit(guest: &Sections<'_>, marker: Marker) -> (String, usize) {
    let mut imports = String::new();
    let mut wrappers = String::new();
    let mut wrapped = 0;
    let mut text_at = 0;
    for callback in guest.exported_functions().filter_map(|(name, _)| callback(name)) {
        let (name, params) = (callback.name, callback.params(marker));
        let result = if callback.result { "(result i32)" } else { "" };
        let signature = format!("{} {result}", "(param i32) ".repeat(params));
        imports += &format!("  (import \"guest\" \"{name}\" (func $inner{wrapped} {signature}))\n");
        wrappers += &wrapper(name, &signature, params, wrapped, text_at);
        text_at += ENTRY.len() + RETURN.len() + 2 * name.len();
        wrapped += 1;
    }
    let text = SHARED.replace(";; IMPORTS", &imports).replace(";; WRAPPERS", &wrappers);
    (text, wrapped)
}

fn wrapper(name: &str, signature: &str, params: usize, number: usize, text_at: usize) -> String {
    let (entry_len, return_len) = (ENTRY.len() + name.len(), RETURN.len() + name.len());
    let return_at = text_at + entry_len;
    let each = |text: &str| -> String { (0..params).map(|at| text.replace('#', &at.to_string())).collect() };
    let numbers = each("(call $number (local.get #)) ");
    let call = format!("(call $inner{number} {})", each("(local.get #) "));
    let begin_return = format!("(call $begin (i32.const {return_at}) (i32.const {return_len}))");
    let rest = if signature.contains("result") {
        let result = params;
        format!(
            "(local.set {result} {call})
    {begin_return} (call $number (local.get {result})) (call $say)
    (local.get {result})"
        )
    } else {
        format!("{call}\n    {begin_return} (call $say)")
    };
    format!(
        "
  (data (memory $own) (i32.const {text_at}) \"{ENTRY}{name}{RETURN}{name}\")
  (func (export \"guest.{name}\") {signature} (local i32)
    (call $begin (i32.const {text_at}) (i32.const {entry_len})) {numbers} (call $say)
    {rest})
"
    )
}
