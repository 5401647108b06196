//! What brought Envoy down before: to start another takes longer than hundreds of cases.

use super::places::{parent, places, remove};
use serde_json::Value;
use std::collections::BTreeMap;

/// A text is feared as long as it was seen at most so many times with an Envoy that lived, for each that died.
const LIVES: u32 = 4;

/// What texts of configurations did in which places.
#[derive(Default)]
pub struct Dread {
    /// By the place, whose items have no numbers, and the text: how often Envoy died, and how often it lived.
    seen: BTreeMap<(String, String), (u32, u32)>,
}

impl Dread {
    /// Takes down whether Envoy lived with a configuration.
    pub fn note(&mut self, config: &Value, lived: bool) {
        // What never hurts need not be known.
        if lived && self.seen.is_empty() {
            return;
        }
        for (_, spot) in texts(config) {
            if lived {
                self.seen.entry(spot).and_modify(|(_, lives)| *lives += 1);
            } else {
                self.seen.entry(spot).or_default().0 += 1;
            }
        }
    }

    /// Whether a configuration has something that is feared.
    pub fn is_feared(&self, config: &Value) -> bool {
        texts(config).iter().any(|(_, spot)| self.fears(spot))
    }

    /// A configuration without what is feared: an item of a list goes as a whole.
    pub fn spared(&self, config: &Value) -> Value {
        let feared = texts(config).into_iter().filter(|(_, spot)| self.fears(spot));
        let gone: Vec<String> = feared
            .map(|(place, _)| match parent(&place) {
                Some((item, _)) if is_item(item) => item.to_string(),
                _ => place,
            })
            .collect();
        let mut spared = config.clone();
        for (at, place) in gone.iter().enumerate().rev() {
            // What two texts take away goes once, and what is in it goes with it.
            let goes_with = |other: &String| place.starts_with(&format!("{other}/"));
            if !gone[..at].contains(place) && !gone.iter().any(goes_with) {
                remove(&mut spared, place);
            }
        }
        spared
    }

    fn fears(&self, spot: &(String, String)) -> bool {
        self.seen
            .get(spot)
            .is_some_and(|(deaths, lives)| *lives <= deaths * LIVES)
    }
}

/// The texts of a configuration, each with its place and with what it is known by.
fn texts(config: &Value) -> Vec<(String, (String, String))> {
    let known = |place: String| {
        let text = config.pointer(&place)?.as_str()?.to_string();
        let plain: Vec<&str> = place
            .split('/')
            .map(|key| if is_number(key) { "*" } else { key })
            .collect();
        let spot = (plain.join("/"), text);
        Some((place, spot))
    };
    places(config).into_iter().filter_map(known).collect()
}

fn is_item(place: &str) -> bool {
    parent(place).is_some_and(|(_, key)| is_number(&key))
}

fn is_number(key: &str) -> bool {
    key.parse::<usize>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_brings_envoy_down_is_left_out_until_it_is_seen_to_do_no_harm() {
        let mut dread = Dread::default();
        let deadly =
            json!({"request": [{"call": "Get"}], "response": [{"call": "Get"}, {"call": "Send", "status": 200}]});
        let calm = json!({"response": [{"call": "Get"}]});
        dread.note(&calm, true);
        assert!(!dread.is_feared(&deadly));
        dread.note(&deadly, false);
        assert!(dread.is_feared(&calm));
        (0..=LIVES).for_each(|_| {
            dread.note(
                &json!({"request": [{"call": "Get"}], "response": [{"call": "Get"}]}),
                true,
            )
        });
        assert!(!dread.is_feared(&calm) && !dread.is_feared(&json!({"request": [{"call": "Send"}]})));
        assert_eq!(
            dread.spared(&deadly),
            json!({"request": [{"call": "Get"}], "response": [{"call": "Get"}]})
        );
    }

    #[test]
    fn an_item_with_two_feared_texts_goes_alone() {
        let mut dread = Dread::default();
        dread.note(&json!([{"a": "x", "b": "y"}]), false);
        assert_eq!(
            dread.spared(&json!([{"a": "x", "b": "y"}, {"a": "ok"}])),
            json!([{"a": "ok"}])
        );
        dread.note(&json!([{"a": {"b": "z"}, "c": ["v"]}]), false);
        assert_eq!(
            dread.spared(&json!([{"a": {"b": "z"}, "c": ["v", "ok"]}, {"a": "ok"}])),
            json!([{"a": {}, "c": ["ok"]}, {"a": "ok"}])
        );
        dread.note(&json!([{"a": {"b": ["z"]}, "c": "w"}]), false);
        assert_eq!(
            dread.spared(&json!([{"a": {"b": ["z"]}, "c": "w"}, {"a": {"b": ["ok"]}}])),
            json!([{"a": {"b": ["ok"]}}])
        );
    }

    #[test]
    fn of_what_is_no_list_the_text_goes() {
        let mut dread = Dread::default();
        dread.note(&json!({"phase": "start", "name": {"kind": "x"}}), false);
        assert_eq!(
            dread.spared(&json!({"phase": "start", "name": {"kind": "y"}})),
            json!({"name": {"kind": "y"}})
        );
    }
}
