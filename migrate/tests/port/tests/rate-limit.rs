//! The tests of the Go plugin.

use sdk_compat::encoding::json;
use sdk_compat::go::Global;
use sdk_compat::go::Pair;
use sdk_compat::{Any, Str, go, headers, test, types};

thread_local! {
    static BASIC: go::Ptr<Vec<u8>> = go::Ptr::new((|| -> Vec<u8> {
let (data, _) = json::Marshal(go::Map::<Str, Any>::from([(Str::from("name"), Any::from("shop")), (Str::from("limits"), Any::from(go::Slice::from(Vec::<go::Map<Str, Any>>::from([go::Map::from([(Str::from("by"), Any::from("header")), (Str::from("name"), Any::from("x-user")), (Str::from("perMinute"), Any::from(2))])])))), (Str::from("showQuota"), Any::from(true)), (Str::from("redis"), Any::from(go::Map::<Str, Any>::from([(Str::from("service"), Any::from("redis.static")), (Str::from("port"), Any::from(80))])))])).pair();
data
})());
}

thread_local! {
    static FAIL_CLOSED: go::Ptr<Vec<u8>> = go::Ptr::new(r#"{
	"name": "shop",
	"limits": [{"by": "host", "perSecond": 1}],
	"failClosed": true,
	"redis": {"service": "redis.static"}
}"#.as_bytes().to_vec());
}

#[test]
fn test_on_http_request_headers() {
    let headers: go::Slice<[Str; 2]> = go::Slice::from([
        [Str::from(":authority"), Str::from("a.com")],
        [Str::from(":method"), Str::from("GET")],
        [Str::from(":path"), Str::from("/")],
        [Str::from("x-user"), Str::from("alice")],
    ]);
    test::subtest("within the limit", || {
        let (host, status) = test::NewTestHost(BASIC.get());
        assert_eq!(status, types::OnPluginStartStatusOK);
        assert_eq!(
            host.CallOnHttpRequestHeaders(&headers.borrow(), &[]),
            types::HeaderStopAllIterationAndWatermark
        );
        host.CallOnRedisCall(
            0,
            test::CreateRedisRespArray(&[Any::from(2), Any::from(1), Any::from(60)]),
        );
        assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
        host.CallOnHttpResponseHeaders(headers![[":status", "200"]], &[]);
        assert!(test::HasHeaderWithValue(
            &go::Slice::from(host.GetResponseHeaders()).borrow(),
            "x-ratelimit-remaining",
            "1"
        ));
        host.CompleteHttp();
    });
    test::subtest("over the limit", || {
        let (host, _) = test::NewTestHost(BASIC.get());
        host.CallOnHttpRequestHeaders(&headers.borrow(), &[]);
        host.CallOnRedisCall(
            0,
            test::CreateRedisRespArray(&[Any::from(2), Any::from(3), Any::from(17)]),
        );
        let response = host.GetLocalResponse();
        assert!(response.is_some());
        assert_eq!(response.as_ref().unwrap().StatusCode, 429);
        assert!(test::HasHeaderWithValue(
            &go::Slice::from(response.as_ref().unwrap().Headers.clone()).borrow(),
            "retry-after",
            "17"
        ));
    });
    test::subtest("nobody to count", || {
        let (host, _) = test::NewTestHost(BASIC.get());
        assert_eq!(
            host.CallOnHttpRequestHeaders(&headers.slice(..3).borrow(), &[]),
            types::HeaderContinue
        );
    });
    test::subtest("an answer that is none", || {
        let (host, _) = test::NewTestHost(BASIC.get());
        host.CallOnHttpRequestHeaders(&headers.borrow(), &[]);
        host.CallOnRedisCall(0, test::CreateRedisRespString("OK"));
        assert_eq!(host.GetHttpStreamAction(), types::ActionContinue);
    });
    test::subtest("without Redis nothing passes", || {
        let (host, _) = test::NewTestHost(FAIL_CLOSED.get());
        host.CallOnHttpRequestHeaders(&headers.borrow(), &[]);
        host.CallOnRedisCall(0, test::CreateRedisRespError("READONLY"));
        assert_eq!(host.GetLocalResponse().unwrap().StatusCode, 503);
    });
}
