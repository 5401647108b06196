//! Makes JSON that the plugin reads: what its code says, what stood in such a place before, and changes of it.

use super::dictionary::STRONG;
use super::maker::{Maker, is_name_like};
use super::places::{objects, owner, parent, places, remove, set, with};
use super::shapes::{Holds, Key};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many further keys come into a configuration at a time.
const KEYS_AT_ONCE: usize = 4;

/// How many things one list has that show one choice each.
const PACKED: usize = 6;

/// Where there are more choices than so many and nothing tells which of them fit, not each of them is tried alone.
const MOST_CHOICES: usize = 40;

/// How many places a configuration has at most that is changed in every simple way, and that may grow.
const MOST_PLACES: usize = 160;

/// How many changes of one kind are tried with a configuration: those with many places have too many to try them all.
const MOST_CHANGES: usize = 48;

/// How many values of one place are remembered.
const MOST_LEARNED: usize = 32;

/// What stood in the places of configurations that came far, by the shape of the object and its key.
pub type Learned = BTreeMap<(usize, String), BTreeSet<String>>;

impl Maker {
    /// What a function of the plugin reads: an object with its keys, or a list of them.
    pub fn shaped(&mut self, shape: usize, depth: u32) -> Value {
        let keys = &self.dictionary.shapes.all[shape].keys;
        let is_tuple = keys.iter().all(|key| key.name.parse::<usize>().is_ok_and(|at| at < 8));
        if !self.dictionary.shapes.all[shape].is_list {
            return self.one(shape, depth, is_tuple);
        }
        if !is_tuple && self.chance(40) {
            return self.pack(shape, depth);
        }
        (0..self.rng.u32(0..5))
            .map(|_| self.one(shape, depth, is_tuple))
            .collect()
    }

    /// An object of a shape; a list, where the keys are the numbers of its items.
    fn one(&mut self, shape: usize, depth: u32, is_tuple: bool) -> Value {
        if is_tuple {
            let keys = self.dictionary.shapes.all[shape].keys.clone();
            return keys.iter().map(|key| self.held(key, shape, depth)).collect();
        }
        let mut object = Map::new();
        self.complete(&mut object, shape, depth);
        Value::Object(object)
    }

    /// A list in which each item shows another choice.
    fn pack(&mut self, shape: usize, depth: u32) -> Value {
        let Some((key, choices)) = self.widest(shape) else {
            return json!([]);
        };
        let mut choices: Vec<String> = choices.into_iter().collect();
        self.rng.shuffle(&mut choices);
        let most = if depth > 1 { PACKED } else { 2 };
        choices.truncate(self.rng.usize(1..=most));
        self.packed(shape, depth, &key, &choices)
    }

    /// The key of a shape for whose value there is the most to choose from.
    fn widest(&self, shape: usize) -> Option<(String, BTreeSet<String>)> {
        let keys = self.dictionary.shapes.all[shape].keys.iter();
        keys.map(|key| (key.name.clone(), self.fitting(shape, &key.name)))
            .max_by_key(|(_, choices)| choices.len())
    }

    fn packed(&mut self, shape: usize, depth: u32, key: &str, choices: &[String]) -> Value {
        let item = |choice: &String| {
            let mut object = Map::new();
            for other in self.dictionary.shapes.all[shape].keys.clone() {
                let value = match other.holds {
                    _ if other.name == key => json!(choice),
                    // What one item switches on, those behind it have to live with.
                    Holds::Switch => json!(self.chance(10)),
                    Holds::Shape(_) if self.chance(50) => continue,
                    _ if self.chance(15) => continue,
                    _ => self.held(&other, shape, depth),
                };
                object.insert(other.name, value);
            }
            Value::Object(object)
        };
        choices.iter().map(item).collect()
    }

    /// Gives an object some of the keys that a function reads together, or all; some of those that it has get another value.
    pub fn complete(&mut self, object: &mut Map<String, Value>, shape: usize, depth: u32) {
        let share = self.pick(&[25, 60, 100]);
        for key in self.dictionary.shapes.all[shape].keys.clone() {
            let mut parts = key.name.split('.').filter(|part| !part.is_empty());
            let Some(first) = parts.next() else { continue };
            let percent = if object.contains_key(first) { 25 } else { share };
            if !self.chance(percent) {
                continue;
            }
            let value = self.held(&key, shape, depth);
            let nested = parts.rev().fold(value, |value, part| json!({part: value}));
            object.insert(first.to_string(), nested);
        }
    }

