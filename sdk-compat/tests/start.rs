//! How a plugin starts: what it reads, what it accepts, and what it says.

mod support;

use std::rc::Rc;

use sdk_compat::log::Log;
use sdk_compat::wrapper::{self, CtxOption, PluginContext};
use sdk_compat::{Config, Error, Str, gjson, log};
use support::{ROOT, TestHost};

/// What the parser was given, and a word of it.
#[derive(Default)]
struct Words {
    word: Str,
}

fn parse(json: gjson::Result, config: &mut Words, log: Log) -> Result<(), Error> {
    log.Info([b"parse ", json.Raw.as_bytes()].concat());
    config.word = json.Get("word").String();
    match config.word == "bad" {
        true => Err(Error::new("bad word")),
        false => Ok(()),
    }
}

fn install(options: Vec<CtxOption<Words>>) -> Rc<TestHost> {
    let host = TestHost::install();
    wrapper::SetCtx("words", std::iter::once(wrapper::ParseConfigBy(parse)).chain(options));
    host
}

#[track_caller]
fn starts(configuration: &str, expected: &[&str]) {
    check(configuration, true, expected);
}

#[track_caller]
fn refuses(configuration: &str, expected: &[&str]) {
    check(configuration, false, expected);
}

#[track_caller]
fn check(configuration: &str, accepted: bool, expected: &[&str]) {
    let host = install(vec![]);
    assert_eq!(host.start(configuration), accepted, "{configuration}");
    assert_eq!(host.take_log(), expected, "{configuration}");
}

const OK: &str = "Info [words] [nil] [nil] plugin start successfully";
const FAILED: &str = "Error [words] [nil] [nil] plugin start failed";

#[test]
fn a_configuration_is_parsed() {
    starts(
        r#"{"word":"a"}"#,
        &[r#"Info [words] [nil] [nil] parse {"word":"a"}"#, OK],
    );
}

#[test]
fn an_empty_configuration_is_parsed_as_no_value_at_all() {
    let warning = "Warn [words] [nil] [nil] config is empty, but has ParseConfigFunc";
    starts("", &[warning, "Info [words] [nil] [nil] parse ", OK]);
}

#[test]
fn json_that_is_no_object_is_parsed_too() {
    for configuration in ["null", "123", r#""s""#, "[1,2]", "{}"] {
        starts(
            configuration,
            &[&format!("Info [words] [nil] [nil] parse {configuration}"), OK],
        );
    }
}

#[test]
fn what_is_no_json_is_refused_with_its_text() {
    let warning = "Warn [words] [nil] [nil] the plugin configuration is not a valid json: {word}";
    refuses("{word}", &[warning]);
}

#[test]
fn an_error_of_the_parser_refuses_the_start() {
    let warning = "Warn [words] [nil] [nil] parse rule config failed: parse config failed, no valid rules; global config \
                   parse error:bad word";
    refuses(
        r#"{"word":"bad"}"#,
        &[r#"Info [words] [nil] [nil] parse {"word":"bad"}"#, warning, FAILED],
    );
}

#[test]
fn the_id_goes_to_the_log_and_not_to_the_parser() {
    starts(
        r#"{"_plugin_id_":"p1","word":"a"}"#,
        &[
            r#"Info [words] [p1] [nil] parse {"word":"a"}"#,
            "Info [words] [p1] [nil] plugin start successfully",
        ],
    );
    starts(
        r#"{"_plugin_id_":77}"#,
        &[
            "Info [words] [77] [nil] parse {}",
            "Info [words] [77] [nil] plugin start successfully",
        ],
    );
}

#[test]
fn a_plugin_without_parser_needs_a_configuration_type_without_fields() {
    let host = TestHost::install();
    wrapper::SetCtx::<()>("none", []);
    assert!(host.start(""));
    assert_eq!(host.take_log(), ["Info [none] [nil] [nil] plugin start successfully"]);

    let refused = std::panic::catch_unwind(|| wrapper::SetCtx::<Words>("none", []));
    let message = refused.unwrap_err().downcast::<&str>().unwrap();
    assert_eq!(*message, "the `parseConfig` is missing in NewCommonVmCtx's arguments");
}

#[test]
fn the_last_of_two_parsers_counts() {
    let host = install(vec![wrapper::ParseRawConfig(|bytes, config: &mut Words| {
        config.word = Str::copy_of(bytes);
        Ok(())
    })]);
    assert!(host.start(r#"{"word":"bad"}"#));
    assert_eq!(host.take_log(), [OK]);
}

#[test]
fn the_hook_before_the_start_can_refuse_it() {
    let hook = |_: PluginContext| {
        log::Info("hook");
        Err(Error::new("not today"))
    };
    let host = install(vec![wrapper::PrePluginStartOrReload(hook)]);
    assert!(!host.start("{}"));
    let expected = [
        "Info [words] [nil] [nil] hook",
        "Error [words] [nil] [nil] prePluginStartOrReload hook failed: not today",
    ];
    assert_eq!(host.take_log(), expected);
}

#[test]
fn the_limit_per_io_cycle_goes_to_the_host() {
    let host = install(vec![wrapper::WithMaxRequestsPerIoCycle(258)]);
    assert!(host.start("{}"));
    assert_eq!(
        host.take_calls(),
        ["set_global_max_requests_per_io_cycle [2, 1, 0, 0, 0, 0, 0, 0]"]
    );
    assert_eq!(
        host.take_log()[0],
        "Info [words] [nil] [nil] set global max requests per IO cycle to 258"
    );
}

#[test]
fn functions_registered_by_a_parser_run_with_the_ticks() {
    let hook = |_: PluginContext| {
        wrapper::RegisterTickFunc(100, || log::Info("lost"));
        Ok(())
    };
    let parser = |_: gjson::Result, _: &mut Words| {
        wrapper::RegisterTickFunc(200, || log::Info("tick"));
        Ok(())
    };
    let host = install(vec![
        wrapper::PrePluginStartOrReload(hook),
        wrapper::ParseConfig(parser),
    ]);
    assert!(host.start("{}"));
    assert_eq!(host.take_calls(), ["tick 100"]);
    host.take_log();
    for (milliseconds, runs) in [(1_000, 1), (1_100, 0), (1_200, 1), (1_399, 0), (1_400, 1)] {
        host.now.set(milliseconds * 1_000_000);
        sdk_compat::host::callbacks::on_tick(ROOT);
        assert_eq!(host.take_log().len(), runs, "at {milliseconds} ms");
    }
}

#[test]
fn a_rule_parser_gets_what_was_parsed_above_the_rules() {
    let parse_rule = |json: gjson::Result, global: Config<Words>, config: &mut Words, log: Log| {
        log.Info([b"rule over ", global.word.as_bytes()].concat());
        config.word = json.Get("word").String();
        Ok(())
    };
    let host = install(vec![wrapper::ParseOverrideConfigBy(parse, parse_rule)]);
    assert!(host.start(r#"{"word":"a","_rules_":[{"_match_route_":["r"],"word":"b"}]}"#));
    assert_eq!(host.take_log()[1], "Info [words] [nil] [nil] rule over a");
}
