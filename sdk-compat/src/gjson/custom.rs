//! Modifiers that a plugin adds to the path language.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::modifiers;
use crate::{Str, go};

/// A plugin's own modifier: the JSON text and the argument give the text to go on with.
type Custom = Rc<dyn Fn(Str, Str) -> Str>;

/// How a plugin's modifier is found by its name.
type Find = fn(&[u8]) -> Option<Custom>;

thread_local! {
    static MODIFIERS: RefCell<Vec<(Str, Custom)>> = const { RefCell::new(Vec::new()) };
    /// Set with the first modifier, so that only plugins that add one carry the search.
    static FIND: Cell<Find> = const { Cell::new(|_| None) };
}

/// Adds the modifier `@name` to the path language, in the place of one that has the name. `function` gets the JSON text and the
/// argument behind the colon.
///
/// ```
/// use sdk_compat::{Str, gjson};
/// gjson::AddModifier("upper", |json, _| Str::from(json.to_ascii_uppercase()));
/// assert_eq!(gjson::Get(r#"{"a":"b"}"#, "a.@upper").String(), "B");
/// ```
#[go]
pub fn AddModifier(name: impl Into<Str>, function: impl Fn(Str, Str) -> Str + 'static) {
    let name = name.into();
    MODIFIERS.with_borrow_mut(|modifiers| {
        modifiers.retain(|(other, _)| *other != name);
        modifiers.push((name, Rc::new(function)));
    });
    FIND.set(|name| {
        MODIFIERS.with_borrow(|modifiers| {
            let found = modifiers.iter().find(|(other, _)| **other == *name);
            found.map(|(_, function)| Rc::clone(function))
        })
    });
}

/// Whether there is a modifier `@name`. The second argument has no meaning in Go either: `None` is its nil.
#[go]
pub fn ModifierExists(name: impl AsRef<[u8]>, function: Option<fn(Str, Str) -> Str>) -> bool {
    let _ = function;
    modifiers::find(name.as_ref()).is_some()
}

/// The plugin's modifier with this name.
pub(super) fn find(name: &[u8]) -> Option<Custom> {
    FIND.get()(name)
}
