//! Rules that cannot be parsed, and leave the others alone. A plugin that does not ask for that links none of it.

use std::cell::RefCell;
use std::mem::ManuallyDrop;

use super::conditions::Conditions;
use crate::{Error, Str, args, gjson, log};

thread_local! {
    /// The text of every rule that was parsed, by the key of its conditions; only where rules are isolated. Never dropped, so
    /// that no destructor has to be registered.
    static BACKUP: ManuallyDrop<RefCell<Vec<(Str, Str)>>> = const { ManuallyDrop::new(RefCell::new(Vec::new())) };
}

/// Parses a rule into the configuration that its last argument fills; when it cannot be parsed, the rule with these
/// conditions that last could. False when there is none, and the rule has to be left out.
pub(crate) type Isolate = fn(&gjson::Result, &Conditions, &mut dyn FnMut(&gjson::Result) -> Result<(), Error>) -> bool;

/// See [`Isolate`].
pub(crate) fn isolate(
    json: &gjson::Result,
    conditions: &Conditions,
    parse: &mut dyn FnMut(&gjson::Result) -> Result<(), Error>,
) -> bool {
    let Err(error) = parse(json) else {
        log::Debugf("storing rule to backup: %s", args![&json.Raw]);
        store_backup(conditions, &json.Raw);
        log::Debugf("successfully stored rule to backup: %s", args![&json.Raw]);
        return true;
    };
    let format = "parse rule config failed for rule %s: %v, trying to load from backup";
    log::Warnf(format, args![&json.Raw, error]);
    if let Some(backup) = load_backup(conditions) {
        log::Infof("found backup rule config: %s", args![&backup.Raw]);
        // As in Go, into the same configuration: what the failed parse wrote is still there.
        match parse(&backup) {
            Ok(()) => {
                log::Infof("successfully loaded rule from backup: %s", args![&json.Raw]);
                return true;
            }
            Err(error) => log::Errorf("failed to parse backup rule config: %v", args![error]),
        }
    }
    log::Errorf("failed to load rule from backup, skipping rule: %s", args![&json.Raw]);
    false
}

fn store_backup(conditions: &Conditions, rule: &Str) {
    let key = conditions.hash_key();
    BACKUP.with(|backup| {
        let mut backup = backup.borrow_mut();
        backup.retain(|(other, _)| *other != key);
        backup.push((key.clone(), rule.clone()));
    });
    log::Infof("store rule to backup, key[%s]", args![key]);
}

fn load_backup(conditions: &Conditions) -> Option<gjson::Result> {
    let key = conditions.hash_key();
    let rule = BACKUP.with(|backup| {
        let backup = backup.borrow();
        backup
            .iter()
            .find(|(other, _)| *other == key)
            .map(|(_, rule)| rule.clone())
    });
    let outcome = if rule.is_some() { "success" } else { "failed" };
    log::Infof(format!("load rule from backup {outcome}, key[%s]"), args![key]);
    rule.map(gjson::Parse)
}
