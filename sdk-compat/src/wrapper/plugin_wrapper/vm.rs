//! The context of a VM: the plugin's name, handlers and settings.

use std::cell::{Cell, OnceCell};
use std::rc::{Rc, Weak};

use super::option::CtxOption;
use super::{CommonHttpCtx, CommonPluginCtx, HttpContext, PluginContext};
use crate::log::{self, Log};
use crate::types::{self, Action, DefaultPluginContext, DefaultVMContext, VMContext};
use crate::wrapper::DefaultLog;
use crate::{Config, Error, Str, args, go, proxywasm};

pub(super) type ParseHandler<C> = Box<dyn Fn(&PluginContext, &Str, &mut C, Log) -> Result<(), Error>>;
pub(super) type ParseRuleHandler<C> = Box<dyn Fn(&Str, Config<C>, &mut C, Log) -> Result<(), Error>>;
pub(super) type HeadersHandler<C> = Box<dyn Fn(HttpContext, Config<C>, Log) -> Action>;
/// Runs a body handler, given how many bytes the host has and whether they are the last.
pub(super) type BodyHandler<C> = Box<dyn Fn(&CommonHttpCtx<C>, Config<C>, i64, bool) -> Action>;
pub(super) type StreamDoneHandler<C> = Box<dyn Fn(HttpContext, Config<C>, Log)>;
pub(super) type StartHandler = Box<dyn Fn(&PluginContext) -> Result<(), Error>>;

/// A number that an option sets, and what it leads to: as the option names that code, only plugins that use it link it.
pub(super) struct Setting<C> {
    value: u64,
    act: fn(&CommonVmCtx<C>, u64),
}

impl<C> Setting<C> {
    /// None for 0, which turns every setting off.
    pub(super) fn new(value: u64, act: fn(&CommonVmCtx<C>, u64)) -> Option<Self> {
        (value != 0).then_some(Setting { value, act })
    }
}

/// The context of a VM: what the options of [`SetCtx`] set.
#[allow(non_snake_case)]
pub struct CommonVmCtx<C> {
    /// What Go embeds.
    pub DefaultVMContext: DefaultVMContext,
    this: Weak<Self>,
    /// A random id, made when it is first asked for.
    pub(super) vm_id: Rc<OnceCell<Str>>,
    pub(super) log: Log,
    pub(super) pre_plugin_start_or_reload: Option<StartHandler>,
    pub(super) parse_config: Option<ParseHandler<C>>,
    pub(super) parse_rule_config: Option<ParseRuleHandler<C>>,
    pub(super) on_request_headers: Option<HeadersHandler<C>>,
    pub(super) on_request_body: Option<BodyHandler<C>>,
    pub(super) on_streaming_request_body: Option<BodyHandler<C>>,
    pub(super) on_response_headers: Option<HeadersHandler<C>>,
    pub(super) on_response_body: Option<BodyHandler<C>>,
    pub(super) on_streaming_response_body: Option<BodyHandler<C>>,
    pub(super) on_stream_done: Option<StreamDoneHandler<C>>,
    pub(super) rebuild_after_requests: Option<Setting<C>>,
    pub(super) request_count: Cell<u64>,
    /// In bytes.
    pub(super) rebuild_max_mem: Option<Setting<C>>,
    pub(super) max_requests_per_io_cycle: Option<Setting<C>>,
}

/// Installs the plugin: its name, which its log lines begin with, and its handlers and settings. Called from `init`.
///
/// A later option overrides an earlier one. A configuration type with fields needs a parser; without one this panics.
#[go]
pub fn SetCtx<C: Default + 'static>(plugin_name: impl Into<Str>, options: impl IntoIterator<Item = CtxOption<C>>) {
    proxywasm::SetVMContext(NewCommonVmCtx(plugin_name, options));
}

/// [`SetCtx`] without a log: lines are lost, and said to be, unless one of the options is `WithLogger`.
#[go]
pub fn SetCtxWithOptions<C: Default + 'static>(
    plugin_name: impl Into<Str>,
    options: impl IntoIterator<Item = CtxOption<C>>,
) {
    proxywasm::SetVMContext(NewCommonVmCtxWithOptions(plugin_name, options));
}

/// What [`SetCtx`] installs.
///
/// # Panics
/// When a configuration type with fields has no parser.
#[go]
pub fn NewCommonVmCtx<C: Default + 'static>(
    plugin_name: impl Into<Str>,
    options: impl IntoIterator<Item = CtxOption<C>>,
) -> Rc<CommonVmCtx<C>> {
    let name = plugin_name.into();
    let log = Log::new(DefaultLog::new(name.clone()));
    NewCommonVmCtxWithOptions(name, std::iter::once(super::WithLogger(log)).chain(options))
}

