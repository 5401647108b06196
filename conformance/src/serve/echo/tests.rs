//! What httpbin was seen to answer, beside what the echo upstream answers.

use super::*;
use std::net::Ipv4Addr;

fn send(method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec()))
        .collect();
    answer(Request {
        method,
        target,
        headers: &headers,
        body,
        peer: Ipv4Addr::LOCALHOST.into(),
    })
}

fn text(answer: &Answer) -> String {
    let bytes = match &answer.body {
        Body::Whole(bytes) => bytes.clone(),
        Body::Chunks(chunks) => chunks.concat(),
    };
    String::from_utf8(bytes).unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let found = answer.headers.iter().find(|(given, _)| given == name);
    found.map(|(_, value)| value.as_str())
}

const CURL: [(&str, &str); 3] = [
    ("Host", "127.0.0.1:12345"),
    ("User-Agent", "curl/7.79.1"),
    ("Accept", "*/*"),
];

#[test]
fn get_directly_prints_what_the_guide_prints() {
    let expected = r#"{
  "args": {},
  "headers": {
    "Accept": "*/*",
    "Host": "127.0.0.1:12345",
    "User-Agent": "curl/7.79.1"
  },
  "origin": "127.0.0.1",
  "url": "http://127.0.0.1:12345/get"
}
"#;
    assert_eq!(text(&send("GET", "/get", &CURL, b"")), expected);
}

#[test]
fn get_through_the_gateway_shows_the_scheme_and_hides_what_only_proxies_set() {
    let headers = [
        ("host", "127.0.0.1:10000"),
        ("accept", "*/*"),
        ("x-forwarded-proto", "https"),
        ("x-request-id", "f9b4"),
        ("hello", "world"),
        ("x-envoy-expected-rq-timeout-ms", "15000"),
    ];
    let expected = r#"{
  "args": {},
  "headers": {
    "Accept": "*/*",
    "Hello": "world",
    "Host": "127.0.0.1:10000",
    "X-Envoy-Expected-Rq-Timeout-Ms": "15000"
  },
  "origin": "127.0.0.1",
  "url": "https://127.0.0.1:10000/get"
}
"#;
    assert_eq!(text(&send("GET", "/get", &headers, b"")), expected);
    let everything = text(&send("GET", "/headers?show_env=1", &headers, b""));
    assert!(everything.contains("\"X-Forwarded-Proto\": \"https\""), "{everything}");
}

