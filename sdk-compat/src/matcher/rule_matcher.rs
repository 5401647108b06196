//! The configuration above the rules and that of each rule, and which of them a request gets.

use std::mem;
use std::rc::Rc;

use super::RULES_KEY;
use super::conditions::{Conditions, Request};
use crate::types::ErrorStatusNotFound;
use crate::wrapper::PluginContext;
use crate::{Config, Error, Str, gjson, go, proxywasm};

/// The parsed configuration of a plugin.
pub struct RuleMatcher<C> {
    rules: Rc<[RuleConfig<C>]>,
    global: Config<C>,
    has_global: bool,
}

/// What a rule demands of a request, and what such a request gets.
#[derive(Default)]
pub struct RuleConfig<C> {
    conditions: Conditions,
    config: Config<C>,
}

#[go]
impl<C> RuleConfig<C> {
    /// The key under which the rule is kept for when a new one with these conditions cannot be parsed.
    pub fn GenerateHashKey(&self) -> Str {
        self.conditions.hash_key()
    }
}

/// Parses a configuration into its second argument.
pub type Parse<'a, C> = dyn Fn(gjson::Result, &mut C) -> Result<(), Error> + 'a;

/// Parses a rule, given what was parsed above the rules, into its third argument.
pub type ParseRule<'a, C> = dyn Fn(gjson::Result, Config<C>, &mut C) -> Result<(), Error> + 'a;

/// The parsers of a plugin.
struct Parsers<'a, C> {
    parse: &'a Parse<'a, C>,
    parse_rule: Option<&'a ParseRule<'a, C>>,
}

impl<C: Default> Default for RuleMatcher<C> {
    fn default() -> Self {
        RuleMatcher {
            rules: Rc::new([]),
            global: Config::new(C::default()),
            has_global: false,
        }
    }
}

impl<C> Clone for RuleMatcher<C> {
    fn clone(&self) -> Self {
        RuleMatcher {
            rules: Rc::clone(&self.rules),
            global: self.global.clone(),
            has_global: self.has_global,
        }
    }
}

#[go]
impl<C: Default> RuleMatcher<C> {
    /// The configuration for the request of the effective stream: that of the first rule that matches, else the one above
    /// the rules, else none.
    ///
    /// # Errors
    /// When the request has no host, or a property cannot be read.
    pub fn GetMatchConfig(&self) -> Result<Option<Config<C>>, Error> {
        self.config_for(proxywasm::GetHttpRequestHeader(":authority")?)
    }

    /// Takes on a configuration. What was taken on before stays where the new one says nothing.
    ///
    /// `parse_plugin_config` parses what stands above the rules, and the rules where there is no `parse_override_config`.
    /// Whether a rule that cannot be parsed leaves the others alone is asked of `context` after the first parse.
    ///
    /// # Errors
    /// Those of the parsers, and when a rule says no request that it is for.
    pub fn ParseRuleConfig(
        &mut self,
        context: &PluginContext,
        config: gjson::Result,
        parse_plugin_config: &Parse<C>,
        parse_override_config: Option<&ParseRule<C>>,
    ) -> Result<(), Error> {
        let json = config;
        let parsers = Parsers {
            parse: parse_plugin_config,
            parse_rule: parse_override_config,
        };
        let rules = json.member(RULES_KEY);
        let has_more = json.has_member_besides(RULES_KEY);
        if !has_more && !rules.Exists() {
            return self.parse_global(json, &parsers);
        }
        let rules = rules.Array();
        let global_error = if has_more {
            parsers.parsed(&json).map(|config| self.set_global(config)).err()
        } else {
            None
        };
        if rules.is_empty() {
            return if self.has_global {
                Ok(())
            } else {
                Err(no_valid_rules(global_error))
            };
        }
        self.parse_rules(&rules, context, &parsers)
    }
}

impl<C: Default> RuleMatcher<C> {
    /// [`Self::GetMatchConfig`] for a request whose host is known. Without rules there is nothing more to know.
    pub(crate) fn config_for(&self, host: Str) -> Result<Option<Config<C>>, Error> {
        if self.rules.is_empty() {
            return Ok(self.has_global.then(|| self.global.clone()));
        }
        let (route, cluster) = (property("route_name")?, property("cluster_name")?);
        let request = Request::new(&host, &route, &cluster);
        let rule = self.rules.iter().find(|rule| rule.conditions.hold_for(&request));
        Ok(match rule {
            Some(rule) => Some(rule.config.clone()),
            None => self.has_global.then(|| self.global.clone()),
        })
    }

    /// As in Go, what an earlier configuration left is there for the parser, and what it wrote stays when it fails. (Where a
    /// request still holds the earlier one, the parser begins anew.)
    fn parse_global(&mut self, json: gjson::Result, parsers: &Parsers<C>) -> Result<(), Error> {
        let mut config = mem::take(&mut self.global).into_inner().unwrap_or_default();
        let outcome = (parsers.parse)(json, &mut config);
        self.set_global(Config::new(config));
        outcome
    }

    fn set_global(&mut self, config: Config<C>) {
        self.global = config;
        self.has_global = true;
    }

    fn parse_rules(
        &mut self,
        rules: &[gjson::Result],
        context: &PluginContext,
        parsers: &Parsers<C>,
    ) -> Result<(), Error> {
        let isolation = context.isolation();
        let mut parsed = Vec::with_capacity(rules.len());
        for json in rules {
            let conditions = Conditions::read(json).ok_or_else(no_conditions)?;
            let mut config = C::default();
            let mut parse = |json: &gjson::Result| self.parse_rule(json, parsers, &mut config);
            let is_parsed = match isolation {
                Some(isolate) => isolate(json, &conditions, &mut parse),
                None => {
                    parse(json)?;
                    true
                }
            };
            if is_parsed {
                let config = Config::new(config);
                parsed.push(RuleConfig { conditions, config });
            }
        }
        self.rules = parsed.into();
        if self.rules.is_empty() {
            return Err(Error::new(
                "all rules failed to parse and no previous successful config available",
            ));
        }
        Ok(())
    }

    fn parse_rule(&self, json: &gjson::Result, parsers: &Parsers<C>, config: &mut C) -> Result<(), Error> {
        match parsers.parse_rule {
            Some(parse) => parse(json.clone(), self.global.clone(), config),
            None => (parsers.parse)(json.clone(), config),
        }
    }
}

impl<C: Default> Parsers<'_, C> {
    fn parsed(&self, json: &gjson::Result) -> Result<Config<C>, Error> {
        let mut config = C::default();
        (self.parse)(json.clone(), &mut config).map(|()| Config::new(config))
    }
}

fn property(name: &str) -> Result<Vec<u8>, Error> {
    match proxywasm::GetProperty(&[name]) {
        Err(error) if error == ErrorStatusNotFound => Ok(Vec::new()),
        answer => answer,
    }
}

fn no_valid_rules(global_error: Option<Error>) -> Error {
    let reason = global_error.map_or(Str::from("<nil>"), |error| error.text());
    Error::new(
        [
            b"parse config failed, no valid rules; global config parse error:",
            reason.as_bytes(),
        ]
        .concat(),
    )
}

fn no_conditions() -> Error {
    Error::new(
        "there is at least one of  '_match_route_', '_match_domain_', '_match_service_' and '_match_route_prefix_' can \
         present in configuration.",
    )
}