    /// A value of the type that a key leads to; now and then of another one.
    fn held(&mut self, key: &Key, shape: usize, depth: u32) -> Value {
        let below = depth.saturating_sub(1);
        match key.holds {
            _ if self.chance(6) => self.json(below.min(1)),
            Holds::Text => json!(self.text_for(shape, &key.name)),
            Holds::Number => json!(self.number_for(shape, &key.name)),
            Holds::Switch => json!(self.chance(60)),
            Holds::Shape(inner) if depth > 0 => self.shaped(inner, below),
            Holds::Items => (0..self.rng.u32(0..4))
                .map(|_| self.item(shape, &key.name, depth))
                .collect(),
            Holds::Anything | Holds::Shape(_) => match self.rng.u32(0..4) {
                0 => json!(self.number()),
                1 => json!(self.rng.bool()),
                _ => json!(self.text_for(shape, &key.name)),
            },
        }
    }

    fn item(&mut self, shape: usize, key: &str, depth: u32) -> Value {
        match depth > 0 && self.chance(30) {
            true => self.shaped(shape, depth - 1),
            false => json!(self.text_for(shape, key)),
        }
    }

    /// The texts that are known to make sense as the value of a key: what stood there, and what the plugin compares in one
    /// function with any of these.
    fn fitting(&self, shape: usize, key: &str) -> BTreeSet<String> {
        let Some(learned) = self.learned.get(&(shape, key.to_string())) else {
            return BTreeSet::new();
        };
        let mut fitting = self.dictionary.shapes.beside(learned);
        fitting.extend(learned.iter().cloned());
        fitting
    }

    /// A text for a value that a function reads; mostly one that makes sense there.
    fn text_for(&mut self, shape: usize, key: &str) -> String {
        let fitting = self.fitting(shape, key);
        let shapes = &self.dictionary.shapes;
        let (near, all) = (&shapes.all[shape].texts, &shapes.choices);
        let text = match self.rng.u32(0..100) {
            0..50 if !fitting.is_empty() => self.rng.choice(fitting),
            50..58 => self.rng.choice(&self.clusters).cloned(),
            58..72 => self.rng.choice(near).cloned(),
            72..85 => self.rng.choice(all).cloned(),
            _ => None,
        };
        text.unwrap_or_else(|| self.choice())
    }

    fn number_for(&mut self, shape: usize, key: &str) -> i64 {
        let learned = self.learned.get(&(shape, key.to_string()));
        let learned = learned.and_then(|values| self.rng.choice(values)?.parse::<i64>().ok());
        match learned {
            Some(number) if self.chance(40) => number.saturating_add(self.rng.i64(-1..=1)),
            _ => self.number(),
        }
    }

    /// The shape that an object of a configuration has; any, where none fits.
    fn shape_of(&mut self, object: &Map<String, Value>) -> Option<usize> {
        let shapes = &self.dictionary.shapes;
        match shapes.nearest(object.keys()) {
            Some(shape) if self.rng.u32(0..100) < 90 => Some(shape),
            _ if shapes.all.is_empty() => None,
            _ => Some(self.rng.usize(0..shapes.all.len())),
        }
    }

    /// Remembers the texts and numbers of a configuration that makes sense, each with its place; `own` keeps only texts that
    /// the plugin compares.
    pub fn note(&mut self, config: &Value, own: bool) {
        for place in places(config) {
            let Some((object, key)) = owner(config, &place) else {
                continue;
            };
            let Some(shape) = self.dictionary.shapes.nearest(object.keys()) else {
                continue;
            };
            let text = match &object[&key] {
                Value::String(text) if !own || self.dictionary.shapes.choices.contains(text) => text.clone(),
                Value::Number(number) if !own => number.to_string(),
                _ => continue,
            };
            let learned = self.learned.entry((shape, key)).or_default();
            if learned.len() < MOST_LEARNED {
                learned.insert(text);
            }
        }
    }

    /// Changes several keys at once that the plugin reads together: one is often of no use without the others.
    fn grow(&mut self, config: &mut Value) {
        let objects = objects(config);
        if objects.is_empty() {
            *config = self.object(3);
            return;
        }
        let place = self.pick(&objects);
        if let Some(Value::Object(object)) = config.pointer_mut(&place)
            && let Some(shape) = self.shape_of(object)
        {
            self.complete(object, shape, 3);
        }
    }

