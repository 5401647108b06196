//! Texts and paths that are nothing but depth: they must neither fill the call stack nor take for ever.
//!
//! The tests run on a stack of the size that a Wasm module has.

use std::collections::BTreeMap;

use sdk_compat::encoding::json;
use sdk_compat::{Any, Str, args, fmt, gjson, go, resp, sjson};

const LEVELS: usize = 100_000;
/// Levels where each one is read once for each level around it, in Go too.
const SQUARED_LEVELS: usize = 3_000;

fn on_a_small_stack(test: fn()) {
    let thread = std::thread::Builder::new().stack_size(1024 * 1024).spawn(test);
    thread.unwrap().join().unwrap();
}

fn arrays(levels: usize) -> String {
    "[".repeat(levels) + &"]".repeat(levels)
}

fn objects(levels: usize) -> String {
    r#"{"a":"#.repeat(levels) + "1" + &"}".repeat(levels)
}

#[test]
fn a_deep_text_is_valid_or_not() {
    on_a_small_stack(|| {
        assert!(gjson::Valid(arrays(LEVELS)));
        assert!(gjson::Valid(objects(LEVELS)));
        assert!(!gjson::Valid("[".repeat(LEVELS)));
        assert!(!gjson::Valid(arrays(LEVELS) + "]"));
    });
}

#[test]
fn a_long_path_follows_a_deep_text() {
    on_a_small_stack(|| {
        let path = vec!["a"; LEVELS].join(".");
        assert_eq!(gjson::Get(objects(LEVELS), &path).Int(), 1);
        let path = vec!["0"; LEVELS - 1].join(".");
        assert_eq!(gjson::Get(arrays(LEVELS), &path).Raw, "[]");
        assert_eq!(gjson::Get("[".repeat(LEVELS), "0.0.0").Raw.len(), LEVELS - 3);
    });
}

#[test]
fn pipes_follow_each_other_without_end() {
    on_a_small_stack(|| {
        assert_eq!(gjson::Get("[1]", vec!["@this"; LEVELS].join("|")).Raw, "[1]");
        assert_eq!(
            gjson::Get("[1,2]", vec!["@reverse"; SQUARED_LEVELS].join("|")).Raw,
            "[1,2]"
        );
    });
}

