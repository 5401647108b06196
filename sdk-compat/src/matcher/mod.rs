//! Go's package `matcher`: which part of a configuration a request gets.

mod conditions;
mod isolation;
mod rule_matcher;

pub use conditions::*;
pub(crate) use isolation::{Isolate, isolate};
pub use rule_matcher::{Parse, ParseRule, RuleConfig, RuleMatcher};

/// The key of the list of rules.
pub const RULES_KEY: &str = "_rules_";
/// The key of the route names that a rule is for.
pub const MATCH_ROUTE_KEY: &str = "_match_route_";
/// The key of the domains that a rule is for.
pub const MATCH_DOMAIN_KEY: &str = "_match_domain_";
/// The key of the services that a rule is for.
pub const MATCH_SERVICE_KEY: &str = "_match_service_";
/// The key of the beginnings of route names that a rule is for.
pub const MATCH_ROUTE_PREFIX_KEY: &str = "_match_route_prefix_";
