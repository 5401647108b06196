//! Calls to HTTP services and to Redis: what reaches the host, what comes back, and what is logged.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use sdk_compat::host::{self, BufferType, Host, LogLevel, MapType, Status, callbacks};
use sdk_compat::types::ActionContinue;
use sdk_compat::wrapper::{self, FQDNCluster, HttpClient, RedisClient, RouteCluster, TargetCluster};
use sdk_compat::{Config, Str, args, headers, http};
use sdk_compat_abi::wire;

const ROOT: u32 = 1;
const STREAM: u32 = 2;
/// The id of every call, as the host has no random numbers but zeros.
const ID: &str = "00000000-0000-4000-8000-000000000000";

/// A host that records calls and answers them as a test says.
#[derive(Default)]
struct CallHost {
    log: RefCell<Vec<String>>,
    calls: RefCell<Vec<String>>,
    headers: RefCell<Vec<[&'static str; 2]>>,
    body: RefCell<Vec<u8>>,
    refuses_calls: Cell<bool>,
    refuses_access: Cell<bool>,
    token: Cell<u32>,
}

impl CallHost {
    fn next_token(&self) -> Result<u32, Status> {
        if self.refuses_calls.get() {
            return Err(Status::BAD_ARGUMENT);
        }
        self.token.set(self.token.get() + 1);
        Ok(self.token.get())
    }
}

impl Host for CallHost {
    fn log(&self, level: LogLevel, message: &[u8]) -> Status {
        self.log
            .borrow_mut()
            .push(format!("{level:?} {}", String::from_utf8_lossy(message)));
        Status::OK
    }

    fn http_call(&self, cluster: &[u8], headers: &[u8], body: &[u8], _: &[u8], timeout: u32) -> Result<u32, Status> {
        let shown = |range: std::ops::Range<usize>| headers[range].escape_ascii().to_string();
        let pairs = wire::decode_pairs(headers).map(|(name, value)| format!("{}={}", shown(name), shown(value)));
        let pairs: Vec<String> = pairs.collect();
        let (cluster, body) = (cluster.escape_ascii(), body.escape_ascii());
        self.calls
            .borrow_mut()
            .push(format!("{cluster} [{}] {body} {timeout}", pairs.join(" ")));
        self.next_token()
    }

    fn redis_init(&self, cluster: &[u8], username: &[u8], password: &[u8], timeout: u32) -> Status {
        let [cluster, username, password] = [cluster, username, password].map(<[u8]>::escape_ascii);
        self.calls
            .borrow_mut()
            .push(format!("init {cluster} {username} {password} {timeout}"));
        if self.refuses_access.get() {
            Status::BAD_ARGUMENT
        } else {
            Status::OK
        }
    }

    fn redis_call(&self, cluster: &[u8], query: &[u8]) -> Result<u32, Status> {
        self.calls
            .borrow_mut()
            .push(format!("{} {}", cluster.escape_ascii(), query.escape_ascii()));
        self.next_token()
    }

    fn get_header_map_pairs(&self, _: MapType) -> Result<Vec<u8>, Status> {
        if self.headers.borrow().is_empty() {
            return Err(Status::NOT_FOUND);
        }
        Ok(wire::encode_pairs(
            self.headers.borrow().iter().map(|[name, value]| (name, value)),
        ))
    }

