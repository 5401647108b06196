//! Names in the style of Rust.

/// Words that cannot be names.
pub const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self", "static", "struct", "super", "trait",
    "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Names that a program's own must not hide.
const TAKEN: [&str; 3] = ["main", "init", "drop"];

const TYPES: [&str; 36] = [
    "Option",
    "Some",
    "None",
    "Result",
    "Ok",
    "Err",
    "Vec",
    "String",
    "Box",
    "Default",
    "Clone",
    "Copy",
    "Send",
    "Sync",
    "Fn",
    "FnMut",
    "FnOnce",
    "Iterator",
    "Into",
    "From",
    "Drop",
    "Eq",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "ToString",
    "AsRef",
    "Self",
    "Extend",
    "Rc",
    "Ref",
    "RefMut",
    "IntoIterator",
    "Str",
    "Any",
    "Debug",
];

/// The words of a Go name: `parseURLPath` is `parse`, `url`, `path`.
fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (i, &c) in chars.iter().enumerate() {
        let before = i.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(i + 1).copied();
        let starts = match before {
            None | Some('_') => true,
            Some(before) if c.is_uppercase() => {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase() && !plural(&chars[i + 1..]))
            }
            _ => false,
        };
        if c == '_' {
            continue;
        }
        if starts || words.is_empty() {
            words.push(String::new());
        }
        words.last_mut().expect("a word").extend(c.to_lowercase());
    }
    words
}

/// Whether what follows is the `s` of `IDs`.
fn plural(rest: &[char]) -> bool {
    rest.first() == Some(&'s') && rest.get(1).is_none_or(|next| !next.is_lowercase())
}

/// A name for a function, variable or field.
pub fn snake(name: &str) -> String {
    let snake = words(name).join("_");
    let snake = if snake.is_empty() { "_x".to_string() } else { snake };
    match snake {
        snake if KEYWORDS.contains(&snake.as_str()) || TAKEN.contains(&snake.as_str()) => snake + "_",
        snake if snake.starts_with(|c: char| c.is_ascii_digit()) => format!("_{snake}"),
        snake => snake,
    }
}

/// A name for a constant or a package variable.
pub fn screaming(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

/// A name for a type.
pub fn camel(name: &str) -> String {
    let mut chars = name.chars().filter(|c| *c != '_');
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let camel = if name.contains('_') {
        words(name).iter().map(|word| camel(word)).collect()
    } else {
        first + &chars.collect::<String>()
    };
    if TYPES.contains(&camel.as_str()) {
        camel + "Type"
    } else {
        camel
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_into_words_as_people_read_them() {
        let names = [
            "parseURLPath",
            "userID",
            "onHttpRequestHeaders",
            "HTTPClient",
            "IDs",
            "x",
            "maxIDs2",
            "type",
            "a_b",
        ];
        assert_eq!(
            names.map(snake),
            [
                "parse_url_path",
                "user_id",
                "on_http_request_headers",
                "http_client",
                "ids",
                "x",
                "max_ids2",
                "type_",
                "a_b"
            ]
        );
        assert_eq!(screaming("defaultTimeOut"), "DEFAULT_TIME_OUT");
        assert_eq!(camel("openProvider"), "OpenProvider");
        assert_eq!(camel("Result"), "ResultType");
    }
}
