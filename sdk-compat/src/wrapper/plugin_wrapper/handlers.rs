//! The types of parsers under their Go names. The options take any function of such a type.

use super::PluginContext;
use crate::{Config, Error, gjson};

/// Parses the configuration into its last argument.
pub type ParseConfigFunc<C> = dyn Fn(gjson::Result, &mut C) -> Result<(), Error>;

/// [`ParseConfigFunc`] that also takes the context of the plugin.
pub type ParseConfigWithContextFunc<C> = dyn Fn(PluginContext, gjson::Result, &mut C) -> Result<(), Error>;

/// [`ParseConfigFunc`] that takes the text of the configuration.
pub type ParseRawConfigFunc<C> = dyn Fn(&[u8], &mut C) -> Result<(), Error>;

/// [`ParseRawConfigFunc`] that also takes the context of the plugin.
pub type ParseRawConfigWithContextFunc<C> = dyn Fn(PluginContext, &[u8], &mut C) -> Result<(), Error>;

/// Parses a rule, given the parsed configuration above the rules, into its last argument.
pub type ParseRuleConfigFunc<C> = dyn Fn(gjson::Result, Config<C>, &mut C) -> Result<(), Error>;

/// [`ParseRuleConfigFunc`] that takes the text of the rule.
pub type ParseRawRuleConfigFunc<C> = dyn Fn(&[u8], Config<C>, &mut C) -> Result<(), Error>;

/// [`ParseRawRuleConfigFunc`] that also takes the context of the plugin.
pub type ParseRawRuleConfigWithContextFunc<C> = dyn Fn(PluginContext, &[u8], Config<C>, &mut C) -> Result<(), Error>;