    /// Draws anew, all over a configuration, what is known to make sense in a place, and leaves some out.
    fn mix(&mut self, config: &mut Value) {
        let share = self.pick(&[15, 50, 90]);
        for place in places(config) {
            let Some((object, key)) = owner(config, &place) else {
                continue;
            };
            let Some(shape) = self.dictionary.shapes.nearest(object.keys()) else {
                continue;
            };
            let value = object[&key].clone();
            if self.chance(3) {
                remove(config, &place);
            } else if self.chance(share) {
                let other = match value {
                    Value::String(_) => json!(self.text_for(shape, &key)),
                    Value::Number(_) => json!(self.number_for(shape, &key)),
                    Value::Bool(_) => json!(self.rng.bool()),
                    _ => continue,
                };
                set(config, &place, other);
            }
        }
    }

    /// A configuration that differs from another in one to three places.
    pub fn vary(&mut self, config: &Value) -> Value {
        let mut config = config.clone();
        for _ in 0..self.rng.u32(1..4) {
            let small = places(&config).len() < MOST_PLACES;
            match self.rng.u32(0..100) {
                0..30 if small => self.grow(&mut config),
                _ if !small => self.mix(&mut config),
                30..60 => self.mix(&mut config),
                _ => self.change(&mut config),
            }
        }
        config
    }

    fn change(&mut self, config: &mut Value) {
        let places = places(config);
        let place = self.pick(&places);
        if place.is_empty() {
            match config.as_object_mut() {
                Some(object) => self.add_to(object),
                None => *config = self.object(2),
            }
            return;
        }
        let copy = config.pointer(&self.pick(&places)).cloned().unwrap_or_default();
        match self.rng.u32(0..12) {
            0..=1 => remove(config, &place),
            2 => set(config, &place, copy),
            _ => {
                let Some(at) = config.pointer_mut(&place) else { return };
                match at {
                    Value::Object(object) if self.rng.bool() => self.add_to(object),
                    Value::Array(array) => match (array.is_empty(), self.rng.u32(0..3)) {
                        (false, 0..=1) => {
                            let mut item = array[self.rng.usize(0..array.len())].clone();
                            if !item.is_object() || self.rng.bool() {
                                self.change_leaf(&mut item);
                            } else {
                                self.change(&mut item);
                            }
                            array.push(item);
                        }
                        _ => array.push(self.json(2)),
                    },
                    other => self.change_leaf(other),
                }
            }
        }
    }

    fn add_to(&mut self, object: &mut Map<String, Value>) {
        let key = self.key();
        let value = self.json(2);
        object.insert(key, value);
    }

    /// Mostly keeps the type.
    fn change_leaf(&mut self, leaf: &mut Value) {
        *leaf = match leaf {
            Value::Bool(on) if self.chance(70) => json!(!*on),
            Value::Number(_) if self.chance(70) => json!(self.number()),
            Value::String(_) if self.chance(80) => json!(self.choice()),
            _ => self.json(2),
        };
    }

    /// Configurations that differ from one in every simple way: each stage in turn, so that all of them come early.
    pub fn sweep(&mut self, config: &Value) -> VecDeque<Value> {
        if places(config).len() > MOST_PLACES {
            return VecDeque::new();
        }
        let stages = [
            self.choices_in(config),
            self.lists_in(config),
            self.with_and_without(config),
            self.without(config),
            self.limits_in(config),
            self.with_words(config),
        ];
        let mut stages = stages.map(|mut stage| {
            self.rng.shuffle(&mut stage);
            stage.into_iter()
        });
        let mut found = VecDeque::new();
        loop {
            let before = found.len();
            stages.iter_mut().for_each(|stage| found.extend(stage.next()));
            if found.len() == before {
                return found;
            }
        }
    }

    /// So many changes at most, without preference.
    fn some<T>(&mut self, mut changes: Vec<T>) -> Vec<T> {
        self.rng.shuffle(&mut changes);
        changes.truncate(MOST_CHANGES);
        changes
    }

