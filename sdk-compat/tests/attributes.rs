//! What a plugin says about a stream in the access log and in traces.

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use sdk_compat::host::callbacks;
use sdk_compat::types::ActionContinue;
use sdk_compat::wrapper::{self, CustomLogKey, HttpContext, UserAttributes};
use sdk_compat::{Any, Config, Error};
use support::{STREAM, TestHost};

/// Runs `act` in the request headers phase, on a host with these properties.
fn with(
    properties: &[(&str, &str)],
    act: impl Fn(HttpContext) -> Option<Error> + 'static,
) -> (Rc<TestHost>, Option<Error>) {
    let host = TestHost::install();
    let outcome = Rc::new(RefCell::new(None));
    let seen = Rc::clone(&outcome);
    let handler = move |context: HttpContext, _: Config<()>| {
        seen.replace(act(context));
        ActionContinue
    };
    wrapper::SetCtx("a", [wrapper::ProcessRequestHeaders(handler)]);
    assert!(host.start(""));
    host.take_log();
    properties.iter().for_each(|(name, value)| host.set(name, value));
    host.request(&[]);
    callbacks::on_delete(STREAM);
    let outcome = outcome.take();
    (host, outcome)
}

#[test]
fn attributes_become_a_json_object_in_a_json_string() {
    let (host, outcome) = with(&[], |context| {
        context.SetUserAttribute("tokens", 7);
        context.SetUserAttribute("model", "<a> \"b\"");
        context.SetUserAttribute("bytes", b"ab".to_vec());
        context.WriteUserAttributeToLog()
    });
    assert_eq!(outcome, None);
    let expected = r#"set custom_log {\"bytes\":\"YWI=\",\"model\":\"\\u003ca\\u003e \\\"b\\\"\",\"tokens\":7}"#;
    assert_eq!(host.take_calls(), [expected]);
}

#[test]
fn what_stands_there_is_kept_where_it_is_not_overwritten() {
    let before = r#"{\"a\":9007199254740993,\"b\":[1e21]}"#;
    let (host, outcome) = with(&[("ai_log", before)], |context| {
        context.SetUserAttribute("c", true);
        context.WriteUserAttributeToLogWithKey("ai_log")
    });
    assert_eq!(outcome, None);
    assert_eq!(
        host.take_calls(),
        [r#"set ai_log {\"a\":9007199254740992,\"b\":[1e+21],\"c\":true}"#]
    );
}

#[test]
fn what_is_no_object_in_a_string_is_an_error_and_stays() {
    for (before, raw, fault) in [
        (
            r#"{"a":1}"#,
            Some("invalid character 'a' after top-level value"),
            "unexpected end of JSON input",
        ),
        (
            "[1]",
            None,
            "json: cannot unmarshal array into Go value of type map[string]interface {}",
        ),
        (
            "{1",
            None,
            "invalid character '1' looking for beginning of object key string",
        ),
    ] {
        let (host, outcome) = with(&[(CustomLogKey, before)], |context| context.WriteUserAttributeToLog());
        assert_eq!(outcome.unwrap().text(), fault);
        let mut expected = Vec::new();
        if let Some(raw) = raw {
            let text = format!("Error failed to unmarshal json string, raw string is: \"{before}\", err is: {raw}");
            expected.push(text);
        }
        let overwrite = format!("Unmarshal failed, will overwrite custom_log, pre value is: {before}");
        expected.push(format!("Warn [a] [nil] [nil] {overwrite}"));
        assert_eq!(host.take_log(), expected);
        assert_eq!(host.take_calls(), [""; 0]);
    }
}

#[test]
fn null_takes_no_attributes_in_go_and_becomes_an_object_here() {
    let null = [(CustomLogKey, "null")];
    let (host, outcome) = with(&null, |context| {
        context.SetUserAttribute("a", 1);
        context.WriteUserAttributeToLog()
    });
    assert_eq!(outcome, None);
    assert_eq!(host.take_log(), ["Critical assignment to entry in nil map"]);
    assert_eq!(host.take_calls(), [r#"set custom_log {\"a\":1}"#]);

    let (host, outcome) = with(&null, |context| context.WriteUserAttributeToLog());
    assert_eq!(outcome, None);
    assert_eq!(host.take_log(), [""; 0]);
    assert_eq!(host.take_calls(), ["set custom_log null"]);
}

#[test]
fn what_json_has_nothing_for_makes_the_whole_empty() {
    let (host, outcome) = with(&[], |context| {
        context.SetUserAttribute("a", f64::NAN);
        context.WriteUserAttributeToLog()
    });
    assert_eq!(outcome.unwrap().text(), "data must not be empty");
    let line = "failed to set custom_log in filter state, raw is , err is data must not be empty";
    assert_eq!(host.take_log(), [format!("Warn [a] [nil] [nil] {line}")]);
}

#[test]
fn attributes_become_tags_of_the_trace() {
    let (host, outcome) = with(&[], |context| {
        context.SetUserAttribute("empty", "");
        context.SetUserAttribute("number", 1e21);
        context.SetUserAttribute("text", "t");
        context.WriteUserAttributeToTrace()
    });
    assert_eq!(outcome, None);
    assert_eq!(
        host.take_calls(),
        ["set trace_span_tag.number 1e+21", "set trace_span_tag.text t"]
    );
    let line =
        "Failed to set trace attribute - trace_span_tag.empty: , error message: value of trace_span_tag.empty is empty";
    assert_eq!(host.take_log(), [format!("Warn [a] [nil] [nil] {line}")]);
}

#[test]
fn a_map_of_attributes_is_shared_with_who_gave_it() {
    with(&[], |context| {
        assert!(context.GetUserAttribute("a").is_nil());
        let map = UserAttributes::from([("a", 1)]);
        context.SetUserAttributeMap(map.clone());
        context.SetUserAttribute("b", 2);
        map.borrow_mut().insert("c".into(), 3.into());
        assert_eq!(context.GetUserAttribute("c"), Any::Int(3));
        assert_eq!(context.GetUserAttributeMap().borrow().len(), 3);
        assert_eq!(map.borrow().len(), 3);
        None
    });
}
