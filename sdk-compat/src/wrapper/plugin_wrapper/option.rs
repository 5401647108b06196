//! The options of `SetCtx`: handlers and settings. They infer the configuration type from the handlers they are given.

use super::vm::Setting;
use super::{CommonVmCtx, HttpContext, PluginContext};
use crate::log::{self, Log};
use crate::types::Action;
use crate::{Config, Error, gjson, go};

/// One handler or setting of a plugin.
pub struct CtxOption<C>(Box<Apply<C>>);

type Apply<C> = dyn FnOnce(&mut CommonVmCtx<C>);

impl<C> CtxOption<C> {
    fn new(apply: impl FnOnce(&mut CommonVmCtx<C>) + 'static) -> Self {
        CtxOption(Box::new(apply))
    }
}

#[go]
impl<C> CtxOption<C> {
    /// Sets in `vm` what this option is about.
    pub fn Apply(self, vm: &mut CommonVmCtx<C>) {
        (self.0)(vm);
    }
}

/// Parses the configuration, and every rule of it. A plugin refuses to start when the parser returns an error.
#[go]
pub fn ParseConfig<C: 'static>(parse: impl Fn(gjson::Result, &mut C) -> Result<(), Error> + 'static) -> CtxOption<C> {
    ParseConfigBy(move |json, config, _| parse(json, config))
}

/// [`ParseConfig`] for a parser that also takes the log.
#[go]
pub fn ParseConfigBy<C: 'static>(
    parse: impl Fn(gjson::Result, &mut C, Log) -> Result<(), Error> + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.parse_config = Some(Box::new(move |_, raw, config, log| {
            parse(gjson::Parse(raw), config, log)
        }));
    })
}

/// [`ParseConfig`] for a parser that also takes the context of the plugin.
#[go]
pub fn ParseConfigWithContext<C: 'static>(
    parse: impl Fn(PluginContext, gjson::Result, &mut C) -> Result<(), Error> + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.parse_config = Some(Box::new(move |context, raw, config, _| {
            parse(context.clone(), gjson::Parse(raw), config)
        }));
    })
}

/// [`ParseConfig`] for a parser that takes the text of the configuration.
#[go]
pub fn ParseRawConfig<C: 'static>(parse: impl Fn(&[u8], &mut C) -> Result<(), Error> + 'static) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.parse_config = Some(Box::new(move |_, raw, config, _| parse(raw, config)));
    })
}

/// Parses the configuration with one function and its rules with another, which also gets the parsed configuration above
/// the rules; when there is none, a default one.
#[go]
pub fn ParseOverrideConfig<C: 'static>(
    parse: impl Fn(gjson::Result, &mut C) -> Result<(), Error> + 'static,
    parse_rule: impl Fn(gjson::Result, Config<C>, &mut C) -> Result<(), Error> + 'static,
) -> CtxOption<C> {
    ParseOverrideConfigBy(
        move |json, config, _| parse(json, config),
        move |json, global, config, _| parse_rule(json, global, config),
    )
}

/// [`ParseOverrideConfig`] for parsers that also take the log.
#[go]
pub fn ParseOverrideConfigBy<C: 'static>(
    parse: impl Fn(gjson::Result, &mut C, Log) -> Result<(), Error> + 'static,
    parse_rule: impl Fn(gjson::Result, Config<C>, &mut C, Log) -> Result<(), Error> + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        ParseConfigBy(parse).Apply(vm);
        vm.parse_rule_config = Some(Box::new(move |raw, global, config, log| {
            parse_rule(gjson::Parse(raw), global, config, log)
        }));
    })
}

/// [`ParseOverrideConfig`] for parsers that take the text of the configuration.
#[go]
pub fn ParseOverrideRawConfig<C: 'static>(
    parse: impl Fn(&[u8], &mut C) -> Result<(), Error> + 'static,
    parse_rule: impl Fn(&[u8], Config<C>, &mut C) -> Result<(), Error> + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        ParseRawConfig(parse).Apply(vm);
        vm.parse_rule_config = Some(Box::new(move |raw, global, config, _| parse_rule(raw, global, config)));
    })
}

/// Runs before the configuration is read, at start and whenever it changes. An error refuses the start.
#[go]
pub fn PrePluginStartOrReload<C>(hook: impl Fn(PluginContext) -> Result<(), Error> + 'static) -> CtxOption<C> {
    CtxOption::new(|vm| vm.pre_plugin_start_or_reload = Some(Box::new(move |context| hook(context.clone()))))
}

/// Called with the request headers.
#[go]
pub fn ProcessRequestHeaders<C: 'static>(handler: impl Fn(HttpContext, Config<C>) -> Action + 'static) -> CtxOption<C> {
    ProcessRequestHeadersBy(move |context, config, _| handler(context, config))
}

/// [`ProcessRequestHeaders`] for a handler that also takes the log.
#[go]
pub fn ProcessRequestHeadersBy<C>(handler: impl Fn(HttpContext, Config<C>, Log) -> Action + 'static) -> CtxOption<C> {
    CtxOption::new(|vm| vm.on_request_headers = Some(Box::new(handler)))
}

/// Called with the whole request body, once it is there; not for a body without data.
#[go]
pub fn ProcessRequestBody<C: 'static>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>) -> Action + 'static,
) -> CtxOption<C> {
    ProcessRequestBodyBy(move |context, config, body, _| handler(context, config, body))
}