    /// Another choice in place of each text: with all keys that the same function reads beside it, and without.
    fn choices_in(&mut self, config: &Value) -> Vec<Value> {
        let mut changes = Vec::new();
        for place in places(config) {
            let (Some(Value::String(now)), Some((object, key))) = (config.pointer(&place), owner(config, &place))
            else {
                continue;
            };
            let shapes = &self.dictionary.shapes;
            let shape = shapes.nearest(object.keys());
            let mut choices = shape.map(|shape| self.fitting(shape, &key)).unwrap_or_default();
            if choices.len() < 2 && shapes.choices.len() <= MOST_CHOICES {
                choices.extend(shapes.choices.iter().cloned());
            }
            choices.remove(now);
            changes.extend(choices.into_iter().map(|choice| (place.clone(), choice, shape)));
        }
        let mut found = Vec::new();
        for (place, choice, shape) in self.some(changes) {
            let config = with(config, &place, json!(choice));
            if let Some(whole) = shape.and_then(|shape| self.filled(&config, &place, shape)) {
                found.push(whole);
            }
            found.push(config);
        }
        found
    }

    /// A configuration with all that a function reads in the object that holds a place; none where it is all there.
    fn filled(&mut self, config: &Value, place: &str, shape: usize) -> Option<Value> {
        let (parent, _) = parent(place)?;
        let mut object = config.pointer(parent)?.as_object()?.clone();
        let before = object.len();
        for key in self.missing(&object, shape) {
            object.insert(key.name.clone(), self.held(&key, shape, 3));
        }
        (object.len() > before).then(|| with(config, parent, Value::Object(object)))
    }

    fn missing(&self, object: &Map<String, Value>, shape: usize) -> Vec<Key> {
        let keys = self.dictionary.shapes.all[shape].keys.iter();
        keys.filter(|key| !object.contains_key(&key.name) && !key.name.contains('.'))
            .cloned()
            .collect()
    }

    /// Where the plugin reads a list of things with a choice in each: lists that show all choices, a few at a time.
    fn lists_in(&mut self, config: &Value) -> Vec<Value> {
        let mut changes = Vec::new();
        for (place, object, shape) in self.shaped_objects(config) {
            for key in self.dictionary.shapes.all[shape].keys.clone() {
                let Holds::Shape(inner) = key.holds else { continue };
                let Some((choice, choices)) = self.widest(inner).filter(|_| self.dictionary.shapes.all[inner].is_list)
                else {
                    continue;
                };
                let mut choices: Vec<String> = choices.into_iter().collect();
                self.rng.shuffle(&mut choices);
                let chunks = choices.chunks(PACKED).map(<[String]>::to_vec);
                changes.extend(chunks.map(|chunk| {
                    (
                        place.clone(),
                        object.clone(),
                        key.name.clone(),
                        inner,
                        choice.clone(),
                        chunk,
                    )
                }));
            }
        }
        let mut found = Vec::new();
        for (place, mut object, key, inner, choice, choices) in self.some(changes) {
            object.insert(key, self.packed(inner, 2, &choice, &choices));
            found.push(with(config, &place, Value::Object(object)));
        }
        found
    }

    /// The objects in a configuration whose shapes are known, with their places.
    fn shaped_objects(&self, config: &Value) -> Vec<(String, Map<String, Value>, usize)> {
        let shaped = |place: String| {
            let object = config.pointer(&place)?.as_object()?.clone();
            let shape = self.dictionary.shapes.nearest(object.keys())?;
            Some((place, object, shape))
        };
        objects(config).into_iter().filter_map(shaped).collect()
    }

    /// Each object with each of the keys that it lacks, with all of them, and with all but one.
    fn with_and_without(&mut self, config: &Value) -> Vec<Value> {
        let mut changes = Vec::new();
        for (place, object, shape) in self.shaped_objects(config) {
            let missing = self.missing(&object, shape);
            let mut whole = object.clone();
            for key in &missing {
                let value = self.held(key, shape, 2);
                whole.insert(key.name.clone(), value.clone());
                let mut one = object.clone();
                one.insert(key.name.clone(), value);
                changes.push((place.clone(), one));
            }
            if missing.len() > 1 {
                changes.extend(object.keys().map(|key| {
                    let mut object = whole.clone();
                    object.shift_remove(key);
                    (place.clone(), object)
                }));
                changes.push((place, whole));
            }
        }
        let changes = self.some(changes).into_iter();
        changes
            .map(|(place, object)| with(config, &place, Value::Object(object)))
            .collect()
    }

    /// A configuration without each of its parts.
    fn without(&mut self, config: &Value) -> Vec<Value> {
        let parts = places(config).into_iter().filter(|place| !place.is_empty());
        let without = |place: String| {
            let mut config = config.clone();
            remove(&mut config, &place);
            config
        };
        let parts = self.some(parts.collect());
        parts.into_iter().map(without).collect()
    }

