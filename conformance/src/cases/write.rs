//! Writes cases as YAML that loads back as the same cases; what is at its default is left out.

use super::CaseFile;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The text of a case file.
pub fn write(file: &CaseFile) -> String {
    let mut file = take(&mut json!(file));
    services(&mut file);
    each(&mut file, "cases", &case);
    let file = without(file, &parsed::<CaseFile>(json!({"cases": []})));
    serde_saphyr::to_string(&file).expect("plain data can be written as YAML")
}

/// A case as the data that its YAML holds.
pub fn plain(one: &super::Case) -> Value {
    Value::Object(case(take(&mut json!(one))))
}

type Fields = Map<String, Value>;

fn case(mut case: Fields) -> Fields {
    each(&mut case, "requests", &request);
    each(&mut case, "upstream", &response);
    services(&mut case);
    let mut case = without(case, &parsed::<super::Case>(json!({"name": "", "requests": []})));
    if let Some(redis) = case.get_mut("redis") {
        *redis = Value::Object(without(take(redis), &super::Redis::default()));
    }
    case
}

fn request(request: Fields) -> Fields {
    without(request, &parsed::<super::Request>(json!({})))
}

fn response(response: Fields) -> Fields {
    without(response, &super::Response::default())
}

fn services(fields: &mut Fields) {
    if let Some(Value::Object(services)) = fields.get_mut("services") {
        for answers in services.values_mut() {
            trim(answers, &response);
        }
    }
}

fn each(fields: &mut Fields, key: &str, one: &dyn Fn(Fields) -> Fields) {
    if let Some(list) = fields.get_mut(key) {
        trim(list, one);
    }
}

fn trim(list: &mut Value, one: &dyn Fn(Fields) -> Fields) {
    for item in list.as_array_mut().into_iter().flatten() {
        *item = Value::Object(one(take(item)));
    }
}

fn take(value: &mut Value) -> Fields {
    match value.take() {
        Value::Object(fields) => fields,
        _ => unreachable!("the parts of a case are mappings"),
    }
}

/// The fields that are not what they are in `plain`.
fn without(fields: Fields, plain: &impl Serialize) -> Fields {
    let plain = json!(plain);
    let said = |(key, value): &(String, Value)| plain.get(key) != Some(value);
    fields.into_iter().filter(said).collect()
}

fn parsed<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("what is left out has a default")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cases::{Bytes, Case, Header, Redis, Request, Response, parse};
    use proptest::collection::{btree_map, vec};
    use proptest::option;
    use proptest::prelude::*;

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{0,12}",
            "[ -~]{0,12}",
            "[\\x00-\\x7f]{0,8}",
            "[-:#&*!|>'\"%@`{}\\[\\],?~0-9.eE+ ]{0,6}",
            prop::sample::select(vec![
                "null", "~", "yes", "true", "1e3", "0x1f", "0o7", ".inf", "1_000", "", "- a", "=", "<<", "12:30"
            ])
            .prop_map(String::from),
        ]
    }

    fn bytes() -> impl Strategy<Value = Bytes> {
        prop_oneof![
            text().prop_map(|text| Bytes(text.into_bytes())),
            vec(any::<u8>(), 0..12).prop_map(Bytes),
            (text(), 0..200_usize).prop_map(|(unit, times)| Bytes(unit.repeat(times).into_bytes())),
        ]
    }

    /// Bytes of which a line can consist.
    fn line() -> impl Strategy<Value = Bytes> {
        bytes().prop_map(|Bytes(mut bytes)| {
            bytes.retain(|byte| !matches!(byte, b'\r' | b'\n'));
            Bytes(bytes)
        })
    }

    fn headers() -> impl Strategy<Value = Vec<Header>> {
        vec(
            ("[!-9;-~]{1,8}", line()).prop_map(|(name, value)| Header { name, value }),
            0..3,
        )
    }

    fn config() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::from),
                vec((text(), inner), 0..4).prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    /// A body in one piece or in several.
    fn body() -> impl Strategy<Value = (Option<Bytes>, Option<Vec<Bytes>>)> {
        prop_oneof![
            Just((None, None)),
            bytes().prop_map(|body| (Some(body), None)),
            vec(bytes(), 1..3).prop_map(|chunks| (None, Some(chunks))),
        ]
    }

    prop_compose! {
        fn request()(
            method in "[A-Z]{1,7}", path in line(), host in line(), headers in headers(), (body, chunks) in body(),
            trailers in headers(), delay_ms in 0..3_u64, leave_after_ms in option::of(0..3_u64), timeout_ms in 1..3_000_u64,
        ) -> Request {
            let trailers = if chunks.is_some() { trailers } else { Vec::new() };
            Request { method, path, host, headers, body, chunks, trailers, delay_ms, leave_after_ms, timeout_ms,
                ..parsed(json!({})) }
        }
    }

    prop_compose! {
        fn response()(
            status in 200..600_u16, headers in headers(), (body, chunks) in body(), delay_ms in 0..3_u64, end in 0..3,
        ) -> Response {
            match end {
                0 => Response { status, headers, body, chunks, delay_ms, ..Response::default() },
                1 => Response { reset: true, ..Response::default() },
                _ => Response { stall: true, ..Response::default() },
            }
        }
    }

    prop_compose! {
        fn case()(
            config in config(), config_text in option::of(text()), fresh in any::<bool>(), requests in vec(request(), 1..3),
            upstream in vec(response(), 0..3), services in btree_map("[a-z|.0-9]{1,12}", vec(response(), 1..3), 0..2),
            before in vec(vec(text(), 1..3), 0..2), down in any::<bool>(),
            limit in option::of(1..5_u32),
        ) -> Case {
            let config = Some(config).filter(|config| config_text.is_none() && !config.is_null());
            let redis = Redis { before, down, ..Redis::default() };
            Case { config, config_text, fresh, requests, upstream, services, redis, buffer_limit_bytes: limit,
                ..parsed(json!({"name": "a", "requests": []})) }
        }
    }

    fn loaded(file: &CaseFile) -> (String, crate::Result<CaseFile>) {
        let text = write(file);
        let back = parse("written", &text);
        (text, back)
    }

    #[test]
    fn what_is_at_its_default_is_not_written() {
        let file = parse("a", "cases: [{name: a, requests: [{path: /x}], upstream: [{}]}]").unwrap();
        assert_eq!(
            write(&file),
            "cases:\n- name: a\n  requests:\n  - path: /x\n  upstream:\n  - {}\n"
        );
    }

    #[test]
    fn a_long_body_of_one_unit_is_written_short() {
        let file = parse(
            "a",
            "cases: [{name: a, requests: [{body: {repeat: ab, times: 500000}}]}]",
        )
        .unwrap();
        let (text, back) = loaded(&file);
        assert!(text.len() < 200, "{text}");
        assert_eq!(back.unwrap(), file);
    }

    proptest! {
        #[test]
        fn what_is_written_loads_back_equal(case in case(), config in option::of(config())) {
            let config = config.filter(|config| !config.is_null());
            let file = CaseFile { config, cases: vec![case], ..parsed(json!({"cases": []})) };
            let (text, back) = loaded(&file);
            match back {
                Ok(back) => prop_assert_eq!(back, file, "{}", text),
                Err(error) => prop_assert!(false, "{error}\n{text}"),
            }
        }
    }
}
