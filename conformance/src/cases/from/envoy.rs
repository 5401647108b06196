//! What Envoy writes: the traces of its HTTP tap filter, and access logs in JSON.

use super::{Found, Message, one};
use crate::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

pub fn read(documents: &[(usize, Value)]) -> Result<Found> {
    let mut found = Found::default();
    for (line, document) in documents {
        let place = format!("line {line}");
        let buffered = &document["http_buffered_trace"];
        if buffered.is_object() {
            tap(&mut found, &place, &buffered["request"], &buffered["response"]);
        } else if document["http_streamed_trace_segment"].is_object() {
            found.note(&place, "left out: a streamed trace; have the tap buffer its traces");
        } else {
            access(&mut found, &place, document);
        }
    }
    Ok(found)
}

fn tap(found: &mut Found, place: &str, request: &Value, response: &Value) {
    let mut message = |tapped: &Value, what: &str| {
        if tapped["body"]["truncated"] == true {
            found.note(place, format!("the body of the {what} was cut off where it was tapped"));
        }
        Message {
            headers: headers(&tapped["headers"]),
            body: body(&tapped["body"]),
            trailers: headers(&tapped["trailers"]),
        }
    };
    let (sent, answered) = (message(request, "request"), message(response, "response"));
    let [method, path, host] = [":method", ":path", ":authority"].map(|name| sent.header(name));
    let (method, path) = (
        method.unwrap_or_else(|| "GET".into()),
        path.unwrap_or_else(|| "/".into()),
    );
    let mut case = Map::new();
    case.insert("requests".into(), one(sent.request(&method, &path, host.as_deref())));
    match answered.header(":status").and_then(|status| status.parse().ok()) {
        Some(status @ 200..=999) => drop(case.insert("upstream".into(), one(answered.answer(status)))),
        _ => found.note(place, "no answer was tapped: the upstream gives its default"),
    }
    found.case(&format!("{method} {path}"), case);
}

fn headers(list: &Value) -> Vec<(String, Vec<u8>)> {
    let header = |header: &Value| {
        let raw = header["raw_value"].as_str().and_then(|raw| STANDARD.decode(raw).ok());
        let value = raw.or_else(|| Some(header["value"].as_str()?.as_bytes().to_vec()))?;
        Some((header["key"].as_str()?.to_string(), value))
    };
    list.as_array()
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .filter_map(header)
        .collect()
}

fn body(body: &Value) -> Option<Vec<u8>> {
    let text = body["as_string"].as_str().map(|text| text.as_bytes().to_vec());
    text.or_else(|| STANDARD.decode(body["as_bytes"].as_str()?).ok())
        .filter(|body| !body.is_empty())
}

/// The names that the keys of an access log commonly have; who writes the log chooses them.
fn named(line: &Value, names: &[&str]) -> Option<String> {
    let text = |value: &Value| match value {
        Value::String(text) if !["", "-"].contains(&text.as_str()) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    names.iter().find_map(|name| text(&line[name]))
}

fn access(found: &mut Found, place: &str, line: &Value) {
    let path = named(
        line,
        &["path", "x_envoy_original_path", "request_path", "uri", "request_uri"],
    );
    let (Some(method), Some(path)) = (named(line, &["method", "request_method"]), path) else {
        found.note(place, "left out: names neither method nor path");
        return;
    };
    if let Some(bytes) = named(line, &["bytes_received", "request_length"]).filter(|bytes| bytes != "0") {
        found.note(place, format!("the body ({bytes} bytes) is not in the log"));
    }
    let headers = [
        ("user-agent", &["user_agent"][..]),
        ("x-forwarded-for", &["x_forwarded_for"]),
        ("x-request-id", &["request_id", "x_request_id"]),
        ("referer", &["referer", "http_referer"]),
    ];
    let header = |(name, names): (&str, &[&str])| Some((name.to_string(), named(line, names)?.into_bytes()));
    let sent = Message {
        headers: headers.into_iter().filter_map(header).collect(),
        ..Message::default()
    };
    let host = named(line, &["authority", "host", "requested_server_name"]);
    let mut case = Map::new();
    case.insert("requests".into(), one(sent.request(&method, &path, host.as_deref())));
    for (field, name) in [("route", "route_name"), ("cluster", "upstream_cluster")] {
        if let Some(name) = named(line, &[name]) {
            case.insert(field.into(), name.into());
        }
    }
    let status = named(line, &["response_code", "status", "response_status"]).and_then(|status| status.parse().ok());
    if let Some(status @ 200..=999) = status {
        case.insert("upstream".into(), one(Message::default().answer(status)));
    }
    found.case(&format!("{method} {path}"), case);
}
