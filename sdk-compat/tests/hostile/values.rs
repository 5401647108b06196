//! What a hostile host, client or configuration may send: plausible, damaged, absurd.

use sdk_compat_abi::wire;

use super::choices::Choices;

/// The largest body, in bytes.
pub const LARGEST: usize = 64 << 20;

const WORDS: &[&str] = &[
    "",
    "a",
    "0",
    "-1",
    "1",
    "true",
    "null",
    "id",
    "name",
    "value",
    "x",
    "list",
    "data",
    "%",
    "%d%s%!v(",
    "\0",
    "\r\n",
    "é",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "1e400",
    "NaN",
    "0x7f",
    "10.0.0.1:80",
    "[::1]:80",
    ":",
    "|||",
    "outbound|80||echo.static",
    "outbound|80|v1|a.b.svc.cluster.local",
    "*",
    "*.example.com",
    "example.com:8080",
    "application/json",
    "application/grpc",
    "text/event-stream",
    "octet-stream",
    "gzip",
    "upgrade",
    "websocket",
    "chunked",
    "http://h/p?q#f",
    "//",
    "/%zz",
    "/a%20b?x=1#y",
    "?",
    "a:b",
    "http://[::1",
    "http://u:p@h:x/",
    "200",
    "503",
    "abc",
    "4294967296",
];

/// Keys that some plugin reads from its configuration.
const KEYS: &[&str] = &[
    "_rules_",
    "_match_route_",
    "_match_domain_",
    "_match_service_",
    "_match_route_prefix_",
    "_plugin_id_",
    "mockEnable",
    "serviceSource",
    "serviceName",
    "servicePort",
    "requestPath",
    "tokenHeader",
    "domain",
    "qpm",
    "timeout",
    "username",
    "password",
    "requestHeaders",
    "requestBody",
    "responseHeaders",
    "responseBody",
    "call",
    "key",
    "headers",
    "body",
    "start",
    "size",
    "status",
    "cluster",
    "trailers",
    "answered",
    "wait",
    "request",
    "response",
    "action",
    "resume",
    "nodes",
    "usage",
];

/// The headers that the SDK and the plugins ask for.
const HEADERS: &[&str] = &[
    ":scheme",
    ":authority",
    ":path",
    ":method",
    ":status",
    "connection",
    "upgrade",
    "content-type",
    "content-encoding",
    "content-length",
    "x-request-id",
    "x-envoy-original-path",
    "cookie",
    "x-token",
];

/// A short text, which need not be UTF-8.
pub fn text(choices: &mut Choices) -> Vec<u8> {
    match choices.below(8) {
        0..5 => choices.of(WORDS).into(),
        5 => choices.of(KEYS).into(),
        6 => {
            let length = choices.below(24) as usize;
            choices.bytes(length)
        }
        _ => {
            let length = choices.of(&[1, 255, 256, 4096, 65_536]);
            vec![b'a'; length]
        }
    }
}

/// A number where the host tells one: sizes, counts, ids.
pub fn size(choices: &mut Choices, real: usize) -> u32 {
    match choices.below(8) {
        0..5 => real as u32,
        5 => 0,
        6 => choices.of(&[
            1,
            real as u32 / 2,
            (real as u32).wrapping_add(1),
            i32::MAX as u32,
            1 << 31,
            u32::MAX,
        ]),
        _ => choices.number(),
    }
}

/// A body, a reply, a value: any bytes of any length.
pub fn body(choices: &mut Choices) -> Vec<u8> {
    match choices.below(16) {
        0..4 => text(choices),
        4..9 => json(choices),
        9 => Vec::new(),
        10 => redis(choices),
        11 => events(choices),
        12 => deep(choices),
        13 => {
            let length = choices.of(&[1, 100, 4_096, 70_000]);
            choices.bytes(length)
        }
        14 => {
            let one = json(choices);
            damaged(choices, one)
        }
        _ => large(choices),
    }
}

/// A body that is large, seldom as large as one can be.
fn large(choices: &mut Choices) -> Vec<u8> {
    let length = choices.of(&[10_000, 100_000, 300_000]);
    let length = if choices.once_in(60) { LARGEST } else { length };
    filled(choices, length)
}

/// A body of this length.
pub fn filled(choices: &mut Choices, length: usize) -> Vec<u8> {
    let piece: &[u8] = choices.of(&[
        b"a".as_slice(),
        b"{\"a\":[1,\"b\"]},",
        b"\n",
        b"\xff",
        b"[",
        b"\"",
        b"{\"a\":",
        b"data: {}\n\n",
    ]);
    let mut body: Vec<u8> = piece.iter().copied().cycle().take(length).collect();
    if choices.once_in(2) {
        body.insert(0, b'"');
        body.push(b'"');
    }
    body
}

