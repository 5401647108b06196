//! What is known about the functions of Go's library and of the SDK: how each one uses what it is given.

use super::library;
use super::tree::{Expr, ExprKind, Object, ObjectKind, Program, Type, TypeId, TypeKind};

/// The package and name of a foreign function, `strings.Split`, or of a method, `gjson.Result.Get`.
pub fn name(program: &Program, fun: &Expr) -> Option<String> {
    let object = object(program, fun)?;
    let package = object.package.as_deref()?;
    if program.owns(package) {
        return None;
    }
    let package = package.rsplit('/').next().unwrap_or(package);
    let receiver = program.receiver(object);
    let receiver = receiver.map(|receiver| format!("{}.", program.typ(receiver).name.as_deref().unwrap_or_default()));
    Some(format!("{package}.{}{}", receiver.unwrap_or_default(), object.name))
}

fn object<'a>(program: &'a Program, fun: &Expr) -> Option<&'a Object> {
    match &fun.inner().kind {
        ExprKind::SelectorExpr {
            selection: Some(selection),
            ..
        } => Some(program.object(selection.o)),
        ExprKind::IndexExpr { x, .. } | ExprKind::IndexListExpr { x, .. } => object(program, x),
        _ => fun.named().map(|object| program.object(object)),
    }
}

/// Whether a function is one of Go's library or of the SDK.
pub fn is_foreign(program: &Program, fun: &Expr) -> bool {
    object(program, fun).is_some_and(|object| {
        object.kind == ObjectKind::Func && object.package.as_deref().is_none_or(|package| !program.owns(package))
    })
}

/// Whether a function calls the functions that it is given before it returns, and keeps none.
pub fn calls_at_once(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        let (package, function) = name.split_once('.').unwrap_or_default();
        matches!(
            package,
            "strings" | "bytes" | "sort" | "slices" | "maps" | "regexp" | "gjson" | "testing"
        ) && !function.ends_with(".Cleanup")
    })
}

/// Whether a function gets the hooks of a plugin.
pub fn takes_hooks(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        [
            "wrapper.ParseConfig",
            "wrapper.ParseOverride",
            "wrapper.ParseRaw",
            "wrapper.Process",
            "wrapper.PrePlugin",
        ]
        .iter()
        .any(|prefix| name.starts_with(prefix))
    })
}

/// Whether a function takes a pointer only for as long as it runs.
pub fn borrows(program: &Program, fun: &Expr) -> bool {
    matches!(name(program, fun).as_deref(), Some("json.Unmarshal" | "errors.As"))
}

/// Whether a function keeps the reader or writer that it is given.
pub fn keeps(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        matches!(
            name.as_str(),
            "io.LimitReader" | "io.NopCloser" | "multipart.NewReader" | "multipart.NewWriter"
        )
    })
}

/// Whether a type is one of Go's interfaces for reading and writing, which are handles here.
pub fn is_stream(program: &Program, t: TypeId) -> bool {
    let typ = program.typ(t);
    typ.package.as_deref() == Some("io") && program.kind(t) == TypeKind::Interface
}

/// Whether a function writes the items of a slice that it is given.
pub fn writes_items(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        let (package, function) = name.split_once('.').unwrap_or_default();
        match package {
            "sort" => !function.starts_with("Search"),
            "slices" => !matches!(
                function,
                "Contains" | "ContainsFunc" | "Index" | "IndexFunc" | "Equal" | "Max" | "Min" | "IsSorted"
            ),
            "rand" => matches!(function, "Read" | "Rand.Read" | "Shuffle" | "Rand.Shuffle"),
            "binary" => function.contains("Put"),
            "io" => matches!(function, "ReadFull" | "Reader.Read"),
            _ => function.ends_with(".Read"),
        }
    })
}

/// Whether a function looks at what its arguments are made of, or keeps them: a value in JSON tells nil from empty.
pub fn looks_inside(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        let package = name.split('.').next().unwrap_or_default();
        package == "json" && name != "json.Valid"
    })
}

/// Whether the slice that a function returns is made for its caller; one of the program may return what it keeps.
pub fn makes(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        let (package, function) = name.split_once('.').unwrap_or_default();
        let cuts =
            function.starts_with("Trim") || function.starts_with("Cut") || matches!(function, "Split" | "Fields");
        !(package == "bytes" && cuts) && package != "slices" && !function.ends_with("Context")
    })
}