    /// A configuration with each number at its limits, each switch the other way, and each text empty.
    fn limits_in(&mut self, config: &Value) -> Vec<Value> {
        let mut changes = Vec::new();
        for place in places(config) {
            let others = match config.pointer(&place) {
                Some(Value::Number(number)) => {
                    let mut limits = BTreeSet::from([-1, 0, 1, 2]);
                    let near = number.as_i64().into_iter();
                    limits.extend(near.flat_map(|number| [number.saturating_sub(1), number.saturating_add(1)]));
                    limits.into_iter().map(|limit| json!(limit)).collect()
                }
                Some(Value::Bool(on)) => vec![json!(!on)],
                Some(Value::String(_)) => vec![json!("")],
                _ => Vec::new(),
            };
            changes.extend(others.into_iter().map(|other| (place.clone(), other)));
        }
        let changes = self.some(changes).into_iter();
        changes.map(|(place, other)| with(config, &place, other)).collect()
    }

    /// Where nothing tells what the plugin reads: its words as further keys, and each of them in place of each text.
    fn with_words(&mut self, config: &Value) -> Vec<Value> {
        let strong = self.dictionary.words().iter().filter(|word| word.weight >= STRONG);
        let own: Vec<String> = strong
            .map(|word| word.text.clone())
            .filter(|text| is_name_like(text))
            .collect();
        let (mut found, mut changes) = (Vec::new(), Vec::new());
        for place in places(config) {
            match config.pointer(&place) {
                Some(Value::Object(object)) if found.len() < MOST_CHANGES => {
                    let missing = own.iter().filter(|key| !object.contains_key(*key));
                    found.extend(self.with_keys(config, &place, missing));
                }
                Some(Value::String(_)) => changes.extend(own.iter().map(|word| (place.clone(), word))),
                _ => {}
            }
        }
        let changes = self.some(changes).into_iter();
        found.extend(changes.map(|(place, word)| with(config, &place, json!(word))));
        found
    }