/// Nested deeper than a stack would hold.
fn deep(choices: &mut Choices) -> Vec<u8> {
    let depth = choices.of(&[10, 1_000, 20_000, 100_000]);
    let (open, close): (&str, &str) = choices.of(&[("[", "]"), ("{\"a\":", "}"), ("[[1],", "]"), ("*1\r\n", "")]);
    let mut document = open.repeat(depth);
    document.push('1');
    if !choices.once_in(3) {
        document.push_str(&close.repeat(depth));
    }
    document.into()
}

/// Server-sent events, as model services answer.
fn events(choices: &mut Choices) -> Vec<u8> {
    let mut stream = Vec::new();
    for _ in 0..choices.below(4) {
        stream.extend_from_slice(
            choices
                .of(&["data: ", "event: response.completed\ndata: ", "data:", ""])
                .as_bytes(),
        );
        stream.extend_from_slice(&json(choices));
        stream.extend_from_slice(choices.of(&["\n\n", "\r\n\r\n", "\r\r", "\n", ""]).as_bytes());
    }
    stream
}

/// A JSON document.
pub fn json(choices: &mut Choices) -> Vec<u8> {
    let mut document = Vec::new();
    write_json(choices, &mut document, 4);
    document
}

fn write_json(choices: &mut Choices, document: &mut Vec<u8>, depth: u32) {
    match choices.below(if depth == 0 { 6 } else { 11 }) {
        0 => document.extend_from_slice(b"{}"),
        1 => document.extend_from_slice(
            choices
                .of(&["0", "1", "-1", "1e3", "123456789012345678901234567890", "1.5", "-0"])
                .as_bytes(),
        ),
        2 => document.extend_from_slice(choices.of(&["true", "false", "null"]).as_bytes()),
        3..6 => write_string(choices, document),
        6 | 7 => {
            document.push(b'[');
            for item in 0..choices.below(4) {
                if item > 0 {
                    document.push(b',');
                }
                write_json(choices, document, depth - 1);
            }
            document.push(b']');
        }
        _ => {
            document.push(b'{');
            for member in 0..choices.below(6) {
                if member > 0 {
                    document.push(b',');
                }
                write_key(choices, document);
                document.push(b':');
                write_json(choices, document, depth - 1);
            }
            document.push(b'}');
        }
    }
}

fn write_key(choices: &mut Choices, document: &mut Vec<u8>) {
    if choices.once_in(4) {
        write_string(choices, document);
    } else {
        document.push(b'"');
        document.extend_from_slice(choices.of(KEYS).as_bytes());
        document.push(b'"');
    }
}

