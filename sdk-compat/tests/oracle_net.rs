//! `url`, `http` headers and `resp` against Go's.

mod oracle;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::{Error, Str, http, resp, url};

/// Pieces of URLs, put together in any order.
fn any_url() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(
        [
            "http:",
            "HTTPS:",
            "mailto:",
            "//",
            "/",
            "///",
            "a.com",
            "A.com:80",
            ":80",
            ":",
            "user@",
            "user:pa%20ss@",
            "a@b@",
            "@",
            "[::1]",
            "[fe80::1%25en0]",
            "[fe80::1%25e%20n]:8",
            "[1.2.3.4]",
            "[::ffff:1.2.3.4]",
            "[1:2:3:4:5:6:7:8]",
            "[1::2::3]",
            "[12345::]",
            "[::1.2.3]",
            "[::01.2.3.4]",
            "[1:2]",
            "[:1]",
            "[1:]",
            "[g::]",
            "[::1",
            "]",
            "[",
            "[]",
            "[%25]",
            "[::1%25]",
            "p/q",
            "a%20b",
            "%2F",
            "%zz",
            "%",
            "%4",
            "%41",
            "%e4%bd%a0",
            "é",
            " ",
            "+",
            "*",
            "?",
            "?a=1&b=2",
            "??",
            "#",
            "#frag%20",
            "#%zz",
            "..",
            ";",
            ",",
            "!",
            "'",
            "(",
            ")",
            "$",
            "&",
            "=",
            "~",
            "-",
            "_",
            ".",
            "\"",
            "<",
            ">",
            "\\",
            "^",
            "`",
            "{",
            "|",
            "\u{1}",
            "\u{7f}",
            "a:b",
            "1:",
            "-a:",
        ]
        .as_slice(),
    );
    prop_oneof![
        6 => vec(piece, 0..7).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => vec(any::<u8>(), 0..12),
    ]
}

/// The path that the SDK makes of a URL for a call.
fn call_path(url: &url::URL) -> Vec<u8> {
    let mut path = [b"/", url.Path.strip_prefix(b"/").unwrap_or(&url.Path)].concat();
    if !url.RawQuery.is_empty() {
        path.extend([b"?", &url.RawQuery[..]].concat());
    }
    path
}

#[test]
fn a_url_is_taken_apart_as_in_go() {
    let ours = |raw: &Vec<u8>| {
        let mut dump = Dump::default();
        let url = match url::Parse(raw.clone()) {
            Ok(url) => url,
            Err(error) => {
                dump.text("error", &error.text());
                return dump.bytes();
            }
        };
        dump.text("scheme", &url.Scheme);
        dump.text("opaque", &url.Opaque);
        match &url.User {
            None => dump.number("user", "nil"),
            Some(user) => {
                dump.text("user", &user.Username());
                if let Some(password) = user.Password() {
                    dump.text("password", &password);
                }
            }
        }
        dump.text("host", &url.Host);
        dump.text("path", &url.Path);
        dump.text("raw-path", &url.RawPath);
        dump.number("omit-host", url.OmitHost);
        dump.number("force-query", url.ForceQuery);
        dump.text("raw-query", &url.RawQuery);
        dump.text("fragment", &url.Fragment);
        dump.text("raw-fragment", &url.RawFragment);
        dump.text("escaped-path", &url.EscapedPath());
        dump.text("call-path", &call_path(&url));
        dump.text("string", &url.String());
        dump.text("hostname", &url.Hostname());
        dump.text("port", &url.Port());
        dump.text("request-uri", &url.RequestURI());
        dump.text("query", &url.Query().Encode());
        dump.bytes()
    };
    compare(any_url(), ours, |oracle, raw| oracle.ask(b'u', &[raw]));
}

fn query() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: &[&str] = &[
        "a", "b", "c", "d", "=", "&", ";", "+", " ", "%20", "%zz", "%2", "%", "/", "?", "é", "%e4", "~", "*", "'", "@",
        ":", ",", "$",
    ];
    prop_oneof![
        6 => vec(select(PIECES), 0..10).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => vec(any::<u8>(), 0..8),
    ]
}

