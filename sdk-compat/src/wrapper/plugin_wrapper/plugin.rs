//! The context of one plugin configuration: its start, its parsed rules, its periodic functions.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::stream::CommonHttpCtx;
use super::tick::{TickFuncEntry, take_registered};
use super::{CommonVmCtx, plugin_id};
use crate::matcher::{Parsers, RuleMatcher};
use crate::types::{self, ErrorStatusNotFound, OnPluginStartStatus, OnPluginStartStatusFailed, OnPluginStartStatusOK};
use crate::{Any, Config, Error, Str, args, gjson, go, log, proxywasm};

/// How often the host ticks, in milliseconds.
const TICK_PERIOD: u32 = 100;

/// The context of a plugin, as its parsers get it.
#[derive(Clone, Default)]
pub struct PluginContext(Rc<PluginState>);

#[derive(Default)]
struct PluginState {
    user_context: RefCell<BTreeMap<Str, Any>>,
    rule_level_isolation: Cell<bool>,
}

#[go]
impl PluginContext {
    /// Keeps a value for as long as the plugin runs with this configuration.
    pub fn SetContext(&self, key: impl Into<Str>, value: impl Into<Any>) {
        let previous = self.0.user_context.borrow_mut().insert(key.into(), value.into());
        drop(previous);
    }

    /// The value kept under `key`; nil when there is none.
    pub fn GetContext(&self, key: impl AsRef<[u8]>) -> Any {
        self.0
            .user_context
            .borrow()
            .get(key.as_ref())
            .cloned()
            .unwrap_or_default()
    }

    /// Lets a rule that cannot be parsed be left out, or parsed as it last was, instead of refusing the whole
    /// configuration. To be called before the rules are parsed.
    pub fn EnableRuleLevelConfigIsolation(&self) {
        self.0.rule_level_isolation.set(true);
    }

    /// Whether [`Self::EnableRuleLevelConfigIsolation`] was called.
    pub fn IsRuleLevelConfigIsolation(&self) -> bool {
        self.0.rule_level_isolation.get()
    }

    /// Always empty, as in Go.
    pub fn GetFingerPrint(&self) -> Str {
        Str::default()
    }
}

pub(super) struct CommonPluginCtx<C> {
    pub(super) vm: Rc<CommonVmCtx<C>>,
    pub(super) matcher: RefCell<RuleMatcher<C>>,
    context: PluginContext,
    on_tick_funcs: RefCell<Vec<Rc<TickFuncEntry>>>,
}

