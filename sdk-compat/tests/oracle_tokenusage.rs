//! `tokenusage` against Go's: answers of language models, whole, cut into chunks, and with parts missing or of another kind.

mod oracle;
mod support;

use std::cell::RefCell;

use oracle::{Dump, compare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use sdk_compat::tokenusage::{self, CtxKeyRequestModel, TokenUsage};
use sdk_compat::types::ActionContinue;
use sdk_compat::wrapper::{self, HttpContext};
use sdk_compat::{Any, Config};
use support::TestHost;

/// The names that the paths are made of, with those of some details.
const KEYS: &[&str] = &[
    "usage",
    "usageMetadata",
    "response",
    "message",
    "body",
    "model",
    "modelVersion",
    "id",
    "responseId",
    "prompt_tokens",
    "input_tokens",
    "completion_tokens",
    "output_tokens",
    "total_tokens",
    "promptTokenCount",
    "candidatesTokenCount",
    "totalTokenCount",
    "thoughtsTokenCount",
    "cachedContentTokenCount",
    "toolUsePromptTokenCount",
    "generated_images",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "prompt_tokens_details",
    "input_tokens_details",
    "completion_tokens_details",
    "output_tokens_details",
    "promptTokensDetails",
    "candidatesTokensDetails",
    "cached_tokens",
    "response.completed",
];

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0..2_000i64).prop_map(|count| count.to_string()),
        1 => any::<i64>().prop_map(|count| count.to_string()),
        1 => select(&["null", "true", "1.5", "1e3", "\"12\"", "\"\"", "\"unknown\"", "[3]", "[]"]).prop_map(String::from),
        1 => "\"[a-z\\-]{0,6}\"",
    ]
}

/// An object with the members that answers have, and others.
fn object() -> impl Strategy<Value = String> {
    let write = |members: Vec<(&str, String)>| {
        let members: Vec<String> = members
            .iter()
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    scalar().prop_recursive(3, 24, 6, move |value| vec((select(KEYS), value), 0..6).prop_map(write))
}

/// Events as providers send them, and other lines.
fn event() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => object(),
        6 => object().prop_map(|object| format!("data: {object}")),
        2 => (object(), object()).prop_map(|(usage, details)| {
            format!(r#"data: {{"model":"gpt","usage":{usage},"usageMetadata":{details},"response":{{"usage":{usage}}}}}"#)
        }),
        2 => Just(String::from(r#"event: response.completed"#)),
        2 => object().prop_map(|object| format!(r#"data: {{"type":"response.completed","response":{object}"#)),
        1 => select(&["", " ", "\u{a0}", "\t", "data: [DONE]"]).prop_map(String::from),
    ]
}

/// A stream of events, cut where it pleases the sockets.
fn chunks() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let end = select(&["\n\n", "\r\n\r\n", "\r\r", "\n", ""]);
    let whole =
        vec((event(), end), 0..5).prop_map(|events| events.into_iter().map(|(event, end)| event + end).collect());
    let cut = (whole, vec(any::<prop::sample::Index>(), 0..4)).prop_map(|(whole, cuts): (String, Vec<_>)| {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(whole.len() + 1)).collect();
        places.sort_unstable();
        places.push(whole.len());
        let mut start = 0;
        let part = |end| {
            let part = whole.as_bytes()[start..end].to_vec();
            start = end;
            part
        };
        places.into_iter().map(part).collect()
    });
    prop_oneof![cut, vec(object().prop_map(String::into_bytes), 1..3)]
}

thread_local! {
    static ANSWER: RefCell<Dump> = RefCell::default();
}

fn on_chunk(ctx: HttpContext, _: Config<()>, chunk: Vec<u8>, _: bool) -> Vec<u8> {
    ANSWER.with_borrow_mut(|dump| {
        dump.inside("chunk", |dump| {
            tokenusage::ExtractChatId(ctx, &chunk);
            show(&tokenusage::GetTokenUsage(ctx, &chunk), dump);
            for (key, value) in ctx.GetUserAttributeMap().borrow().iter() {
                attribute(&key.to_text(), value, dump);
            }
        });
    });
    Vec::new()
}

fn show(usage: &TokenUsage, dump: &mut Dump) {
    dump.number("input", usage.InputToken);
    counts("input-details", usage.InputTokenDetails.iter(), dump);
    dump.number("output", usage.OutputToken);
    counts("output-details", usage.OutputTokenDetails.iter(), dump);
    dump.number("total", usage.TotalToken);
    dump.text("model", &usage.Model);
    dump.number("created", usage.AnthropicCacheCreationInputToken);
    dump.number("read", usage.AnthropicCacheReadInputToken);
}

fn counts<'a>(
    name: &str,
    counts: impl Iterator<Item = (&'a sdk_compat::Str, impl std::fmt::Display)>,
    dump: &mut Dump,
) {
    dump.inside(name, |dump| {
        for (key, count) in counts {
            dump.text("key", key);
            dump.number("count", count);
        }
    });
}

fn attribute(name: &str, value: &Any, dump: &mut Dump) {
    match value {
        Any::String(text) => dump.text(name, text),
        Any::Int(number) => dump.number(name, number),
        Any::Map(map) => counts(
            name,
            map.iter().map(|(key, count)| (key, count.as_int().unwrap())),
            dump,
        ),
        other => panic!("{name} is {other:?}"),
    }
}

fn ours(model: &str, chunks: &[Vec<u8>]) -> Vec<u8> {
    let host = TestHost::install();
    let model = model.to_owned();
    let remember = move |ctx: HttpContext, _: Config<()>| {
        ctx.SetContext(CtxKeyRequestModel, model.clone());
        ActionContinue
    };
    wrapper::SetCtx(
        "tokens",
        [
            wrapper::ProcessRequestHeaders(remember),
            wrapper::ProcessStreamingResponseBody(on_chunk),
        ],
    );
    assert!(host.start(""));
    host.request(&[]);
    host.response(&[(":status", "200")], false);
    for chunk in chunks {
        host.response_body(chunk, false);
    }
    ANSWER.take().bytes()
}

#[test]
fn token_usage() {
    let inputs = (select(&["", "unknown", "asked-for"]), chunks());
    compare(
        inputs,
        |(model, chunks)| ours(model, chunks),
        |oracle, (model, chunks)| {
            let chunks: Vec<&[u8]> = chunks.iter().map(Vec::as_slice).collect();
            oracle.ask(b'T', &[&[model.as_bytes()], &chunks[..]].concat())
        },
    );
}
