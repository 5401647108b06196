//! The port of `go-reference/redis-demo/main_test.go`. Go's lists of subtests are the functions under `#[test]` here.

use sdk_compat::{Str, headers, test, types};

const CONFIG: &str = r#"{"serviceName": "redis.static", "qpm": 2}"#;

fn request() -> Vec<[Str; 2]> {
    headers![
        [":authority", "a.com"],
        [":method", "GET"],
        [":path", "/"],
        [":scheme", "http"]
    ]
    .to_vec()
}

fn new_host(config: &str) -> test::TestHost {
    let (host, status) = test::NewTestHost(config);
    assert_eq!(status, types::OnPluginStartStatusOK);
    host
}

#[test]
fn chooses_the_port() {
    for (config, cluster) in [
        (r#""serviceName": "redis.static""#, "outbound|80||redis.static"),
        (r#""serviceName": "redis.dns""#, "outbound|6379||redis.dns"),
        (
            r#""serviceName": "redis.dns", "servicePort": 7000"#,
            "outbound|7000||redis.dns",
        ),
    ] {
        let host = new_host(&format!(r#"{{"qpm": 1, {config}}}"#));
        host.CallOnHttpRequestHeaders(&request(), &[]);
        assert_eq!(host.GetRedisCalloutAttributes()[0].Upstream, cluster);
        host.Reset();
    }
}

#[test]
fn refuses_what_is_incomplete() {
    let no_valid_rules = "parse config failed, no valid rules; global config parse error:";
    for (config, error) in [
        (r#"{"qpm": 1}"#, "missing serviceName in config"),
        (r#"{"serviceName": "redis.static"}"#, "missing or invalid qpm in config"),
        (
            r#"{"serviceName": "redis.static", "qpm": -1}"#,
            "missing or invalid qpm in config",
        ),
    ] {
        let (host, status) = test::NewTestHost(config);
        assert_eq!(status, types::OnPluginStartStatusFailed, "{config}");
        let expected = format!("[redis-demo] [nil] [nil] parse rule config failed: {no_valid_rules}{error}");
        assert!(host.GetWarnLogs().contains(&expected.into()));
        host.Reset();
    }
}

/// The Redis command that waits for its reply.
fn command(host: &test::TestHost) -> String {
    let calls = host.GetRedisCalloutAttributes();
    assert_eq!(calls.len(), 1);
    String::from_utf8(calls[0].Query.clone()).unwrap()
}

#[test]
fn counts_first() {
    let host = new_host(CONFIG);
    let action = host.CallOnHttpRequestHeaders(&request(), &[]);
    assert_eq!(action, types::HeaderStopIteration);
    assert!(command(&host).starts_with("*2\r\n$4\r\nincr\r\n$10\r\n"));
    assert_eq!(host.GetHttpStreamAction(), types::ActionPause);
}

#[test]
fn ends_the_counter() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnRedisCall(0, test::CreateRedisRespInt(1));
    let query = command(&host);
    assert!(query.starts_with("*3\r\n$6\r\nexpire\r\n$10\r\n"));
    assert!(query.ends_with("\r\n$2\r\n60\r\n"));
    assert_eq!(host.GetHttpStreamAction(), types::ActionPause);

    host.CallOnRedisCall(0, test::CreateRedisRespInt(1));
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert!(host.GetRedisCalloutAttributes().is_empty());
    host.CompleteHttp();
}

#[test]
fn tells_what_is_left() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnRedisCall(0, test::CreateRedisRespInt(2));
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);

    host.CallOnHttpResponseHeaders(headers![[":status", "200"]], &[]);
    assert!(test::HasHeaderWithValue(
        &host.GetResponseHeaders(),
        "callTimeLeft",
        "0"
    ));
    let time_stamp = test::GetHeaderValue(&host.GetResponseHeaders(), "timeStamp").unwrap();
    assert_eq!(time_stamp.len(), 10);
    host.CompleteHttp();
}

#[test]
fn refuses_above_the_limit() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnRedisCall(0, test::CreateRedisRespInt(3));
    let response = host.GetLocalResponse().unwrap();
    assert_eq!(response.StatusCode, 429);
    assert_eq!(response.Data, b"Too many requests\n");
    assert!(test::HasHeaderWithValue(&response.Headers, "callTimeLeft", "0"));
    assert!(test::HasHeader(&response.Headers, "timeStamp"));
    assert_eq!(host.GetHttpStreamAction(), types::ActionPause);
}

#[test]
fn passes_without_redis() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnRedisCall(2, "");
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    assert_eq!(host.GetLocalResponse(), None);
    let expected = "[redis-demo] [nil] [test-request-id-default] redis incr failed: cannot connect to redis cluster";
    assert!(host.GetErrorLogs().contains(&expected.into()));
}

#[test]
fn passes_on_an_error() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnRedisCall(0, test::CreateRedisRespError("ERR value is not an integer"));
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    let expected = "[redis-demo] [nil] [test-request-id-default] redis incr failed: ERR value is not an integer";
    assert!(host.GetErrorLogs().contains(&expected.into()));

    host.CallOnHttpResponseHeaders(headers![[":status", "200"]], &[]);
    assert!(!test::HasHeader(&host.GetResponseHeaders(), "callTimeLeft"));
}

#[test]
fn passes_when_the_counter_does_not_end() {
    let host = new_host(CONFIG);
    host.CallOnHttpRequestHeaders(&request(), &[]);
    host.CallOnRedisCall(0, test::CreateRedisRespInt(1));
    host.CallOnRedisCall(0, test::CreateRedisRespError("READONLY"));
    assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    let expected = "[redis-demo] [nil] [test-request-id-default] redis expire failed: READONLY";
    assert!(host.GetErrorLogs().contains(&expected.into()));
}

#[test]
fn leaves_other_responses_alone() {
    let host = new_host(CONFIG);
    host.InitHttp();
    host.CallOnHttpResponseHeaders(headers![[":status", "400"]], &[]);
    assert_eq!(host.GetResponseHeaders(), headers![[":status", "400"]]);
}

/// Only here: Go's host has every cluster.
#[test]
fn lets_requests_pass_when_the_cluster_is_missing() {
    let host = new_host(CONFIG);
    host.remove_cluster("outbound|80||redis.static");
    assert_eq!(host.CallOnHttpRequestHeaders(&request(), &[]), types::HeaderContinue);
    let expected = "[redis-demo] [nil] [test-request-id-default] redis incr could not be dispatched: \
                    error status returned by host: bad argument";
    assert!(host.GetErrorLogs().contains(&expected.into()));
}
