//! The context of one plugin configuration: its start, its parsed rules, its periodic functions.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use super::stream::CommonHttpCtx;
use super::tick::{Periodic, take_registered};
use super::{CommonVmCtx, plugin_id};
use crate::matcher::{Isolate, ParseRule, RuleMatcher, isolate};
use crate::types::{
    self, DefaultPluginContext, ErrorStatusNotFound, OnPluginStartStatus, OnPluginStartStatusFailed,
    OnPluginStartStatusOK,
};
use crate::{Any, Config, Error, Str, args, gjson, go, log, proxywasm, uuid};

/// The context of a plugin, as its parsers get it.
#[derive(Clone, Default)]
pub struct PluginContext(Rc<PluginState>);

#[derive(Default)]
struct PluginState {
    user_context: RefCell<BTreeMap<Str, Any>>,
    /// How rules are kept apart, if they are.
    rule_level_isolation: Cell<Option<Isolate>>,
    leads: Cell<bool>,
    vm_id: Rc<OnceCell<Str>>,
}

impl PluginContext {
    fn new(vm_id: Rc<OnceCell<Str>>) -> Self {
        PluginContext(Rc::new(PluginState {
            vm_id,
            ..PluginState::default()
        }))
    }

    pub(super) fn vm_id(&self) -> Str {
        self.0.vm_id.get_or_init(uuid::NewString).clone()
    }

    pub(crate) fn isolation(&self) -> Option<Isolate> {
        self.0.rule_level_isolation.get()
    }

    pub(super) fn leads(&self) -> bool {
        self.0.leads.get()
    }

    pub(super) fn set_leader(&self, leads: bool) {
        self.0.leads.set(leads);
    }
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
        self.0.rule_level_isolation.set(Some(isolate));
    }

    /// Whether [`Self::EnableRuleLevelConfigIsolation`] was called.
    pub fn IsRuleLevelConfigIsolation(&self) -> bool {
        self.isolation().is_some()
    }

    /// Always empty, as in Go.
    pub fn GetFingerPrint(&self) -> Str {
        Str::default()
    }
}

/// The context of one plugin configuration as the host's callbacks see it.
#[allow(non_snake_case)]
pub struct CommonPluginCtx<C> {
    /// What Go embeds.
    pub DefaultPluginContext: DefaultPluginContext,
    /// What requests get of the configuration.
    pub RuleMatcher: RefCell<RuleMatcher<C>>,
    this: Weak<Self>,
    pub(super) vm: Rc<CommonVmCtx<C>>,
    pub(super) context: PluginContext,
    on_tick_funcs: RefCell<Option<Rc<dyn Periodic>>>,
}

impl<C: Default + 'static> CommonPluginCtx<C> {
    pub(super) fn new(vm: Rc<CommonVmCtx<C>>) -> Rc<Self> {
        Rc::new_cyclic(|this| CommonPluginCtx {
            DefaultPluginContext,
            RuleMatcher: RefCell::default(),
            this: Weak::clone(this),
            context: PluginContext::new(Rc::clone(&vm.vm_id)),
            vm,
            on_tick_funcs: RefCell::default(),
        })
    }

    /// Starts the plugin; nothing when it refuses, which is logged by then.
    fn start(&self) -> Option<()> {
        self.run_start_hook()?;
        self.vm.act_on(&self.vm.max_requests_per_io_cycle);
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
        let parse = |json: gjson::Result, config: &mut C| match &vm.parse_config {
            Some(parse) => parse(&self.context, &json.Raw, config, vm.log()),
            None => Ok(()),
        };
        let parse_rule = vm.parse_rule_config.as_ref().map(|parse| {
            |json: gjson::Result, global: Config<C>, config: &mut C| parse(&json.Raw, global, config, vm.log())
        });
        let parse_rule = parse_rule.as_ref().map(|parse| parse as &ParseRule<C>);
        self.ParseRuleConfig(&self.context, json, &parse, parse_rule)
    }

    /// Takes on the functions that the parsers registered; when they registered none, those of before stay.
    fn start_ticking(&self) -> Option<()> {
        let Some(registered) = take_registered() else {
            return Some(());
        };
        let previous = self.on_tick_funcs.replace(Some(Rc::clone(&registered)));
        drop(previous);
        registered.start()
    }
}

impl<C: Default + 'static> types::PluginContext for CommonPluginCtx<C> {
    fn OnPluginStart(&self, _: i64) -> OnPluginStartStatus {
        match self.start() {
            Some(()) => OnPluginStartStatusOK,
            None => OnPluginStartStatusFailed,
        }
    }

    fn OnTick(&self) {
        let functions = self.on_tick_funcs.borrow().clone();
        if let Some(functions) = functions {
            functions.tick();
        }
    }

    fn NewHttpContext(&self, context_id: u32) -> Option<Rc<dyn types::HttpContext>> {
        let plugin = self.this.upgrade()?;
        Some(Rc::new(CommonHttpCtx::new(context_id, plugin)))
    }
}
