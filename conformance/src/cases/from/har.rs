//! HAR files: what a browser or a proxy has recorded.

use super::{Found, Message, one, split_url};
use crate::Result;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

pub fn read(document: &Value) -> Result<Found> {
    let mut found = Found::default();
    let entries = document["log"]["entries"].as_array().map_or(&[][..], Vec::as_slice);
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("entry {}", index + 1);
        if entry["_webSocketMessages"].is_array()
            || entry["request"]["url"]
                .as_str()
                .is_some_and(|url| url.starts_with("ws"))
        {
            found.note(&place, "left out: a websocket");
            continue;
        }
        add(&mut found, &place, &entry["request"], &entry["response"]);
    }
    Ok(found)
}

fn add(found: &mut Found, place: &str, request: &Value, response: &Value) {
    let url = request["url"].as_str().unwrap_or_default();
    let Some((host, path)) = split_url(url) else {
        found.note(place, format!("left out: `{url}` is no URL"));
        return;
    };
    let method = request["method"].as_str().unwrap_or("GET");
    let mut sent = message(request);
    sent.body = request["postData"]["text"]
        .as_str()
        .map(|text| text.as_bytes().to_vec());
    if sent.body.is_none()
        && request["postData"]["params"]
            .as_array()
            .is_some_and(|params| !params.is_empty())
    {
        found.note(place, "the body was recorded as a form only: it is left out");
    }
    let mut case = Map::new();
    case.insert("requests".into(), one(sent.request(method, &path, Some(&host))));
    match response["status"].as_u64() {
        Some(status @ 200..=999) => drop(case.insert("upstream".into(), one(answer(response).answer(status)))),
        _ => found.note(place, "no answer was recorded: the upstream gives its default"),
    }
    found.case(&format!("{method} {path}"), case);
}

/// The content is recorded as it was shown, so that it has no encoding any more.
fn answer(response: &Value) -> Message {
    let mut answer = message(response);
    answer
        .headers
        .retain(|(name, _)| !name.eq_ignore_ascii_case("content-encoding"));
    let content = &response["content"];
    let text = content["text"].as_str();
    answer.body = match content["encoding"].as_str() {
        Some("base64") => text.and_then(|text| STANDARD.decode(text).ok()),
        _ => text.map(|text| text.as_bytes().to_vec()),
    };
    answer
}

fn message(recorded: &Value) -> Message {
    let headers = recorded["headers"].as_array().map_or(&[][..], Vec::as_slice);
    let header = |header: &Value| {
        let (name, value) = (header["name"].as_str()?, header["value"].as_str()?);
        // Some browsers join the values of one name with a line break.
        Some((name.to_string(), value.replace(['\r', '\n'], ", ").into_bytes()))
    };
    Message {
        headers: headers.iter().filter_map(header).collect(),
        ..Message::default()
    }
}
