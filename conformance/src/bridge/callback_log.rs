//! Writes the unit that logs every entry into a callback of the plugin and every return; in a traced module, every call of
//! the host and its answer, too.

use super::sections::{Sections, function_type};
use sdk_compat_abi::arguments::{Argument, Kind};
use sdk_compat_abi::callbacks::{CALLBACKS, callback};
use sdk_compat_abi::functions::{Function, ValueType, function};
use sdk_compat_abi::hosts::Marker;

/// The start of the line that is logged on entry; the name of the callback and its arguments follow, each as
/// eight hexadecimal digits.
pub const ENTRY: &str = "conformance:> ";

/// The start of the line that is logged on return; the name of the callback and its result follow. In a traced module the
/// time that it took comes last (ns, as sixteen hexadecimal digits).
pub const RETURN: &str = "conformance:< ";

/// The start of the line that is logged when the plugin of a traced module calls the host. The name of the function and
/// the arguments that are known before the call follow: eight or sixteen hexadecimal digits for a number; for bytes their
/// count, a colon, and no more than [`MOST_BYTES`] of them.
pub const CALL: &str = "conformance:( ";

/// The start of the line that is logged when the host has answered: the name, the status, how long it took (ns), and where
/// the status is 0 the arguments that are known after the call.
pub const ANSWER: &str = "conformance:) ";

/// What stands between lines that were kept back and logged as one.
pub const SEPARATOR: char = ';';

/// The callbacks of a stream, whose lines can be kept back until the last of them returns.
const OF_STREAM: [&str; 17] = [
    "proxy_on_context_create",
    "proxy_on_new_connection",
    "proxy_on_downstream_data",
    "proxy_on_downstream_connection_close",
    "proxy_on_upstream_data",
    "proxy_on_upstream_connection_close",
    "proxy_on_request_headers",
    "proxy_on_request_body",
    "proxy_on_request_trailers",
    "proxy_on_request_metadata",
    "proxy_on_response_headers",
    "proxy_on_response_body",
    "proxy_on_response_trailers",
    "proxy_on_response_metadata",
    "proxy_on_done",
    "proxy_on_log",
    LAST_OF_STREAM,
];

/// The one that comes last.
pub const LAST_OF_STREAM: &str = "proxy_on_delete";

/// What the gauge that [`super::KEPT_BACK`] names says: when the callback that is open was entered (µs since the epoch), and
/// which it is; none where none is open.
pub fn open_callback(gauge: u64) -> Option<(u64, &'static str)> {
    let number = (gauge & 0xff).checked_sub(1)?;
    Some((gauge >> 8, CALLBACKS.get(number as usize)?.name))
}

/// How many bytes of one argument are logged.
pub const MOST_BYTES: usize = 4096;

/// What the wrappers share.
const SHARED: &str = include_str!("wat/callback_log.wat");

/// The unit as text, and how many callbacks it wraps. Lines that are `kept` back need what reads the environment.
pub fn unit(guest: &Sections<'_>, marker: Marker, traced: bool, kept: bool) -> (String, usize) {
    let mut wrappers = Wrappers {
        traced,
        kept,
        ..Wrappers::default()
    };
    if kept {
        wrappers.imports += KEEP_IMPORTS;
    }
    for callback in guest.exported_functions().filter_map(|(name, _)| callback(name)) {
        let params = vec![ValueType::I32; callback.params(marker)];
        let numbers: String = (0..params.len())
            .map(|at| format!("(call $number (local.get {at})) "))
            .collect();
        wrappers.add(&Wrapped {
            module: "guest",
            name: callback.name,
            params: &params,
            result: callback.result(),
            lines: [ENTRY, RETURN],
            before: numbers,
            after: String::new(),
        });
    }
    let wrapped = wrappers.count;
    if traced {
        wrappers.imports += "  (import \"wasi_snapshot_preview1\" \"clock_time_get\"\n    \
                             (func $clock_time_get (param i32 i64 i32) (result i32)))\n";
        host_functions(guest).for_each(|function| wrappers.add_host_function(function));
    }
    (wrappers.text(), wrapped)
}