/// [`ProcessRequestBody`] for a handler that also takes the log.
#[go]
pub fn ProcessRequestBodyBy<C>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>, Log) -> Action + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.on_request_body = Some(Box::new(move |stream, config, size, last| {
            stream.whole_request_body(&handler, config, size, last)
        }));
    })
}

/// Called with every chunk of the request body and whether it is the last; what the handler returns takes its place.
#[go]
pub fn ProcessStreamingRequestBody<C: 'static>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>, bool) -> Vec<u8> + 'static,
) -> CtxOption<C> {
    ProcessStreamingRequestBodyBy(move |context, config, chunk, last, _| handler(context, config, chunk, last))
}

/// [`ProcessStreamingRequestBody`] for a handler that also takes the log.
#[go]
pub fn ProcessStreamingRequestBodyBy<C>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>, bool, Log) -> Vec<u8> + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.on_streaming_request_body = Some(Box::new(move |stream, config, size, last| {
            stream.request_chunk(&handler, config, size, last)
        }));
    })
}

/// Called with the response headers.
#[go]
pub fn ProcessResponseHeaders<C: 'static>(
    handler: impl Fn(HttpContext, Config<C>) -> Action + 'static,
) -> CtxOption<C> {
    ProcessResponseHeadersBy(move |context, config, _| handler(context, config))
}

/// [`ProcessResponseHeaders`] for a handler that also takes the log.
#[go]
pub fn ProcessResponseHeadersBy<C>(handler: impl Fn(HttpContext, Config<C>, Log) -> Action + 'static) -> CtxOption<C> {
    CtxOption::new(|vm| vm.on_response_headers = Some(Box::new(handler)))
}

/// Called with the whole response body, once it is there; not for a body without data.
#[go]
pub fn ProcessResponseBody<C: 'static>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>) -> Action + 'static,
) -> CtxOption<C> {
    ProcessResponseBodyBy(move |context, config, body, _| handler(context, config, body))
}

/// [`ProcessResponseBody`] for a handler that also takes the log.
#[go]
pub fn ProcessResponseBodyBy<C>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>, Log) -> Action + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.on_response_body = Some(Box::new(move |stream, config, size, last| {
            stream.whole_response_body(&handler, config, size, last)
        }));
    })
}

/// Called with every chunk of the response body and whether it is the last; what the handler returns takes its place.
#[go]
pub fn ProcessStreamingResponseBody<C: 'static>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>, bool) -> Vec<u8> + 'static,
) -> CtxOption<C> {
    ProcessStreamingResponseBodyBy(move |context, config, chunk, last, _| handler(context, config, chunk, last))
}

/// [`ProcessStreamingResponseBody`] for a handler that also takes the log.
#[go]
pub fn ProcessStreamingResponseBodyBy<C>(
    handler: impl Fn(HttpContext, Config<C>, Vec<u8>, bool, Log) -> Vec<u8> + 'static,
) -> CtxOption<C> {
    CtxOption::new(|vm| {
        vm.on_streaming_response_body = Some(Box::new(move |stream, config, size, last| {
            stream.response_chunk(&handler, config, size, last)
        }));
    })
}

/// Called when the stream is over.
#[go]
pub fn ProcessStreamDone<C: 'static>(handler: impl Fn(HttpContext, Config<C>) + 'static) -> CtxOption<C> {
    ProcessStreamDoneBy(move |context, config, _| handler(context, config))
}

/// [`ProcessStreamDone`] for a handler that also takes the log.
#[go]
pub fn ProcessStreamDoneBy<C>(handler: impl Fn(HttpContext, Config<C>, Log) + 'static) -> CtxOption<C> {
    CtxOption::new(|vm| vm.on_stream_done = Some(Box::new(handler)))
}

/// Makes `logger` the log of the plugin and of the package `log`.
#[go]
pub fn WithLogger<C>(logger: Log) -> CtxOption<C> {
    CtxOption::new(move |vm| {
        log::SetPluginLog(logger);
        vm.log = logger;
    })
}

/// Turns safe logging on, for the whole VM: see `log::UnsafeInfo`.
#[go]
pub fn EnableSafeLog<C>() -> CtxOption<C> {
    CtxOption::new(|_| log::SetSafeLogEnabled(true))
}

/// Asks the host for a fresh VM after this many requests; 0: never.
#[go]
pub fn WithRebuildAfterRequests<C>(request_count: u64) -> CtxOption<C> {
    CtxOption::new(move |vm| {
        vm.rebuild_after_requests = Setting::new(request_count, CommonVmCtx::count_request);
        vm.request_count.set(0);
    })
}

/// Asks the host for a fresh VM once this one has so many bytes of memory; 0: never.
#[go]
pub fn WithRebuildMaxMemBytes<C>(memory_size: u64) -> CtxOption<C> {
    CtxOption::new(move |vm| vm.rebuild_max_mem = Setting::new(memory_size, CommonVmCtx::check_memory))
}

/// Limits the requests that the host takes up in one turn of its event loop, for all plugins; 0: not set.
#[go]
pub fn WithMaxRequestsPerIoCycle<C>(max_requests: u64) -> CtxOption<C> {
    CtxOption::new(move |vm| {
        vm.max_requests_per_io_cycle = Setting::new(max_requests, CommonVmCtx::limit_requests_per_io_cycle)
    })
}