/// Whether a method of a pointer changes what that points at; of most types here the methods only look.
pub fn changes(program: &Program, fun: &Expr) -> bool {
    name(program, fun)
        .is_none_or(|name| !matches!(name.split('.').nth(1), Some("IPNet" | "URL" | "Regexp" | "Userinfo")))
}

/// Whether a method only looks at what it is called on, in a type whose other methods write.
pub fn looks(program: &Program, fun: &Expr) -> bool {
    const LOOKING: [&str; 9] = [
        "bytes.Buffer.Bytes",
        "bytes.Buffer.Len",
        "bytes.Buffer.String",
        "bytes.Reader.Len",
        "bytes.Reader.Size",
        "strings.Builder.Len",
        "strings.Builder.String",
        "strings.Reader.Len",
        "strings.Reader.Size",
    ];
    name(program, fun).is_some_and(|name| LOOKING.contains(&name.as_str()))
}

/// Whether a function of Go's that gives bytes gives a text here.
pub fn gives_text(program: &Program, fun: &Expr) -> bool {
    name(program, fun).as_deref() == Some("resp.Value.Bytes")
}

/// Whether a function that never fails gives nothing here, where Go has a result.
pub fn gives_nothing(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| name.starts_with("fmt.Print") || name.starts_with("strings.Builder.Write"))
}

/// Functions whose value counts beside an error, with those that give both here.
const PAIRS: [(&str, &str); 21] = [
    ("base64.Encoding.DecodeString", "decode_string_pair"),
    ("bytes.Buffer.ReadFrom", "read_from_pair"),
    ("bytes.Buffer.ReadString", "read_string_pair"),
    ("hex.DecodeString", "decode_string_pair"),
    ("io.Copy", "copy_pair"),
    ("io.ReadAll", "read_all_pair"),
    ("io.ReadFull", "read_full_pair"),
    ("io.Reader.Read", "read_pair"),
    ("mime.ParseMediaType", "parse_media_type_pair"),
    ("multipart.Part.Read", "read_pair"),
    ("sjson.Delete", "delete_pair"),
    ("sjson.DeleteBytes", "delete_bytes_pair"),
    ("sjson.Set", "set_pair"),
    ("sjson.SetBytes", "set_bytes_pair"),
    ("sjson.SetRaw", "set_raw_pair"),
    ("sjson.SetRawBytes", "set_raw_bytes_pair"),
    ("strconv.Atoi", "atoi_pair"),
    ("strconv.ParseFloat", "parse_float_pair"),
    ("strconv.ParseInt", "parse_int_pair"),
    ("strconv.ParseUint", "parse_uint_pair"),
    ("url.ParseQuery", "parse_query_pair"),
];

/// The function that gives what Go's gives beside an error, for one that gives more than a zero value there.
pub fn pair(program: &Program, fun: &Expr) -> Option<&'static str> {
    let name = name(program, fun)?;
    PAIRS.iter().find(|(go, _)| *go == name).map(|(_, pair)| *pair)
}

/// Types of Go's library and of the SDK whose values Go's `fmt` and JSON see here as they do in Go.
pub fn is_described(program: &Program, typ: &Type) -> bool {
    let (package, name) = (typ.package.as_deref(), typ.name.as_deref());
    let module = package
        .filter(|package| !program.owns(package))
        .and_then(library::module);
    matches!(
        (module, name),
        (Some("time"), Some("Duration" | "Time" | "Month" | "Weekday"))
            | (Some("http"), Some("Header"))
            | (Some("net::textproto"), Some("MIMEHeader"))
            | (Some("url"), Some("URL" | "Values"))
            | (Some("net"), Some("IP"))
            | (Some("uuid"), Some("UUID"))
            | (Some("gjson"), Some("Result" | "Type"))
            | (Some("regexp"), Some("Regexp"))
            | (Some("encoding::json"), Some("RawMessage"))
    )
}

/// Maps of Go's library that have names.
pub fn is_map(package: &str, name: &str) -> bool {
    matches!(
        (package, name),
        ("net/http", "Header") | ("net/textproto", "MIMEHeader") | ("net/url", "Values")
    )
}