fn write_string(choices: &mut Choices, document: &mut Vec<u8>) {
    document.push(b'"');
    let text = match choices.below(4) {
        0 => String::from(choices.of(KEYS)),
        1 => String::from(choices.of(&[r"\u00e9", r"\ud83d\ude00", r"\ud800", r#"\"\\\n"#, r"\u0000"])),
        _ => choices.of(WORDS).escape_default().collect(),
    };
    document.extend_from_slice(text.replace("\\'", "'").as_bytes());
    document.push(b'"');
}

/// A plugin's configuration.
pub fn configuration(choices: &mut Choices) -> Vec<u8> {
    let shipped = choices.below(12) as usize;
    match shipped {
        0..8 => {
            let one = Vec::from(CONFIGURATIONS[shipped % CONFIGURATIONS.len()]);
            if choices.once_in(6) { damaged(choices, one) } else { one }
        }
        8 => ruled(choices),
        9 | 10 => json(choices),
        _ => body(choices),
    }
}

/// Configurations that some plugin starts with.
const CONFIGURATIONS: &[&str] = &[
    r#"{}"#,
    r#"{"serviceSource":"ip","serviceName":"token","servicePort":80,"requestPath":"/token","tokenHeader":"x-token"}"#,
    r#"{"serviceName":"redis.static","servicePort":6379,"qpm":3,"timeout":100,"username":"u","password":"p"}"#,
    r#"{"mockEnable":true,"requestHeaders":[{"call":"GetHttpRequestHeaders"},{"call":"DispatchHttpCall","cluster":"c","headers":[["a","b"]],"answered":[{"call":"GetHttpCallResponseBody","size":99},{"call":"SendHttpResponse","status":200}],"wait":true}],"requestBody":[{"call":"GetHttpRequestBody","start":-1,"size":2147483648},{"call":"ReplaceHttpRequestBody","body":"x"}],"responseHeaders":[{"call":"SendHttpResponseWithDetail","status":7,"detail":"d"}],"responseBody":[{"call":"GetHttpResponseBody","size":-1}]}"#,
    r#"{"qpm":1,"_rules_":[{"_match_domain_":["*.example.com","example.com:80","*"],"qpm":2},{"_match_route_":"a","_match_service_":"echo.static:80"}],"_plugin_id_":7}"#,
];

/// A configuration with rules of every kind.
fn ruled(choices: &mut Choices) -> Vec<u8> {
    let mut document = b"{\"serviceName\":\"a\",\"qpm\":1,\"_rules_\":[".to_vec();
    for rule in 0..choices.below(5) {
        if rule > 0 {
            document.push(b',');
        }
        document.extend_from_slice(b"{\"serviceName\":\"b\",\"qpm\":2");
        for _ in 0..choices.below(3) {
            let key = choices.of(&[
                "_match_route_",
                "_match_domain_",
                "_match_service_",
                "_match_route_prefix_",
            ]);
            document.extend_from_slice(format!(",\"{key}\":").as_bytes());
            write_json(choices, &mut document, 2);
        }
        document.push(b'}');
    }
    document.extend_from_slice(b"]}");
    document
}

/// A Redis reply.
pub fn redis(choices: &mut Choices) -> Vec<u8> {
    let mut reply = Vec::new();
    for _ in 0..=choices.below(4) {
        let part: &[u8] = choices.of(&[
            b":1\r\n",
            b"+OK\r\n",
            b"$3\r\nabc\r\n",
            b"$-1\r\n",
            b"*-1\r\n",
            b"*2\r\n",
            b"-ERR no\r\n",
            b"-NOAUTH Authentication required.\r\n",
            b":99999999999999999999\r\n",
            b"$2147483647\r\n",
            b"$99999999999999\r\n",
            b"*2147483647\r\n",
            b"*4294967296\r\n",
            b"*-7\r\n",
            b"$-9\r\n",
            b"PING a \"b c\"\r\n",
            b"\"\r\n",
            b"'\\x\r\n",
            b"\r\n",
            b"$",
            b"*",
            b"$3\r\nab",
            b":\r\n",
            b"\xff\xff",
        ]);
        reply.extend_from_slice(part);
    }
    if choices.once_in(4) {
        damaged(choices, reply)
    } else {
        reply
    }
}

/// A list of headers as it lies in memory.
pub fn pairs(choices: &mut Choices) -> Vec<u8> {
    let mut list = Vec::new();
    for name in HEADERS {
        if !choices.once_in(8) {
            list.push((Vec::from(*name), header(choices, name.as_bytes())));
        }
    }
    for _ in 0..choices.below(3) {
        list.push((text(choices), text(choices)));
    }
    let encoded = wire::encode_pairs(list.iter().map(|(name, value)| (name, value)));
    if choices.once_in(8) {
        damaged(choices, encoded)
    } else {
        encoded
    }
}

/// The value of a header.
pub fn header(choices: &mut Choices, name: &[u8]) -> Vec<u8> {
    if choices.once_in(4) {
        return text(choices);
    }
    let usual: &[&str] = match name {
        b":scheme" => &["http"],
        b":authority" => &["example.com", "a.example.com:80", "[::1]:80"],
        b":path" => &["/a?b=c", "/", "/%zz"],
        b":method" => &["POST", "GET"],
        b":status" => &["200", "503", "x", "99999999999999999999"],
        b"connection" | b"upgrade" => &["", "upgrade", "websocket"],
        b"content-type" => &["application/json", "application/grpc", "text/event-stream"],
        b"content-length" => &["0", "5", "x", "-1"],
        b"x-request-id" => &["7e1f4c0a", "%d", "\u{fffd}"],
        _ => &[""],
    };
    choices.of(usual).into()
}

/// Something cut, overwritten, repeated.
fn damaged(choices: &mut Choices, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..=choices.below(3) {
        let at = choices.below(bytes.len() as u32 + 1) as usize;
        match choices.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, choices.number() as u8),
            2 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = 0xff),
            3 => bytes
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|byte| *byte = byte.wrapping_add(1)),
            _ => bytes.extend_from_within(at..),
        }
    }
    bytes
}
