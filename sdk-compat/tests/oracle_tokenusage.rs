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
use sdk_compat::{Any, Config, Str};
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
        4 => (-1..20i64).prop_map(|count| count.to_string()),
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

/// The paths that are asked for, and some beside them.
const PATHS: &[&str] = &[
    "id",
    "response.id",
    "responseId",
    "message.id",
    "model",
    "body.model",
    "response.model",
    "message.model",
    "modelVersion",
    "usage",
    "usage.prompt_tokens",
    "usage.input_tokens",
    "response.usage.input_tokens",
    "usageMetadata.promptTokenCount",
    "message.usage.input_tokens",
    "usage.cache_creation_input_tokens",
    "usage.cache_read_input_tokens",
    "usage.prompt_tokens_details.cached_tokens",
    "response.usage.input_tokens_details.cached_tokens",
    "usage.input_tokens_details.a",
    "usageMetadata.promptTokensDetails",
    "usage.completion_tokens",
    "usage.output_tokens",
    "response.usage.output_tokens",
    "usageMetadata.candidatesTokenCount",
    "message.usage.output_tokens",
    "usageMetadata.thoughtsTokenCount",
    "usageMetadata.cachedContentTokenCount",
    "usageMetadata.toolUsePromptTokenCount",
    "usage.generated_images",
    "usage.completion_tokens_details.reasoning_tokens",
    "response.usage.output_tokens_details.reasoning_tokens",
    "usage.output_tokens_details.b",
    "usageMetadata.candidatesTokensDetails.c",
    "usage.total_tokens",
    "response.usage.total_tokens",
    "usageMetadata.totalTokenCount",
];

/// An answer with a value at some of the paths.
fn answer() -> impl Strategy<Value = String> {
    vec((select(PATHS), scalar()), 0..6).prop_map(|values| {
        let mut answer = serde_json::json!({});
        for (path, value) in values {
            put(&mut answer, path, serde_json::from_str(&value).unwrap());
        }
        answer.to_string()
    })
}

/// Sets the value at a path, unless something else than an object stands on the way.
fn put(object: &mut serde_json::Value, path: &str, value: serde_json::Value) {
    let Some(members) = object.as_object_mut() else {
        return;
    };
    match path.split_once('.') {
        None => drop(members.insert(path.into(), value)),
        Some((first, rest)) => put(
            members.entry(first).or_insert_with(|| serde_json::json!({})),
            rest,
            value,
        ),
    }
}

/// Events as providers send them, and other lines.
fn event() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => object(),
        8 => answer().prop_map(|answer| format!("data: {answer}")),
        2 => object().prop_map(|object| format!("data: {object}")),
        2 => Just(String::from(r#"event: response.completed"#)),
        2 => object().prop_map(|object| format!(r#"data: {{"type":"response.completed","response":{object}"#)),
        1 => select(&["", " ", "\u{a0}", "\t", "data: [DONE]"]).prop_map(String::from),
    ]
}

/// A stream of events, cut where it pleases the sockets.
fn chunks() -> impl Strategy<Value = Vec<Str>> {
    let end = select(&["\n\n", "\r\n\r\n", "\r\r", "\n", ""]);
    let whole =
        vec((event(), end), 0..5).prop_map(|events| events.into_iter().map(|(event, end)| event + end).collect());
    let cut = (whole, vec(any::<prop::sample::Index>(), 0..4)).prop_map(|(whole, cuts): (String, Vec<_>)| {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(whole.len() + 1)).collect();
        places.sort_unstable();
        places.push(whole.len());
        let mut start = 0;
        let part = |end| {
            let part = Str::copy_of(&whole.as_bytes()[start..end]);
            start = end;
            part
        };
        places.into_iter().map(part).collect()
    });
    prop_oneof![cut, vec(answer().prop_map(Str::from), 1..4)]
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

fn counts<'a>(name: &str, counts: impl Iterator<Item = (&'a Str, impl std::fmt::Display)>, dump: &mut Dump) {
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

fn ours(model: &str, chunks: &[Str]) -> Vec<u8> {
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
            let chunks: Vec<&[u8]> = chunks.iter().map(Str::as_bytes).collect();
            oracle.ask(b'T', &[&[model.as_bytes()], &chunks[..]].concat())
        },
    );
}