/// The host functions that the plugin imports, each once.
fn host_functions(guest: &Sections<'_>) -> impl Iterator<Item = &'static Function> {
    let imports = guest.imports.iter().filter(|import| function_type(import).is_some());
    let mut functions: Vec<&Function> = imports
        .filter_map(|import| function(import.module, import.name))
        .collect();
    functions.sort_unstable_by_key(|function| (function.module, function.name));
    functions.dedup();
    functions.into_iter()
}

/// A function that a wrapper stands before.
struct Wrapped<'a> {
    module: &'a str,
    name: &'a str,
    params: &'a [ValueType],
    result: bool,
    /// What the line before and the line after begin with.
    lines: [&'a str; 2],
    /// What tells the arguments before, and after where all went well.
    before: String,
    after: String,
}

/// What keeping lines back needs of the host.
const KEEP_IMPORTS: &str = r#"  (import "env" "proxy_define_metric" (func $define_metric (param i32 i32 i32 i32) (result i32)))
  (import "env" "proxy_record_metric" (func $record_metric (param i32 i64) (result i32)))
  (import "wasi_snapshot_preview1" "clock_time_get" (func $clock_time_get (param i32 i64 i32) (result i32)))
;; IMPORTS
"#;

#[derive(Default)]
struct Wrappers {
    traced: bool,
    kept: bool,
    imports: String,
    wrappers: String,
    count: usize,
    /// Where the next text goes.
    text_at: usize,
}

impl Wrappers {
    fn add_host_function(&mut self, function: &Function) {
        let told = |wanted: fn(Kind) -> bool| {
            let mut at = 0;
            let mut text = String::new();
            for Argument { kind, .. } in function.arguments() {
                if wanted(kind) {
                    text += &tell(kind, at, function.params[at]);
                }
                at += kind.width();
            }
            text
        };
        self.add(&Wrapped {
            module: function.module,
            name: function.name,
            params: function.params,
            result: !function.results.is_empty(),
            lines: [CALL, ANSWER],
            before: told(|kind| !kind.is_answer()),
            after: told(Kind::is_answer),
        });
    }

    fn add(&mut self, wrapped: &Wrapped<'_>) {
        let (name, number) = (wrapped.name, self.count);
        let result = if wrapped.result { "(result i32)" } else { "" };
        let params: String = wrapped
            .params
            .iter()
            .map(|ty| format!("(param {}) ", wat_type(*ty)))
            .collect();
        let signature = format!("{params}{result}");
        // The plugin's own exports, or what answers it further down.
        let from = match wrapped.module {
            "guest" => "guest".to_string(),
            module => format!("{}{module}", super::places::BELOW),
        };
        self.imports += &format!("  (import \"{from}\" \"{name}\" (func $inner{number} {signature}))\n");
        let texts = wrapped.lines.map(|line| format!("{line}{name}"));
        let at = [self.text_at, self.text_at + texts[0].len()];
        let [begin, begin_return] = [0, 1].map(|line| {
            format!(
                "(call $begin (i32.const {}) (i32.const {}))",
                at[line],
                texts[line].len()
            )
        });
        self.wrappers += &format!(
            "\n  (data (memory $own) (i32.const {}) \"{}\")
  (func (export \"{}.{name}\") {signature} (local i32 i64 i64 i64)\n{})\n",
            self.text_at,
            texts.concat(),
            wrapped.module,
            self.body(wrapped, &begin, &begin_return),
        );
        self.text_at += texts.concat().len();
        self.count += 1;
    }

    fn body(&self, wrapped: &Wrapped<'_>, begin: &str, begin_return: &str) -> String {
        let result = wrapped.params.len();
        let arguments: String = (0..result).map(|at| format!("(local.get {at}) ")).collect();
        let call = format!("(call $inner{} {arguments})", self.count);
        let [say_entry, say_return] = self.said(wrapped);
        let before = format!("    {begin} {}{say_entry}\n", wrapped.before);
        let (call, number, end) = match wrapped.result {
            true => (
                format!("    (local.set {result} {call})\n"),
                format!("(call $number (local.get {result})) "),
                format!("    (local.get {result})"),
            ),
            false => (format!("    {call}\n"), String::new(), String::new()),
        };
        if !self.traced {
            return format!("{before}{call}    {begin_return} {number}{say_return}\n{end}");
        }
        // When it began, how long all telling had taken until then, and how long it took without the telling.
        let [began, told, took] = [result + 1, result + 2, result + 3];
        let count_telling =
            format!("    (global.set $told (i64.add (global.get $told) (i64.sub (call $now) (local.get {began}))))\n");
        let now = format!("    (local.set {began} (call $now))\n");
        format!(
            "{now}{before}{count_telling}    (local.set {told} (global.get $told))\n{now}{call}    (local.set {took}
      (i64.sub
        (i64.sub (call $now) (local.get {began}))
        (i64.sub (global.get $told) (local.get {told}))))
{now}    {begin_return} {number}(call $wide (local.get {took}))
    (if (i32.eqz (local.get {result})) (then {}))
    (call $say)\n{count_telling}{end}",
            wrapped.after
        )
    }

    /// What logs the line on entry and the one on return, or keeps them back.
    fn said(&self, wrapped: &Wrapped<'_>) -> [String; 2] {
        let number = CALLBACKS.iter().position(|callback| callback.name == wrapped.name);
        let number = number.filter(|_| self.kept && OF_STREAM.contains(&wrapped.name));
        let Some(number) = number else {
            return ["(call $say)", "(call $say)"].map(str::to_string);
        };
        let ends = u8::from(wrapped.name == LAST_OF_STREAM);
        let kept = [
            format!("(call $enter (i32.const {}))", number + 1),
            format!("(call $leave (i32.const {ends}))"),
        ];
        match wrapped.name {
            // A root context, which no stream's end follows, has no parent.
            "proxy_on_context_create" => {
                kept.map(|kept| format!("(if (local.get 1) (then {kept}) (else (call $say)))"))
            }
            _ => kept,
        }
    }

    fn text(&self) -> String {
        let traced = include_str!("wat/trace.wat").replace("LIMIT", &MOST_BYTES.to_string());
        SHARED
            .replace(";; IMPORTS", &self.imports)
            .replace("SEPARATOR", &u32::from(SEPARATOR).to_string())
            .replace(";; TRACE", if self.traced { &traced } else { "" })
            .replace(";; KEEP", if self.kept { include_str!("wat/keep.wat") } else { "" })
            .replace(";; WRAPPERS", &self.wrappers)
    }
}

/// What tells an argument that begins with a parameter.
fn tell(kind: Kind, at: usize, ty: ValueType) -> String {
    let next = at + 1;
    match kind {
        Kind::Bytes | Kind::Pairs | Kind::Path | Kind::Filled => {
            format!("(call $bytes (local.get {at}) (local.get {next})) ")
        }
        Kind::Secret => format!("(call $secret (local.get {at}) (local.get {next})) "),
        Kind::Vectors => format!("(call $vectors (local.get {at}) (local.get {next})) "),
        Kind::BytesOut | Kind::PairsOut => format!("(call $bytes_out (local.get {at}) (local.get {next})) "),
        Kind::NumberOut => format!("(call $number_out (local.get {at})) "),
        Kind::WideOut => format!("(call $wide_out (local.get {at})) "),
        _ if ty == ValueType::I64 => format!("(call $wide (local.get {at})) "),
        _ => format!("(call $number (local.get {at})) "),
    }
}

fn wat_type(ty: ValueType) -> &'static str {
    match ty {
        ValueType::I32 => "i32",
        ValueType::I64 => "i64",
    }
}
