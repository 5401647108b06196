//! Reads of the host that only one of the two builds makes. None of them can be noticed: what is read is not used, or is known.

use std::fmt::Write;
use std::path::Path;

/// Reads that one build makes and the other does without, and why it can.
pub struct Reads {
    /// How their lines in the record begin.
    pub calls: &'static [&'static str],
    pub why: &'static str,
}

/// Reads of the Go build that ours does without.
pub const BY_GO_ALONE: &[Reads] = &[
    Reads {
        calls: &[
            r#"get_header_map HttpRequestHeaders ":scheme""#,
            r#"get_header_map HttpRequestHeaders ":authority""#,
            r#"get_header_map HttpRequestHeaders ":path""#,
            r#"get_header_map HttpRequestHeaders ":method""#,
            r#"get_header_map HttpRequestHeaders "connection""#,
            r#"get_header_map HttpRequestHeaders "upgrade""#,
            r#"get_header_map HttpRequestHeaders "content-type""#,
            r#"get_header_map HttpRequestHeaders "content-encoding""#,
            r#"get_header_map HttpRequestHeaders "x-request-id""#,
        ],
        why: "when request headers come, one read of them all gives the nine that are kept",
    },
    Reads {
        calls: &[r#"get_property "route_name""#, r#"get_property "cluster_name""#],
        why: "without rules nothing is compared with the names of route and cluster, and a host that fails to give them is no reason to refuse the request",
    },
    Reads {
        calls: &[
            r#"get_header_map HttpResponseHeaders "content-type""#,
            r#"get_header_map HttpResponseHeaders "content-encoding""#,
        ],
        why: "where all handlers of a stream are through when the response comes, none asks what kind of body it has",
    },
    Reads {
        calls: &[
            "get_buffer_bytes HttpCallResponseBody 0 0 =",
            "get_buffer_bytes RedisCallResponse 0 0 =",
        ],
        why: "the callback is told how large the answer is: there is nothing to read",
    },
    Reads {
        calls: &["get_buffer_bytes RedisCallResponse"],
        why: "the reply to a call that failed is not used",
    },
    Reads {
        calls: &[
            r#"call_foreign_function "get_log_level""#,
            r#"get_property "x_request_id""#,
        ],
        why: "for a log line, what an earlier line of the callback was told holds for as long as nobody can have changed it",
    },
    Reads {
        calls: &["get_header_map HttpRequestHeaders ="],
        why: "of a call whose line the log does not take, what only the line would say is not read",
    },
];

/// Reads that only ours makes.
pub const BY_RUST_ALONE: &[Reads] = &[
    Reads {
        calls: &["get_header_map HttpRequestHeaders ="],
        why: "in place of nine reads, see above",
    },
    Reads {
        calls: &[r#"call_foreign_function "get_log_level""#],
        why: "asked before a call goes out, so that what its log line would say is not kept for nobody",
    },
];

const ABOUT: &str = "# Host calls

sdk-compat makes the host calls that the Go SDK makes, with the same arguments and in the same order, but for the reads
below. `tests/machine` plays random sequences on both and allows no other difference. `BLESS=1 cargo test --package
sdk-compat --test machine` writes this page.
";

fn page() -> String {
    let mut page = String::from(ABOUT);
    for (title, list) in [
        ("Reads that only Go makes", BY_GO_ALONE),
        ("Reads that only Rust makes", BY_RUST_ALONE),
    ] {
        write!(page, "\n## {title}\n\n| read | why |\n|---|---|\n").unwrap();
        for Reads { calls, why } in list {
            let calls: Vec<String> = calls
                .iter()
                .map(|call| format!("`{}`", call.trim_end_matches(" =")))
                .collect();
            writeln!(page, "| {} | {why} |", calls.join("<br>")).unwrap();
        }
    }
    page
}

#[test]
fn the_list_stands_in_the_documentation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("HOST_CALLS.md");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        written,
        page(),
        "{} is not up to date: run with BLESS=1",
        path.display()
    );
}