impl<C: Default + 'static> CommonPluginCtx<C> {
    pub(super) fn new(vm: Rc<CommonVmCtx<C>>) -> Rc<Self> {
        Rc::new(CommonPluginCtx {
            vm,
            matcher: RefCell::default(),
            context: PluginContext::default(),
            on_tick_funcs: RefCell::default(),
        })
    }

    /// Starts the plugin; nothing when it refuses, which is logged by then.
    fn start(&self) -> Option<()> {
        self.run_start_hook()?;
        self.limit_requests_per_io_cycle();
        let configuration = proxywasm::GetPluginConfiguration();
        take_registered();
        let data = configuration
            .or_else(|error| {
                if error == ErrorStatusNotFound {
                    Ok(Vec::new())
                } else {
                    Err(error)
                }
            })
            .map_err(|error| log::Criticalf("error reading plugin configuration: %v", args![error]))
            .ok()?;
        let json = self.read_json(data)?;
        if let Err(error) = self.parse_rules(json) {
            log::Warnf("parse rule config failed: %v", args![error]);
            log::Error("plugin start failed");
            return None;
        }
        self.start_ticking()?;
        log::Info("plugin start successfully");
        Some(())
    }

    fn run_start_hook(&self) -> Option<()> {
        let Some(hook) = &self.vm.pre_plugin_start_or_reload else {
            return Some(());
        };
        hook(&self.context)
            .map_err(|error| log::Errorf("prePluginStartOrReload hook failed: %v", args![error]))
            .ok()
    }

    fn limit_requests_per_io_cycle(&self) {
        let limit = self.vm.max_requests_per_io_cycle;
        if limit == 0 {
            return;
        }
        match proxywasm::CallForeignFunction("set_global_max_requests_per_io_cycle", limit.to_le_bytes()) {
            Ok(_) => log::Infof("set global max requests per IO cycle to %d", args![limit]),
            Err(error) => {
                let text = [b"set global max requests failed: ", error.text().as_bytes()].concat();
                let error = Error::wrapping(text, error);
                log::Warnf("set global max requests per IO cycle failed: %v", args![error]);
            }
        }
    }

    /// The configuration as JSON, without the plugin's id, which the log takes on. An empty one is no JSON value at all.
    fn read_json(&self, data: Vec<u8>) -> Option<gjson::Result> {
        if data.is_empty() {
            if self.vm.parse_config.is_some() {
                log::Warn("config is empty, but has ParseConfigFunc");
            }
            return Some(gjson::Result::default());
        }
        if !gjson::ValidBytes(&data) {
            self.vm.log().Warnf(
                "the plugin configuration is not a valid json: %s",
                args![Str::from(data)],
            );
            return None;
        }
        let data = Str::from(data);
        let Some((plugin_id, rest)) = plugin_id::split(&data) else {
            return Some(gjson::Parse(data));
        };
        self.vm.log().ResetID(plugin_id);
        Some(gjson::Parse(rest))
    }

    fn parse_rules(&self, json: gjson::Result) -> Result<(), Error> {
        let vm = &self.vm;
        let parse = |json: &gjson::Result, config: &mut C| match &vm.parse_config {
            Some(parse) => parse(&self.context, &json.Raw, config, vm.log()),
            None => Ok(()),
        };
        let parse_override = vm.parse_rule_config.as_ref().map(|parse| {
            |json: &gjson::Result, global: Config<C>, config: &mut C| parse(&json.Raw, global, config, vm.log())
        });
        let parsers = Parsers {
            parse: &parse,
            parse_override: parse_override.as_ref().map(|parse| parse as _),
            isolates_rules: &|| self.context.IsRuleLevelConfigIsolation(),
        };
        // A parser may lead to a match while the rules change: it sees the rules as they were.
        let mut matcher = self.matcher.borrow().clone();
        let outcome = matcher.ParseRuleConfig(json, parsers);
        let previous = self.matcher.replace(matcher);
        drop(previous);
        outcome
    }

    /// Takes on the functions that the parsers registered; when they registered none, those of before stay.
    fn start_ticking(&self) -> Option<()> {
        let registered = take_registered();
        if registered.is_empty() {
            return Some(());
        }
        let previous = self.on_tick_funcs.replace(registered);
        drop(previous);
        if proxywasm::SetTickPeriodMilliSeconds(TICK_PERIOD).is_some() {
            log::Error("SetTickPeriodMilliSeconds failed, onTick functions will not take effect.");
            log::Error("plugin start failed");
            return None;
        }
        Some(())
    }
}

/// A plugin context as the host's callbacks see it.
pub(super) struct Plugin<C>(pub(super) Rc<CommonPluginCtx<C>>);

impl<C: Default + 'static> types::PluginContext for Plugin<C> {
    fn OnPluginStart(&self, _: usize) -> OnPluginStartStatus {
        match self.0.start() {
            Some(()) => OnPluginStartStatusOK,
            None => OnPluginStartStatusFailed,
        }
    }

    fn OnTick(&self) {
        let entries = self.0.on_tick_funcs.borrow().clone();
        entries.iter().for_each(|entry| entry.tick());
    }

    fn NewHttpContext(&self, context_id: u32) -> Option<Rc<dyn types::HttpContext>> {
        Some(Rc::new(CommonHttpCtx::new(context_id, Rc::clone(&self.0))))
    }
}