#[test]
fn post_shows_forms_json_and_binary_bodies() {
    let form = send(
        "POST",
        "/post",
        &[("content-type", "application/x-www-form-urlencoded")],
        b"a=1&b=2",
    );
    assert!(
        text(&form)
            .contains("\"data\": \"\",\n  \"files\": {},\n  \"form\": {\n    \"a\": \"1\",\n    \"b\": \"2\"\n  }")
    );

    let json = send(
        "POST",
        "/post",
        &[("content-type", "application/json")],
        br#"{"b":1,"a":[1]}"#,
    );
    assert!(text(&json).contains("\"json\": {\n    \"a\": [\n      1\n    ],\n    \"b\": 1\n  }"));
    assert!(text(&json).contains(r#""data": "{\"b\":1,\"a\":[1]}""#));

    let binary = send("POST", "/post", &[], b"\xff\x00");
    assert!(text(&binary).contains(r#""data": "data:application/octet-stream;base64,/wA=""#));
    assert!(text(&binary).contains("\"json\": null"));
}

#[test]
fn anything_shows_the_method_and_answers_every_one() {
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"] {
        for target in ["/anything", "/anything/a/b?c=1"] {
            let answer = send(method, target, &[], b"");
            assert_eq!(answer.status, 200);
            assert!(text(&answer).contains(&format!("\"method\": \"{method}\"")));
        }
    }
}

#[test]
fn equal_headers_are_joined_and_bytes_shown_as_latin_1() {
    let headers = [("x-foo", "1"), ("X-Foo", "2"), ("x-b", "é")];
    let expected = "{\n  \"headers\": {\n    \"X-B\": \"\\u00c3\\u00a9\",\n    \"X-Foo\": \"1,2\"\n  }\n}\n";
    assert_eq!(text(&send("GET", "/headers", &headers, b"")), expected);
}

#[test]
fn a_status_is_answered_with_its_headers() {
    assert_eq!(send("GET", "/status/204", &[], b"").status, 204);
    assert_eq!(send("POST", "/status/503", &[], b"").status, 503);
    assert_eq!(
        header(&send("GET", "/status/302", &[], b""), "Location"),
        Some("/redirect/1")
    );
    assert!(header(&send("GET", "/status/401", &[], b""), "WWW-Authenticate").is_some());
    for bad in [
        "/status/abc",
        "/status/99",
        "/status/70000",
        "/status/-1",
        "/status/100",
    ] {
        assert_eq!(send("GET", bad, &[], b"").status, 400, "{bad}");
    }
}

#[test]
fn a_delay_is_seconds_and_ends_at_ten() {
    let delays = [("0", 0), ("0.1", 100), ("2", 2_000), ("99999", 10_000), ("inf", 10_000)];
    for (written, ms) in delays {
        let answer = send("GET", &format!("/delay/{written}"), &[], b"");
        assert_eq!(
            (answer.status, answer.delay),
            (200, Duration::from_millis(ms)),
            "{written}"
        );
    }
    for bad in ["x", "-1", "nan"] {
        assert_eq!(send("GET", &format!("/delay/{bad}"), &[], b"").status, 400, "{bad}");
    }
}

#[test]
fn response_headers_come_from_the_query() {
    let answer = send("GET", "/response-headers?a=1&a=2&b=3&bad%0aname=1&c=%0d%0ax", &[], b"");
    let named: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.len() == 1)
        .cloned()
        .collect();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(named, [pair("a", "1"), pair("a", "2"), pair("b", "3")]);
    assert!(!answer.headers.iter().any(|(name, _)| name.contains('\n')));
    assert!(text(&answer).contains(&format!("\"Content-Length\": \"{}\"", text(&answer).len())));
}

#[test]
fn redirects_count_down_to_get() {
    assert_eq!(
        header(&send("GET", "/redirect/2", &[], b""), "Location"),
        Some("/relative-redirect/1")
    );
    assert_eq!(
        header(&send("GET", "/relative-redirect/1", &[], b""), "Location"),
        Some("/get")
    );
    assert_eq!(send("GET", "/redirect/0", &[], b"").status, 400);
}

#[test]
fn a_stream_is_one_chunk_a_line() {
    let Body::Chunks(chunks) = send("GET", "/stream/3", &CURL, b"").body else {
        panic!("not chunked");
    };
    let ids: Vec<_> = chunks
        .iter()
        .map(|chunk| serde_json::from_slice::<Value>(chunk).unwrap()["id"].clone())
        .collect();
    assert_eq!(ids, [0, 1, 2]);
}

#[test]
fn bytes_are_as_many_as_asked_and_the_same_each_time() {
    let answer = send("GET", "/bytes/1000", &[], b"");
    assert_eq!(answer, send("GET", "/bytes/1000", &[], b""));
    let Body::Whole(bytes) = answer.body else {
        panic!("not whole");
    };
    assert_eq!(bytes.len(), 1000);
    assert!(std::str::from_utf8(&bytes).is_err(), "binary enough to be no text");
}

#[test]
fn other_paths_and_methods_are_refused() {
    assert_eq!(send("GET", "/nope", &[], b"").status, 404);
    assert_eq!(send("GET", "/status/", &[], b"").status, 404);
    let refused = send("POST", "/get", &[], b"");
    assert_eq!(
        (refused.status, header(&refused, "Allow")),
        (405, Some("OPTIONS, HEAD, GET"))
    );
    assert_eq!(send("HEAD", "/get", &[], b"").status, 200);
}

#[test]
fn browsers_may_call_it_from_anywhere() {
    let options = send("OPTIONS", "/post", &[("origin", "http://a")], b"");
    assert_eq!(options.status, 200);
    assert_eq!(header(&options, "Access-Control-Allow-Origin"), Some("http://a"));
    assert_eq!(header(&options, "Allow"), Some("OPTIONS, POST"));
    assert_eq!(
        header(&send("GET", "/get", &[], b""), "Access-Control-Allow-Origin"),
        Some("*")
    );
}