#[test]
fn paths_inside_of_paths_end_somewhere() {
    on_a_small_stack(|| {
        for part in ["[", "{", "#(", "#.", "@flatten:", "!["] {
            gjson::Get(arrays(LEVELS), part.repeat(LEVELS));
        }
        // Each `@dig` looks through all levels of the text for the next one: a text of one level is enough here.
        gjson::Get("1", "@dig:".repeat(LEVELS));
        let queries = "#(".repeat(LEVELS) + &")".repeat(LEVELS);
        gjson::Get(arrays(SQUARED_LEVELS), queries);
        let multipaths = "[".repeat(SQUARED_LEVELS) + "a" + &"]".repeat(SQUARED_LEVELS);
        gjson::Get(r#"{"a":1}"#, multipaths);
        gjson::Get(format!("\"{}\"", "a".repeat(LEVELS)), "*a".repeat(LEVELS));
        gjson::Get(format!("{{\"{}\":1}}", "a".repeat(200)), "*a".repeat(150) + "b");
    });
}

#[test]
fn paths_are_followed_into_paths_200_deep() {
    on_a_small_stack(|| {
        let around = |open: &str, inner: &str, close: &str, levels| open.repeat(levels) + inner + &close.repeat(levels);
        let multipath = |levels| gjson::Get(r#"{"a":1}"#, around("[", "a", "]", levels)).Raw;
        assert_eq!(multipath(200), around("[", "1", "]", 200));
        assert_eq!(multipath(201), arrays(201));
        let each = |levels| gjson::Get(around("[", "1", "]", levels), around("#.", "0", "", levels - 1)).Raw;
        assert_eq!(each(201), around("[", "1", "]", 200));
        assert_eq!(each(202), arrays(201));
    });
}

#[test]
fn deep_values_are_decoded_printed_and_dropped() {
    on_a_small_stack(|| {
        assert_eq!(gjson::Parse(arrays(LEVELS)).Array().len(), 1);
        for text in [arrays(SQUARED_LEVELS), objects(SQUARED_LEVELS)] {
            let value = gjson::Parse(&text).Value();
            assert_eq!(json::Marshal(&value).unwrap(), text.as_bytes());
            let printed = fmt::Sprintf("%v %d", args![&value, &value]);
            assert!(printed.starts_with(b"[[[[") || printed.starts_with(b"map[a:map[a:map["));
            assert_eq!(
                sjson::Set("{}", "a", &value).unwrap().len(),
                text.len() + r#"{"a":}"#.len()
            );
        }
    });
}

#[test]
fn a_value_of_many_levels_is_built_and_dropped() {
    on_a_small_stack(|| {
        let nest = |levels: usize, inner: Any| (0..levels).fold(inner, |value, _| Any::from(vec![value]));
        let lists = nest(LEVELS, Any::Nil);
        assert_eq!(fmt::Sprint(args![&lists]).len(), 2 * LEVELS + "<nil>".len());
        assert_eq!(json::Marshal(&lists).unwrap().len(), 2 * LEVELS + "null".len());
        let maps = (0..LEVELS).fold(lists.clone(), |value, _| {
            Any::from(BTreeMap::from([(Str::from("a"), value)]))
        });
        drop(lists);
        drop(maps);
    });
}

#[test]
fn modifiers_take_texts_of_any_depth() {
    on_a_small_stack(|| {
        for modifier in [
            "@pretty",
            "@pretty:{\"width\":0,\"indent\":\"\"}",
            "@ugly",
            "@flatten:{\"deep\":true}",
            "@dig:0",
            "@valid",
            "@tostr",
            "@keys",
        ] {
            gjson::Get(arrays(SQUARED_LEVELS), modifier);
            gjson::Get("[".repeat(SQUARED_LEVELS), modifier);
            gjson::Get(objects(SQUARED_LEVELS), modifier);
        }
        let one_line = gjson::Get(arrays(LEVELS), "@pretty:{\"width\":1000000}");
        assert_eq!(one_line.Raw, arrays(LEVELS) + "\n");
    });
}

#[test]
fn a_long_path_is_set_and_deleted() {
    on_a_small_stack(|| {
        let path = vec!["a"; LEVELS].join(".");
        assert_eq!(sjson::SetRaw("", &path, "1").unwrap(), objects(LEVELS));
        let path = vec!["a"; SQUARED_LEVELS].join(".");
        let without = sjson::Delete(objects(SQUARED_LEVELS), &path).unwrap();
        assert_eq!(without.len(), objects(SQUARED_LEVELS).len() - r#""a":1"#.len());
    });
}

#[test]
fn a_reply_of_arrays_only_is_read_written_and_dropped() {
    on_a_small_stack(|| {
        let bytes = "*1\r\n".repeat(LEVELS) + ":1\r\n";
        let (value, size) = resp::NewReader(&bytes).ReadValue().unwrap();
        assert_eq!(size as usize, bytes.len());
        assert_eq!(value.String().len(), LEVELS * 2 + 1);
        assert_eq!(value.MarshalRESP().unwrap(), bytes.as_bytes());
        assert!(value.Equals(&value.clone()));
        drop(value);
        let cut = resp::NewReader("*1\r\n".repeat(LEVELS)).ReadValue().unwrap_err();
        assert_eq!(cut.text(), "unexpected EOF");
    });
}

#[derive(Clone, Default, go::Type)]
#[go(name = "main.Node")]
struct Node {
    #[go(name = "Child", tag = r#"json:"c""#)]
    child: go::Ptr<Node>,
}

/// Values of Go's types are read and written by calls inside calls: up to a bound, and by calls that are larger where nothing
/// is optimised.
#[test]
fn types_that_hold_themselves_are_read_and_written_up_to_a_depth() {
    let test = || {
        let text = |levels: usize| r#"{"c":"#.repeat(levels) + "null" + &"}".repeat(levels);
        let mut root = Node::default();
        assert_eq!(json::UnmarshalInto(text(1_000), &mut root), None);
        assert_eq!(json::Marshal(&root).unwrap(), text(1_000).as_bytes());
        let error = json::UnmarshalInto(text(1_001), &mut root).unwrap();
        assert_eq!(error.to_string(), "invalid character '{' exceeded max depth");

        let around = (0..10).fold(go::Ptr::new(root), |child, _| go::Ptr::new(Node { child }));
        let error = json::Marshal(&around).unwrap_err();
        assert_eq!(error.to_string(), "json: unsupported value: exceeded max depth");

        let ring = go::Ptr::new(Node::default());
        ring.borrow_mut().child = ring.clone();
        let error = json::Marshal(&ring).unwrap_err();
        assert_eq!(
            error.to_string(),
            "json: unsupported value: encountered a cycle via *main.Node"
        );
        ring.borrow_mut().child = go::Ptr::default();
    };
    let large = std::thread::Builder::new().stack_size(16 * 1024 * 1024);
    large.spawn(test).unwrap().join().unwrap();
}
