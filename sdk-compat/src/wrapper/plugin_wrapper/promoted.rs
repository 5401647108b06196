//! The methods that Go's context types have directly, or from what they embed, beside those of the host's callbacks.

use super::{CommonHttpCtx, CommonPluginCtx, HTTPExecutionPhase, PluginContext, UserAttributes};
use crate::matcher::{Parse, ParseRule};
use crate::{Any, Config, Error, Str, gjson, go};

/// Methods that do what the handle of the same stream or plugin does.
macro_rules! handled_by {
    ($context:ident, $handle:ty, $($method:ident($($argument:ident: $kind:ty),*) $(-> $answer:ty)?;)*) => {
        #[go]
        impl<C: Default + 'static> $context<C> {
            $(
                #[doc = concat!("See [`", stringify!($handle), "::", stringify!($method), "`].")]
                pub fn $method(&self $(, $argument: $kind)*) $(-> $answer)? {
                    self.handle().$method($($argument),*)
                }
            )*
        }
    };
}

handled_by! { CommonHttpCtx, super::HttpContext,
    Scheme() -> Str;
    Host() -> Str;
    Path() -> Str;
    Method() -> Str;
    SetContext(key: impl Into<Str>, value: impl Into<Any>);
    GetContext(key: impl AsRef<[u8]>) -> Any;
    GetBoolContext(key: impl AsRef<[u8]>, default_value: bool) -> bool;
    GetStringContext(key: impl AsRef<[u8]>, default_value: impl Into<Str>) -> Str;
    GetByteSliceContext(key: impl AsRef<[u8]>, default_value: impl AsRef<[u8]>) -> Vec<u8>;
    SetUserAttribute(key: impl Into<Str>, value: impl Into<Any>);
    GetUserAttribute(key: impl AsRef<[u8]>) -> Any;
    SetUserAttributeMap(kvmap: impl Into<UserAttributes>);
    GetUserAttributeMap() -> UserAttributes;
    WriteUserAttributeToLog() -> Option<Error>;
    WriteUserAttributeToLogWithKey(key: impl Into<Str>) -> Option<Error>;
    WriteUserAttributeToTrace() -> Option<Error>;
    DontReadRequestBody();
    DontReadResponseBody();
    BufferRequestBody();
    BufferResponseBody();
    NeedPauseStreamingResponse();
    PushBuffer(buffer: impl Into<Vec<u8>>);
    PopBuffer() -> Vec<u8>;
    BufferQueueSize() -> i64;
    DisableReroute();
    SetRequestBodyBufferLimit(size: u32);
    SetResponseBodyBufferLimit(size: u32);
    RouteCall(
        method: impl Into<Str>,
        raw_url: impl Into<Str>,
        headers: &[[Str; 2]],
        body: impl AsRef<[u8]>,
        callback: impl Fn(i64, Vec<[Str; 2]>, Vec<u8>) + 'static
    ) -> Option<Error>;
    GetExecutionPhase() -> HTTPExecutionPhase;
    HasRequestBody() -> bool;
    HasResponseBody() -> bool;
    IsWebsocket() -> bool;
    IsBinaryRequestBody() -> bool;
    IsBinaryResponseBody() -> bool;
}

#[go]
impl<C: Default + 'static> CommonHttpCtx<C> {
    /// The number kept under `key`, or the default when there is none or it is of another type.
    pub fn GetIntContext(&self, key: impl AsRef<[u8]>, default_value: i64) -> i64 {
        self.GetContext(key).as_int().unwrap_or(default_value)
    }

    /// The configuration that the request would get now.
    ///
    /// # Errors
    /// When the request has no host, or the host does not give a property.
    pub fn GetMatchConfig(&self) -> Result<Option<Config<C>>, Error> {
        self.plugin.GetMatchConfig()
    }
}

handled_by! { CommonPluginCtx, super::PluginContext,
    SetContext(key: impl Into<Str>, value: impl Into<Any>);
    GetContext(key: impl AsRef<[u8]>) -> Any;
    EnableRuleLevelConfigIsolation();
    IsRuleLevelConfigIsolation() -> bool;
    GetFingerPrint() -> Str;
    DoLeaderElection();
    IsLeader() -> bool;
}

#[go]
impl<C: Default + 'static> CommonPluginCtx<C> {
    /// The configuration for the request of the effective stream.
    ///
    /// # Errors
    /// When the request has no host, or the host does not give a property.
    pub fn GetMatchConfig(&self) -> Result<Option<Config<C>>, Error> {
        let matcher = self.RuleMatcher.borrow().clone();
        matcher.GetMatchConfig()
    }

    /// Takes on a configuration, see [`crate::matcher::RuleMatcher::ParseRuleConfig`].
    ///
    /// # Errors
    /// Those of the parsers, and when a rule says no request that it is for.
    pub fn ParseRuleConfig(
        &self,
        context: &PluginContext,
        config: gjson::Result,
        parse_plugin_config: &Parse<C>,
        parse_override_config: Option<&ParseRule<C>>,
    ) -> Result<(), Error> {
        // Nothing is borrowed while a parser runs. No request comes in meanwhile.
        let mut matcher = self.RuleMatcher.take();
        let outcome = matcher.ParseRuleConfig(context, config, parse_plugin_config, parse_override_config);
        self.RuleMatcher.replace(matcher);
        outcome
    }
}

impl<C> CommonPluginCtx<C> {
    fn handle(&self) -> &PluginContext {
        &self.context
    }
}