#[test]
fn escapes_and_queries_are_gos() {
    let ours = |text: &Vec<u8>| {
        let mut dump = Dump::default();
        let result = |dump: &mut Dump, name: &str, result: Result<Str, Error>| match result {
            Ok(value) => dump.text(name, &value),
            Err(error) => dump.text(&format!("{name} error"), &error.text()),
        };
        dump.text("query", &url::QueryEscape(text));
        dump.text("path", &url::PathEscape(text));
        result(&mut dump, "query without", url::QueryUnescape(text));
        result(&mut dump, "path without", url::PathUnescape(text));
        result(&mut dump, "values", url::ParseQuery(text).map(|values| values.Encode()));
        let mut values = url::URL {
            RawQuery: Str::copy_of(text),
            ..Default::default()
        }
        .Query();
        values.Add("a", Str::copy_of(text));
        values.Set("c", "1");
        values.Del("b");
        dump.text("changed", &values.Encode());
        dump.text("first", &values.Get("a"));
        dump.number("has", values.Has("d"));
        dump.bytes()
    };
    compare(query(), ours, |oracle, text| oracle.ask(b'e', &[text]));
}

#[test]
fn a_header_name_gets_gos_canonical_form() {
    let name = prop_oneof![
        3 => "[a-zA-Z0-9-]{0,12}".prop_map(String::into_bytes),
        2 => "[ -~]{0,8}".prop_map(String::into_bytes),
        1 => vec(any::<u8>(), 0..8),
    ];
    let ours = |name: &Vec<u8>| Vec::from(http::CanonicalHeaderKey(name.clone()));
    compare(name, ours, |oracle, name| oracle.ask(b'h', &[name]));
}

/// Values of the Redis protocol, and lines that only look like them.
fn reply() -> impl Strategy<Value = Vec<u8>> {
    let piece = select(
        [
            "+OK\r\n",
            "-ERR no\r\n",
            ":12\r\n",
            ":-9223372036854775808\r\n",
            ":9223372036854775808\r\n",
            ":x\r\n",
            ":+5\r\n",
            "$3\r\nabc\r\n",
            "$0\r\n\r\n",
            "$-1\r\n",
            "$-5\r\n",
            "$3\r\nabcd\r\n",
            "$2\r\n1",
            "$4\r\n12ab\r\n",
            "$3\r\n1.5\r\n",
            "*0\r\n",
            "*-1\r\n",
            "*1\r\n",
            "*2\r\n",
            "*3\r\n",
            "*1048577\r\n",
            "$536870913\r\n",
            "+a\nb\r\n",
            "+a\rb\r\n",
            "+\r\n",
            "-\r\n",
            "\r\n",
            "\n",
            "PING\r\n",
            "set a \"b\"\r\n",
            "\"a\" \n",
            "a  b\n",
            "+",
            "$",
            "*",
            "x",
            " ",
            "\"",
            "1",
            "+true\r\n",
            "$1\r\n",
            "-NOAUTH Authentication required.\r\n",
        ]
        .as_slice(),
    );
    prop_oneof![
        8 => vec(piece, 0..8).prop_map(|pieces| pieces.concat().into_bytes()),
        1 => vec(prop_oneof![select(b"+-:$*0123\r\n \"a".as_slice()), any::<u8>()], 0..20),
    ]
}

fn dump_reply(dump: &mut Dump, value: &resp::Value) {
    dump.number("type", value.Type());
    dump.text("string", &value.String());
    dump.text("bytes", &value.Bytes());
    dump.number("integer", value.Integer());
    dump.float("float", value.Float());
    dump.number("bool", value.Bool());
    dump.number("null", value.IsNull());
    if let Some(error) = value.Error() {
        dump.text("error", &error.text());
    }
    match value.MarshalRESP() {
        Ok(bytes) => dump.text("marshalled", &bytes),
        Err(error) => dump.text("unmarshalled", &error.text()),
    }
    dump.inside("array", |dump| {
        value.Array().iter().for_each(|item| dump_reply(dump, item))
    });
}

#[test]
fn a_redis_reply_is_read_as_in_go() {
    let ours = |bytes: &Vec<u8>| {
        let mut dump = Dump::default();
        let mut reader = resp::NewReader(Str::copy_of(bytes));
        for _ in 0..2 {
            match reader.ReadValue() {
                Ok((value, size)) => {
                    dump.number("bytes", size);
                    dump_reply(&mut dump, &value);
                }
                Err(error) => {
                    dump.text("error", &error.text());
                    break;
                }
            }
        }
        dump.bytes()
    };
    compare(reply(), ours, |oracle, bytes| oracle.ask(b'r', &[bytes]));
}