/// What [`SetCtxWithOptions`] installs.
///
/// # Panics
/// When a configuration type with fields has no parser.
#[go]
pub fn NewCommonVmCtxWithOptions<C: Default + 'static>(
    plugin_name: impl Into<Str>,
    options: impl IntoIterator<Item = CtxOption<C>>,
) -> Rc<CommonVmCtx<C>> {
    // The name is for the log, which has it already.
    let _: Str = plugin_name.into();
    let mut vm = CommonVmCtx::new();
    for option in options {
        option.Apply(&mut vm);
    }
    let needs_parser = size_of::<C>() != 0 && vm.parse_config.is_none();
    assert!(
        !needs_parser,
        "the `parseConfig` is missing in NewCommonVmCtx's arguments"
    );
    Rc::new_cyclic(|this| {
        vm.this = Weak::clone(this);
        vm
    })
}

impl<C> CommonVmCtx<C> {
    fn new() -> Self {
        CommonVmCtx {
            DefaultVMContext,
            this: Weak::new(),
            vm_id: Rc::default(),
            log: Log::NONE,
            pre_plugin_start_or_reload: None,
            parse_config: None,
            parse_rule_config: None,
            on_request_headers: None,
            on_request_body: None,
            on_streaming_request_body: None,
            on_response_headers: None,
            on_response_body: None,
            on_streaming_response_body: None,
            on_stream_done: None,
            rebuild_after_requests: None,
            request_count: Cell::new(0),
            rebuild_max_mem: None,
            max_requests_per_io_cycle: None,
        }
    }

    /// Whether a handler runs for requests.
    pub(super) fn sees_requests(&self) -> bool {
        self.on_request_headers.is_some() || self.on_request_body.is_some() || self.on_streaming_request_body.is_some()
    }

    /// Whether a handler runs from the response headers on.
    pub(super) fn sees_responses(&self) -> bool {
        self.on_response_headers.is_some()
            || self.on_response_body.is_some()
            || self.on_streaming_response_body.is_some()
            || self.on_stream_done.is_some()
    }

    pub(super) fn log(&self) -> Log {
        self.log
    }

    /// Does what `setting` leads to.
    pub(super) fn act_on(&self, setting: &Option<Setting<C>>) {
        if let Some(Setting { value, act }) = setting {
            act(self, *value);
        }
    }
}

impl<C: Default + 'static> VMContext for CommonVmCtx<C> {
    fn NewPluginContext(&self, _: u32) -> Rc<dyn types::PluginContext> {
        match self.this.upgrade() {
            Some(vm) => CommonPluginCtx::new(vm),
            None => Rc::new(DefaultPluginContext),
        }
    }
}

/// What the settings lead to.
impl<C> CommonVmCtx<C> {
    /// Counts a request, and asks for a fresh VM when there have been enough.
    pub(super) fn count_request(&self, most: u64) {
        let count = self.request_count.get() + 1;
        self.request_count.set(count);
        if count >= most {
            ask_for_rebuild();
            self.log().Debugf(
                "Plugin reached rebuild threshold after %d requests, rebuild flag set",
                args![count],
            );
            self.request_count.set(0);
        }
    }

    /// Asks for a fresh VM when this one has too much memory.
    pub(super) fn check_memory(&self, most: u64) {
        let data = match proxywasm::GetProperty(&["plugin_vm_memory"]) {
            Ok(data) => data,
            Err(error) => return self.log().Debugf("Failed to get VM memory: %v", args![error]),
        };
        let Ok(size) = data.try_into().map(u64::from_le_bytes) else {
            return;
        };
        let megabytes = size as f64 / (1024.0 * 1024.0);
        self.log()
            .Debugf("Current VM memory usage: %d bytes (%.2f MB)", args![size, megabytes]);
        if size >= most {
            ask_for_rebuild();
            let format = "Plugin reached rebuild memory threshold: %d bytes (%.2f MB), rebuild flag set";
            self.log().Debugf(format, args![size, megabytes]);
        }
    }

    /// Limits what the host takes up in one turn of its event loop.
    pub(super) fn limit_requests_per_io_cycle(&self, most: u64) {
        match proxywasm::CallForeignFunction("set_global_max_requests_per_io_cycle", most.to_le_bytes()) {
            Ok(_) => log::Infof("set global max requests per IO cycle to %d", args![most]),
            Err(error) => {
                let text = [b"set global max requests failed: ", error.text().as_bytes()].concat();
                let error = Error::wrapping(text, error);
                log::Warnf("set global max requests per IO cycle failed: %v", args![error]);
            }
        }
    }
}

fn ask_for_rebuild() {
    proxywasm::SetProperty(&["wasm_need_rebuild"], "true");
}