    /// A configuration with further keys in one of its objects, a few at a time: a plugin leaves alone what it does not know.
    fn with_keys<'k>(&mut self, config: &Value, place: &str, keys: impl Iterator<Item = &'k String>) -> Vec<Value> {
        let mut keys: Vec<&String> = keys.collect();
        self.rng.shuffle(&mut keys);
        let values = places(config);
        let mut found = Vec::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let mut config = config.clone();
            for key in keys {
                // The plugin may read it as it reads what stands there already.
                let value = match self.rng.bool() {
                    true => config.pointer(&self.pick(&values)).cloned().unwrap_or_default(),
                    false => self.json(1),
                };
                if let Some(Value::Object(object)) = config.pointer_mut(place) {
                    object.insert((*key).clone(), value);
                }
            }
            found.push(config);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::dictionary::Dictionary;
    use crate::generate::shapes::Shape;

    fn key(name: &str, holds: Holds) -> Key {
        Key {
            name: name.into(),
            holds,
        }
    }

    fn texts(texts: &[&str]) -> BTreeSet<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    /// A maker for a plugin that reads these shapes and compares these texts in one function.
    fn maker(shapes: Vec<Shape>, compared: &[&str]) -> Maker {
        let mut dictionary = Dictionary::default();
        dictionary.shapes.all = shapes;
        dictionary.shapes.choices = texts(compared);
        dictionary.shapes.groups = vec![texts(compared)];
        Maker::new(dictionary, 1)
    }

    fn shape(keys: &[(&str, Holds)], is_list: bool) -> Shape {
        Shape {
            keys: keys.iter().map(|(name, holds)| key(name, *holds)).collect(),
            texts: Vec::new(),
            is_list,
        }
    }

    #[test]
    fn another_choice_comes_with_the_keys_that_are_read_beside_it_and_without() {
        let keys = ["source", "name", "namespace"].map(|name| (name, Holds::Text));
        let mut maker = maker(vec![shape(&keys, false)], &["ip", "nacos"]);
        let config = json!({"source": "ip", "name": "a"});
        maker.note(&config, false);
        let found = maker.choices_in(&config);
        assert!(found.contains(&json!({"source": "nacos", "name": "a"})));
        assert!(
            found
                .iter()
                .any(|config| config["source"] == "nacos" && config.get("namespace").is_some())
        );
    }

    #[test]
    fn a_choice_is_known_wherever_its_shape_stands() {
        let shapes = vec![
            shape(&[("first", Holds::Shape(1)), ("second", Holds::Shape(1))], false),
            shape(&[("call", Holds::Text), ("value", Holds::Text)], true),
        ];
        let calls: Vec<String> = (0..20).map(|number| format!("Call{number}")).collect();
        let mut maker = maker(shapes, &calls.iter().map(String::as_str).collect::<Vec<_>>());
        let config = json!({"first": [{"call": "Call3"}]});
        maker.note(&config, false);
        let found = maker.lists_in(&config);
        for phase in ["first", "second"] {
            let made: BTreeSet<&str> = found
                .iter()
                .filter_map(|config| config[phase].as_array())
                .flatten()
                .filter_map(|call| call["call"].as_str())
                .collect();
            assert!(calls.iter().all(|call| made.contains(call.as_str())), "{made:?}");
        }
    }

    #[test]
    fn keys_that_are_numbers_make_a_list() {
        let shapes = vec![shape(&[("0", Holds::Text), ("1", Holds::Text)], true)];
        let mut maker = maker(shapes, &["a"]);
        let pairs = |value: &Value| {
            value
                .as_array()
                .unwrap()
                .iter()
                .all(|pair| pair.as_array().is_some_and(|it| it.len() == 2))
        };
        assert!((0..100).all(|_| pairs(&maker.shaped(0, 2))));
    }

    #[test]
    fn an_object_is_made_with_each_key_that_it_lacks_with_all_and_with_all_but_one() {
        let keys = ["a", "b", "c"].map(|name| (name, Holds::Text));
        let found = maker(vec![shape(&keys, false)], &["x"]).with_and_without(&json!({"a": "x"}));
        let made: BTreeSet<Vec<String>> = found
            .iter()
            .map(|config| config.as_object().unwrap().keys().cloned().collect())
            .collect();
        let expected = [vec!["a", "b"], vec!["a", "b", "c"], vec!["a", "c"], vec!["b", "c"]];
        let expected = expected.map(|keys| keys.into_iter().map(String::from).collect());
        assert_eq!(made, BTreeSet::from(expected));
    }

    #[test]
    fn what_a_configuration_holds_is_drawn_again_in_such_a_place() {
        let mut maker = maker(
            vec![shape(&[("name", Holds::Text), ("port", Holds::Number)], false)],
            &[],
        );
        maker.note(&json!({"name": "token", "port": 8_080}), false);
        let made: Vec<Value> = (0..200).map(|_| maker.shaped(0, 1)).collect();
        assert!(made.iter().any(|config| config["name"] == "token"));
        assert!(made.iter().any(|config| config["port"] == 8_081));
    }

    /// What holds itself, in lists, grows with each step.
    #[test]
    fn changed_again_and_again_a_configuration_stays_small() {
        let keys = [
            ("first", Holds::Shape(0)),
            ("second", Holds::Shape(0)),
            ("call", Holds::Text),
        ];
        let mut maker = maker(vec![shape(&keys, true)], &["a", "b", "c", "d"]);
        let mut config = json!({"first": [{"call": "a"}]});
        maker.note(&config, false);
        for _ in 0..100 {
            let sweep = maker.sweep(&config);
            assert!(sweep.len() <= 8 * MOST_CHANGES);
            config = maker.vary(&config);
            assert!(places(&config).len() < 8 * MOST_PLACES, "{}", places(&config).len());
        }
    }

    #[test]
    fn a_sweep_takes_everything_out_and_puts_each_word_everywhere() {
        let mut dictionary = Dictionary::default();
        dictionary.add(["nacos", "requestBody", "not a name"].map(String::from));
        let config = json!({"source": "ip", "phase": {"status": 1}});
        let found = Maker::new(dictionary, 1).sweep(&config);
        let has = |place: &str| found.iter().any(|config| config.pointer(place).is_some());
        assert!(
            found.contains(&json!({"phase": {"status": 1}})) && found.contains(&json!({"source": "ip", "phase": {}}))
        );
        assert!(has("/requestBody") && has("/phase/requestBody") && has("/nacos"));
        assert!(found.iter().any(|config| config["source"] == "nacos"));
        assert!(found.iter().any(|config| config["phase"]["status"] == 0));
        assert!(!has("/not a name"));
    }
}