    fn get_buffer_bytes(&self, buffer: BufferType, start: i32, length: i32) -> Result<Vec<u8>, Status> {
        match buffer {
            BufferType::HttpCallResponseBody | BufferType::RedisCallResponse => {
                assert_eq!((start, length as usize), (0, self.body.borrow().len()));
                Ok(self.body.borrow().clone())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn get_property(&self, path: &[u8]) -> Result<Vec<u8>, Status> {
        match path {
            b"cluster_name" => {
                self.calls.borrow_mut().push("property cluster_name".into());
                Ok(b"outbound|80||routed.dns".to_vec())
            }
            _ => Err(Status::NOT_FOUND),
        }
    }

    fn get_header_map_value(&self, _: MapType, key: &[u8]) -> Result<Vec<u8>, Status> {
        if key == b":authority" {
            Ok(b"client.com".to_vec())
        } else {
            Err(Status::NOT_FOUND)
        }
    }

    fn set_effective_context(&self, _: u32) -> Status {
        Status::OK
    }
}

/// Runs `act` in the request headers phase of a plugin, on a host that forgets what was before.
fn in_request(act: impl Fn() + 'static) -> Rc<CallHost> {
    let host = Rc::new(CallHost::default());
    host::install(Rc::clone(&host) as Rc<dyn Host>);
    let observed = Rc::clone(&host);
    let handler = move |_: wrapper::HttpContext, _: Config<()>| {
        observed.calls.take();
        act();
        ActionContinue
    };
    wrapper::SetCtx("caller", [wrapper::ProcessRequestHeaders(handler)]);
    callbacks::on_vm_start(0);
    callbacks::on_context_create(ROOT, 0);
    assert!(callbacks::on_configure(ROOT, 0));
    callbacks::on_context_create(STREAM, ROOT);
    host.log.take();
    callbacks::on_request_headers(STREAM, 1, true);
    host
}

fn echo() -> HttpClient {
    wrapper::NewClusterClient(FQDNCluster {
        FQDN: "echo.dns".into(),
        Port: 80,
        ..FQDNCluster::default()
    })
}

/// The messages of the log lines of a plugin without the prefix, and of the others as they are.
fn messages(host: &CallHost) -> Vec<String> {
    let lines = host.log.take();
    lines
        .iter()
        .map(|line| line.replace("[caller] [nil] [nil] ", "").replace(ID, "ID"))
        .collect()
}

#[test]
fn a_call_names_method_path_and_host_last_and_is_logged_as_go_syntax() {
    let host = in_request(|| {
        let headers = headers![
            [":path", "/own"],
            ["x-a", "1"],
            [":authority", "own"],
            ["x-b", "\"2\""],
            [":method", "PUT"]
        ];
        let failed = echo().Post("/a%20b?q=%20#f", headers, "line 1\nline 2", |_, _, _| {}, &[]);
        assert!(failed.is_none());
    });
    let sent = r#"outbound|80||echo.dns [x-a=1 x-b=\"2\" :method=POST :path=/a b?q=%20 :authority=echo.dns] line 1\nline 2 500"#;
    assert_eq!(host.calls.take(), [sent]);
    let logged = "Info http call start, id: ID, cluster: outbound|80||echo.dns, method: POST, url: /a%20b?q=%20#f, headers: \
                  [][2]string{[2]string{\"x-a\", \"1\"}, [2]string{\"x-b\", \"\\\"2\\\"\"}, [2]string{\":method\", \"POST\"}, \
                  [2]string{\":path\", \"/a b?q=%20\"}, [2]string{\":authority\", \"echo.dns\"}}, body: line 1\\nline 2, timeout: 500";
    assert_eq!(messages(&host), [logged]);
}

#[test]
fn the_host_comes_from_the_url_then_the_cluster_then_is_unknown() {
    let host = in_request(|| {
        let calls: [(HttpClient, &str); 4] = [
            (echo(), "http://user@a.com:8080"),
            (echo(), "p/q"),
            (
                wrapper::NewClusterClient(TargetCluster {
                    Cluster: "c".into(),
                    ..TargetCluster::default()
                }),
                "///x",
            ),
            (wrapper::NewClusterClient(RouteCluster::default()), "mailto:x"),
        ];
        for (client, url) in calls {
            client.get(url, &[], |_, _, _| {}, &[0, 7]);
        }
    });
    let expected = [
        "outbound|80||echo.dns [:method=GET :path=/ :authority=a.com:8080]  0",
        "outbound|80||echo.dns [:method=GET :path=/p/q :authority=echo.dns]  0",
        "c [:method=GET :path=///x :authority=unknownhost]  0",
        // Go asks for the name of the cluster twice: for the call and for the log.
        "property cluster_name",
        "outbound|80||routed.dns [:method=GET :path=/ :authority=client.com]  0",
        "property cluster_name",
    ];
    assert_eq!(host.calls.take(), expected);
}

#[test]
fn every_verb_sends_its_method() {
    let host = in_request(|| {
        let client = echo();
        client.Get("/", &[], |_, _, _| {}, &[]);
        client.Head("/", &[], |_, _, _| {}, &[]);
        client.Options("/", &[], |_, _, _| {}, &[]);
        client.Post("/", &[], "b", |_, _, _| {}, &[]);
        client.Put("/", &[], "b", |_, _, _| {}, &[]);
        client.Patch("/", &[], "b", |_, _, _| {}, &[]);
        client.Delete("/", &[], "b", |_, _, _| {}, &[]);
        client.Connect("/", &[], "b", |_, _, _| {}, &[]);
        client.Trace("/", &[], "b", |_, _, _| {}, &[]);
        client.Call("PURGE", "/", &[], "b", |_, _, _| {}, &[]);
        assert_eq!(client.ClusterName(), "outbound|80||echo.dns");
    });
    let calls: Vec<String> = host
        .calls
        .take()
        .iter()
        .filter_map(|call| call.split("[:method=").nth(1).map(String::from))
        .collect();
    let verbs = [
        "GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "TRACE", "PURGE",
    ];
    let expected = verbs.iter().enumerate().map(|(at, verb)| {
        let body = if at < 3 { "" } else { "b" };
        format!("{verb} :path=/ :authority=echo.dns] {body} 500")
    });
    assert_eq!(calls, expected.collect::<Vec<String>>());
}

#[test]
fn a_url_that_cannot_be_read_is_an_error_and_nothing_is_sent() {
    let host = in_request(|| {
        let failed = echo().Get("/%zz", &[], |_, _, _| panic!("called"), &[]).unwrap();
        assert_eq!(failed.text(), r#"parse "/%zz": invalid URL escape "%zz""#);
    });
    assert_eq!(messages(&host), ["Critical invalid rawURL:/%zz"]);
    assert!(!host.calls.take().iter().any(|call| call.contains("echo")));
}

#[test]
fn a_call_that_the_host_refuses_is_an_error_without_a_line() {
    let host = in_request(|| {});
    host.refuses_calls.set(true);
    let failed = echo().Get("/", &[], |_, _, _| panic!("called"), &[]).unwrap();
    assert_eq!(failed, sdk_compat::types::ErrorStatusBadArgument);
    assert!(messages(&host).is_empty());
}

#[test]
fn a_client_that_was_never_made_returns_errors() {
    assert!(HttpClient::default().Get("/", &[], |_, _, _| {}, &[]).is_some());
    assert!(RedisClient::default().Get("key", |_| {}).is_some());
    assert!(RedisClient::default().Init("", "", 0, &[]).is_some());
    assert!(!RedisClient::default().Ready());
}

/// What a callback was given.
type Answer = Rc<RefCell<Vec<(i64, http::Header, Vec<u8>)>>>;

/// A call that the host answers with these headers and this body.
fn answered(answer_headers: &[[&'static str; 2]], body: &str) -> (Answer, Vec<String>) {
    thread_local!(static ANSWER: Answer = Answer::default());
    ANSWER.with(|answer| answer.borrow_mut().clear());
    let host = in_request(|| {
        echo().Get(
            "/",
            &[],
            |code, headers, body| ANSWER.with(|answer| answer.borrow_mut().push((code, headers, body))),
            &[],
        );
    });
    host.log.take();
    host.headers.replace(answer_headers.to_vec());
    host.body.replace(body.into());
    callbacks::on_http_call_response(ROOT, host.token.get(), answer_headers.len(), body.len(), 0);
    (ANSWER.with(Rc::clone), messages(&host))
}

#[test]
fn an_answer_has_canonical_headers_with_the_status_among_them() {
    let (answer, log) = answered(
        &[[":status", "200"], ["x-token", "a"], ["x-token", "b"], ["x foo", "c"]],
        "two\nlines",
    );
    let (code, headers, body) = answer.take().pop().unwrap();
    assert_eq!((code, body.as_slice()), (http::StatusOK, &b"two\nlines"[..]));
    assert_eq!(headers.Get(":status"), "200");
    assert_eq!(headers.Values("X-TOKEN"), ["a", "b"]);
    let names = headers.keys();
    assert_eq!(names, [":status", "X-Token", "x foo"]);
    assert_eq!(
        log,
        ["Info http call end, id: ID, code: 200, normal: true, body: two\\nlines"]
    );
}

#[test]
fn no_answer_in_time_is_a_502_without_headers() {
    let (answer, log) = answered(&[], "");
    let (code, headers, body) = answer.take().pop().unwrap();
    assert_eq!((code, headers.len(), body.len()), (502, 0, 0));
    let expected = [
        "Debug body is empty",
        "Critical failed to get response headers: error status returned by host: not found",
        "Info http call end, id: ID, code: 502, normal: false, body: ",
    ];
    assert_eq!(log, expected);
}

#[test]
fn a_status_that_is_no_number_is_a_500() {
    let (answer, log) = answered(&[[":status", "2x"]], "b");
    assert_eq!(answer.take().pop().unwrap().0, 500);
    let expected = [
        r#"Error failed to parse status: strconv.Atoi: parsing "2x": invalid syntax"#,
        "Info http call end, id: ID, code: 500, normal: false, body: b",
    ];
    assert_eq!(log, expected);
}

fn redis() -> RedisClient {
    wrapper::NewRedisClusterClient(FQDNCluster {
        FQDN: "redis.static".into(),
        Port: 6379,
        ..FQDNCluster::default()
    })
}

/// The calls that are about Redis.
fn redis_calls(host: &CallHost) -> Vec<String> {
    let calls = host.calls.take();
    let calls = calls.iter().filter(|call| !call.starts_with("property"));
    calls
        .map(|call| call.replace("outbound|6379||redis.static", "REDIS"))
        .collect()
}

#[test]
fn nothing_is_sent_before_init() {
    let host = in_request(|| {});
    let failed = redis().Incr("key", |_| panic!("called")).unwrap();
    assert_eq!(failed.text(), "redis client is not ready, please call Init() first");
    assert!(redis_calls(&host).is_empty());
}

#[test]
fn init_tells_the_host_its_options_and_commands_go_to_the_plain_cluster() {
    let host = in_request(|| {});
    let client = redis();
    assert!(client.Init("user", "secret", 1000, &[]).is_none());
    client.Init(
        "",
        "",
        -1,
        &[
            wrapper::WithDataBase(3),
            wrapper::WithBufferFlushTimeout(Duration::from_micros(2900)),
        ],
    );
    client.Init("", "", 0, &[wrapper::WithMaxBufferSizeBeforeFlush(7)]);
    client.Init("", "", 0, &[wrapper::WithDisableBuffer()]);
    assert!(client.Ready());
    client.Get("key", |_| {});
    let expected = [
        "init REDIS?buffer_flush_timeout=3&max_buffer_size_before_flush=1024 user secret 1000",
        "init REDIS?db=3&buffer_flush_timeout=2&max_buffer_size_before_flush=1024   4294967295",
        "init REDIS?db=3&buffer_flush_timeout=2&max_buffer_size_before_flush=7   0",
        "init REDIS?db=3&buffer_flush_timeout=0&max_buffer_size_before_flush=0   0",
        r"REDIS *2\r\n$3\r\nget\r\n$3\r\nkey\r\n",
    ];
    assert_eq!(redis_calls(&host), expected);
    assert_eq!(
        messages(&host),
        ["Debug redis call start, request-id: ID, respQuery: KjINCiQzDQpnZXQNCiQzDQprZXkNCg=="]
    );
}

#[test]
fn a_failed_init_is_tried_again_with_the_next_command() {
    let host = in_request(|| {});
    let client = redis();
    host.refuses_access.set(true);
    assert!(client.Init("", "", 1000, &[]).is_none());
    assert!(!client.Ready());
    assert!(client.Incr("key", |_| panic!("called")).is_some());
    host.refuses_access.set(false);
    assert!(client.Incr("key", |_| {}).is_none());
    assert!(client.Ready());
    let expected = [
        "Warn failed to init redis: error status returned by host: bad argument, will retry later",
        "Error failed to re-authenticate redis: error status returned by host: bad argument",
        "Info redis re-authentication successful",
    ];
    assert_eq!(messages(&host)[..3], expected);
}

#[test]
fn commands_are_the_words_that_go_sends() {
    let host = in_request(|| {});
    let client = redis();
    client.Init("", "", 1000, &[]);
    redis_calls(&host);
    let map = || {
        [("b", 2), ("a", 1)]
            .map(|(key, value)| (Str::from(key), value.into()))
            .into_iter()
            .collect()
    };
    let keys = [Str::from("k1"), Str::from("k2")];
    client.Command(
        args!["a", b"ab".as_slice(), sdk_compat::Any::Nil, 1e21, 1e8, true],
        |_| {},
    );
    client.Eval("return 1", 2, args!["k1", "k2"], args![7, 1.5], |_| {});
    client.Expire("k", 60, |_| {});
    client.SetEx("k", 7, 60, |_| {});
    client.SetNX("k", "v", 0, |_| {});
    client.SetNX("k", "v", 5, |_| {});
    client.MGet(&keys, |_| {});
    client.MSet(&map(), |_| {});
    client.HMSet("k", &map(), |_| {});
    client.ZAdd("k", &map(), |_| {});
    client.IncrBy("k", -3, |_| {});
    client.LInsertBefore("k", "p", "v", |_| {});
    client.LInsertAfter("k", "p", "v", |_| {});
    client.LRange("k", 0, -1, |_| {});
    client.HIncrByFloat("k", "f", 0.25, |_| {});
    client.SAdd("k", args!["m", 1], |_| {});
    client.SDiffStore("d", "k1", "k2", |_| {});
    client.ZCount("k", "-inf", 5, |_| {});
    client.ZIncrBy("k", "m", 2.5, |_| {});
    client.ZRem("k", &keys, |_| {});
    let sent: Vec<String> = redis_calls(&host).iter().map(|call| words(call)).collect();
    let expected = [
        "a [97 98] <nil> 1e+21 1e+08 true",
        "eval return 1 2 k1 k2 7 1.5",
        "expire k 60",
        "set k 7 ex 60",
        "set k v nx",
        "set k v nx ex 5",
        "mget k1 k2",
        "mset a 1 b 2",
        "hmset k a 1 b 2",
        "zadd k 1 a 2 b",
        "incrby k -3",
        "linsert k before p v",
        "linsert k after p v",
        "lrange k 0 -1",
        "hincrbyfloat k f 0.25",
        "sadd k m 1",
        "sdiffstore d k1 k2",
        "zcount k -inf 5",
        "zincrby k 2.5 m",
        "zrem k k1 k2",
    ];
    assert_eq!(sent, expected);
}

/// The words of a recorded command.
fn words(call: &str) -> String {
    let parts: Vec<&str> = call.split(r"\r\n").collect();
    let words: Vec<&str> = parts[1..].chunks(2).filter_map(|pair| pair.get(1).copied()).collect();
    words.join(" ")
}

/// A host with a client that has sent `get key`, and what its callback is given.
fn asked() -> (Rc<CallHost>, RedisClient, Rc<RefCell<Vec<String>>>) {
    let host = in_request(|| {});
    let (client, replies) = (redis(), Rc::new(RefCell::new(Vec::new())));
    client.Init("", "", 1000, &[]);
    let seen = Rc::clone(&replies);
    client.Get("key", move |value| {
        seen.borrow_mut().push(format!("{} {}", value.Type(), value.String()))
    });
    host.log.take();
    redis_calls(&host);
    (host, client, replies)
}

fn reply(host: &CallHost, status: i32, body: &str) {
    host.body.replace(body.into());
    callbacks::on_redis_call_response(ROOT, host.token.get(), status, body.len());
}

#[test]
fn a_reply_reaches_the_callback_and_what_is_none_becomes_an_error_value() {
    for (status, body, value, line) in [
        (
            0,
            "$3\r\nabc\r\n+more\r\n",
            "BulkString abc",
            "Debug redis call end, request-id: ID, respQuery: ",
        ),
        (0, "*2\r\n$1\r\na\r\n:3\r\n", "Array [a 3]", "Debug redis call end, "),
        (
            1,
            "",
            "Error cannot connect to redis cluster",
            "Critical Error occurred while calling redis, it seems ",
        ),
        (
            0,
            "",
            "Error cannot get redis response",
            "Critical failed to get redis response body, request-id: ID, error: ",
        ),
        (
            0,
            "$3\r\na",
            "Error cannot read redis response",
            "Critical failed to read redis response body, request-id: ID, error: unexpected EOF",
        ),
        (0, "-WRONGTYPE x\r\n", "Error WRONGTYPE x", "Debug redis call end, "),
    ] {
        let (host, client, replies) = asked();
        reply(&host, status, body);
        assert_eq!(replies.take(), [value], "{body:?}");
        let log = messages(&host);
        assert!(log.len() == 1 && log[0].starts_with(line), "{log:?}");
        assert!(client.Ready());
    }
}

const NOAUTH: &str = "-NOAUTH Authentication required.\r\n";

#[test]
fn a_password_that_redis_forgot_is_given_again_and_the_command_repeated_once() {
    let (host, client, replies) = asked();
    reply(&host, 0, NOAUTH);
    assert!(replies.borrow().is_empty());
    let again = [
        "init REDIS?buffer_flush_timeout=3&max_buffer_size_before_flush=1024   1000",
        r"REDIS *2\r\n$3\r\nget\r\n$3\r\nkey\r\n",
    ];
    assert_eq!(redis_calls(&host), again);
    let log = messages(&host);
    let expected = [
        "Warn redis authentication required, request-id: ID, marking client as not ready and attempting re-authentication",
        "Info redis re-authentication successful",
        "Info redis re-authentication successful, retrying request, request-id: ID",
    ];
    assert_eq!(log[1..4], expected);
    reply(&host, 0, NOAUTH);
    assert_eq!(replies.take(), ["Error NOAUTH Authentication required."]);
    assert!(client.Ready() && redis_calls(&host).is_empty());
}

#[test]
fn a_password_is_given_again_as_it_was_when_the_command_was_sent() {
    let (host, client, _) = asked();
    client.Init("user", "secret", 2000, &[]);
    redis_calls(&host);
    reply(&host, 0, NOAUTH);
    let given = "init REDIS?buffer_flush_timeout=3&max_buffer_size_before_flush=1024   1000";
    assert_eq!(redis_calls(&host)[0], given);
}

#[test]
fn a_password_that_the_host_refuses_leaves_the_first_error() {
    let (host, client, replies) = asked();
    host.refuses_access.set(true);
    reply(&host, 0, NOAUTH);
    assert_eq!(replies.take(), ["Error NOAUTH Authentication required."]);
    assert!(!client.Ready());
    let expected =
        "Error redis re-authentication failed, request-id: ID, error: error status returned by host: bad argument";
    assert_eq!(messages(&host).last().unwrap(), expected);
}

#[test]
fn a_repeated_command_that_cannot_be_sent_leaves_the_first_error() {
    let (host, client, replies) = asked();
    host.refuses_calls.set(true);
    reply(&host, 0, NOAUTH);
    assert_eq!(replies.take(), ["Error NOAUTH Authentication required."]);
    assert!(client.Ready());
    let log = messages(&host);
    let expected = [
        "Critical redis call failed, request-id: ID, error: error status returned by host: bad argument",
        "Error redis retry dispatch failed, request-id: ID, error: error status returned by host: bad argument",
    ];
    assert_eq!(log[log.len() - 2..], expected);
}

#[test]
fn a_call_without_a_client_is_not_repeated() {
    let host = in_request(|| {});
    let replies = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&replies);
    let cluster = TargetCluster {
        Cluster: "c".into(),
        ..TargetCluster::default()
    };
    assert!(
        wrapper::RedisCall(&cluster, "*1\r\n$4\r\nPING\r\n", move |value| seen
            .borrow_mut()
            .push(value.String()))
        .is_none()
    );
    reply(&host, 0, NOAUTH);
    assert_eq!(replies.take(), ["NOAUTH Authentication required."]);
}