/// Whether a function prints its arguments.
pub fn prints(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| matches!(name.split('.').next(), Some("fmt" | "log")))
}

/// Whether a function takes a `char` for a rune.
pub fn takes_char(name: &str) -> bool {
    matches!(
        name,
        "strings.ContainsRune" | "strings.Builder.WriteRune" | "bytes.Buffer.WriteRune"
    )
}

/// Whether a function gives a slice or a map of the SDK's `go`, as the program's own are.
pub fn gives_own_handles(name: &str) -> bool {
    let (package, function) = name.split_once('.').unwrap_or_default();
    match package {
        "slices" => matches!(
            function,
            "Sorted" | "Collect" | "Clone" | "Concat" | "Insert" | "Delete" | "DeleteFunc" | "Compact"
        ),
        "maps" => function == "Clone",
        _ => false,
    }
}

/// Whether a function takes lists as they are, and keeps none of them.
pub fn takes_lists(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        let package = name.split('.').next().unwrap_or_default();
        matches!(
            package,
            "strings"
                | "bytes"
                | "base64"
                | "hex"
                | "strconv"
                | "utf8"
                | "hash"
                | "sha1"
                | "sha256"
                | "sha512"
                | "md5"
                | "hmac"
        ) && !name.starts_with("bytes.Buffer.")
    })
}

/// The contexts of the SDK that a plugin may implement itself, with what the host calls of them.
pub const CONTEXTS: [(&str, &[&str]); 4] = [
    ("VMContext", &["OnVMStart", "NewPluginContext"]),
    (
        "PluginContext",
        &[
            "OnPluginStart",
            "OnPluginDone",
            "OnQueueReady",
            "OnTick",
            "NewHttpContext",
            "NewTcpContext",
        ],
    ),
    (
        "TcpContext",
        &[
            "OnNewConnection",
            "OnDownstreamData",
            "OnDownstreamClose",
            "OnUpstreamData",
            "OnUpstreamClose",
            "OnStreamDone",
        ],
    ),
    (
        "HttpContext",
        &[
            "OnHttpRequestHeaders",
            "OnHttpRequestBody",
            "OnHttpRequestTrailers",
            "OnHttpResponseHeaders",
            "OnHttpResponseBody",
            "OnHttpResponseTrailers",
            "OnHttpStreamDone",
        ],
    ),
];

/// Whether there may be no context of this name, as a plugin need not handle every kind of stream.
pub fn may_be_missing(context: &str) -> bool {
    matches!(context, "TcpContext" | "HttpContext")
}

/// The context that a type of the program is: it has all the methods of one.
pub fn context(program: &Program, named: TypeId) -> Option<(&'static str, &'static [&'static str])> {
    let methods = program.typ(named).pointer_methods.as_deref().unwrap_or_default();
    let has = |name: &&'static str| methods.iter().any(|method| method.name == *name);
    CONTEXTS.iter().find(|(_, wanted)| wanted.iter().all(has)).copied()
}

/// Whether a type is one of these interfaces.
pub fn is_context(program: &Program, t: TypeId) -> bool {
    types_name(program, t).is_some_and(|name| CONTEXTS.iter().any(|(context, _)| *context == name))
}

/// The name of a type of the SDK's package `types`.
pub fn types_name(program: &Program, t: TypeId) -> Option<&str> {
    let typ = program.typ(t);
    let package = typ.package.as_deref().filter(|package| !program.owns(package))?;
    typ.name
        .as_deref()
        .filter(|_| library::module(package) == Some("types"))
}

/// Whether a function cannot lead back into the program.
pub fn is_leaf(program: &Program, fun: &Expr) -> bool {
    name(program, fun).is_some_and(|name| {
        let (package, function) = name.split_once('.').unwrap_or_default();
        match package {
            // Headers, properties and logs; what answers, resumes or calls out may lead to another hook at once.
            "proxywasm" => {
                let verbs = ["Get", "Add", "Replace", "Remove", "Set", "Log"];
                verbs.iter().any(|verb| function.starts_with(verb))
            }
            "wrapper" | "iface" => function.starts_with("HttpContext.") && !function.ends_with("RouteCall"),
            "sort" | "slices" | "test" | "proxytest" => false,
            _ => true,
        }
    })
}
