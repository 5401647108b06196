//! Makes JSON that the plugin reads: what its code says, what stood in such a place before, and changes of it.

use super::dictionary::STRONG;
use super::maker::{Maker, is_name_like};
use super::places::{below, objects, owner, parent, places, put, remove};
use super::shapes::{Holds, Key};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many further keys come into a configuration at a time.
const KEYS_AT_ONCE: usize = 4;

/// How many things one list has that show one choice each.
const PACKED: usize = 6;

/// How many configurations of a hundred are drawn anew, from what is known to make sense.
const ANEW: u32 = 20;

/// Where there are more choices than so many and nothing tells which of them fit, not each of them is tried alone.
const MOST_CHOICES: usize = 40;

/// How many places a configuration has at most that is changed in every simple way, and that may grow.
const MOST_PLACES: usize = 160;

/// How many changes of one kind are tried with a configuration: those with many places have too many to try them all.
const MOST_CHANGES: usize = 64;

/// How many changes of a sweep come into one configuration at most.
const AT_ONCE: usize = 4;

/// How many values of one place are remembered.
const MOST_LEARNED: usize = 32;

/// What the names of keys have in them whose values name a service, are an HTTP status, or a wait.
const SERVICE: [&str; 5] = ["cluster", "service", "upstream", "host", "server"];
const STATUS: [&str; 2] = ["status", "code"];
const WAIT: [&str; 1] = ["timeout"];

/// Longer than whoever answers at once takes (ms, as most plugins count).
const LONG_WAIT: i64 = 1_000;

/// What stood in the places of configurations that came far, by the shape of the object and its key.
pub type Learned = BTreeMap<(usize, String), BTreeSet<String>>;

impl Maker {
    /// What a function of the plugin reads: an object with its keys, or a list of them.
    pub fn shaped(&mut self, shape: usize, depth: u32) -> Value {
        let keys = &self.dictionary.shapes.all[shape].keys;
        let is_tuple = keys.iter().all(|key| key.name.parse::<usize>().is_ok_and(|at| at < 8));
        let keys_are_pairs = is_tuple && keys.len() == 2;
        if !self.dictionary.shapes.all[shape].is_list {
            return self.one(shape, depth, is_tuple);
        }
        if !is_tuple && self.chance(40) {
            return self.pack(shape, depth);
        }
        if keys_are_pairs && self.chance(75) {
            return self.header_pairs();
        }
        // Lists in lists grow fast.
        let most = if depth > 1 { 4 } else { 2 };
        (0..self.rng.u32(0..=most))
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

    /// Pairs that are headers: of a request, as a host call takes no others, or those that an answer may have.
    fn header_pairs(&mut self) -> Value {
        let mut pairs = Vec::new();
        if self.chance(65) {
            pairs.extend([[":method", "GET"], [":path", "/"], [":authority", "example.com"]].map(|pair| json!(pair)));
        }
        pairs.extend((0..self.rng.u32(1..4)).map(|_| json!([self.header_name(), self.word()])));
        json!(pairs)
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
            Holds::Items => (0..self.items()).map(|_| self.item(shape, &key.name, depth)).collect(),
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
            0..50 if says(key, &SERVICE) => self.rng.choice(&self.clusters).cloned(),
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
            _ if says(key, &STATUS) && self.chance(30) => self.status().into(),
            _ if says(key, &WAIT) && self.chance(60) => LONG_WAIT,
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

    /// Remembers the texts of a configuration that a host call was seen to use.
    pub fn note_used(&mut self, config: &Value, used: &str) {
        let mut texts = config.clone();
        for place in places(config).iter().rev() {
            if config
                .pointer(place)
                .and_then(Value::as_str)
                .is_some_and(|text| text.len() < 3 || !used.contains(text))
            {
                remove(&mut texts, place);
            }
        }
        self.note(&texts, false);
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
                put(config, &place, other);
            }
        }
    }

    /// A configuration that differs from another in one to three places; now and then a new one of its shape.
    pub fn vary(&mut self, config: &Value) -> Value {
        let mut config = config.clone();
        if let Some(object) = config.as_object()
            && self.chance(ANEW)
            && let Some(shape) = self.shape_of(object)
        {
            return self.one(shape, 3, false);
        }
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
            2 => put(config, &place, copy),
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

    /// Every simple change of a configuration: each kind in turn, so that all of them come early.
    pub fn sweep(&mut self, config: &Value) -> Sweep {
        let mut edits = VecDeque::new();
        if places(config).len() <= MOST_PLACES {
            let words = match self.shaped_objects(config).is_empty() {
                true => self.with_words(config),
                false => Vec::new(),
            };
            let kinds = [
                self.choices_in(config),
                self.lists_in(config),
                self.with_and_without(config),
                self.without(config),
                self.limits_in(config),
                words,
            ];
            let mut kinds = kinds.map(|edits| self.some(edits).into_iter());
            loop {
                let before = edits.len();
                kinds.iter_mut().for_each(|kind| edits.extend(kind.next()));
                if edits.len() == before {
                    break;
                }
            }
        }
        Sweep {
            config: config.clone(),
            edits,
        }
    }

    /// So many changes at most, without preference.
    fn some<T>(&mut self, mut changes: Vec<T>) -> Vec<T> {
        self.rng.shuffle(&mut changes);
        changes.truncate(MOST_CHANGES);
        changes
    }

    /// Another choice in place of each text: with all keys that the same function reads beside it, and without.
    fn choices_in(&mut self, config: &Value) -> Vec<Edit> {
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
            let edit = Edit::set(&place, json!(choice));
            if let Some(whole) = shape.and_then(|shape| self.filled(&edit.applied(config), &place, shape)) {
                found.push(whole);
            }
            found.push(edit);
        }
        found
    }

    /// All that a function reads in the object that holds a place; none where it is all there.
    fn filled(&mut self, config: &Value, place: &str, shape: usize) -> Option<Edit> {
        let (parent, _) = parent(place)?;
        let mut object = config.pointer(parent)?.as_object()?.clone();
        let before = object.len();
        for key in self.missing(&object, shape) {
            object.insert(key.name.clone(), self.held(&key, shape, 2));
        }
        (object.len() > before).then(|| Edit::set(parent, Value::Object(object)))
    }

    fn missing(&self, object: &Map<String, Value>, shape: usize) -> Vec<Key> {
        let keys = self.dictionary.shapes.all[shape].keys.iter();
        keys.filter(|key| !object.contains_key(&key.name) && !key.name.contains('.'))
            .cloned()
            .collect()
    }

    /// Where the plugin reads a list of things with a choice in each: lists that show all choices, a few at a time.
    fn lists_in(&mut self, config: &Value) -> Vec<Edit> {
        let mut changes = Vec::new();
        for (place, _, shape) in self.shaped_objects(config) {
            for key in self.dictionary.shapes.all[shape].keys.clone() {
                let Holds::Shape(inner) = key.holds else { continue };
                let Some((choice, choices)) = self.widest(inner).filter(|_| self.dictionary.shapes.all[inner].is_list)
                else {
                    continue;
                };
                let mut choices: Vec<String> = choices.into_iter().collect();
                self.rng.shuffle(&mut choices);
                let chunks = choices.chunks(PACKED).map(<[String]>::to_vec);
                changes.extend(chunks.map(|chunk| (below(&place, &key.name), inner, choice.clone(), chunk)));
            }
        }
        let changes = self.some(changes).into_iter();
        changes
            .map(|(place, inner, choice, choices)| Edit::set(&place, self.packed(inner, 2, &choice, &choices)))
            .collect()
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
    fn with_and_without(&mut self, config: &Value) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (place, object, shape) in self.shaped_objects(config) {
            let missing = self.missing(&object, shape);
            let mut whole = object.clone();
            for key in &missing {
                let value = self.held(key, shape, 2);
                whole.insert(key.name.clone(), value.clone());
                edits.push(Edit::set(&below(&place, &key.name), value));
            }
            if missing.len() > 1 {
                edits.extend(object.keys().map(|key| {
                    let mut object = whole.clone();
                    object.shift_remove(key);
                    Edit::set(&place, Value::Object(object))
                }));
                edits.push(Edit::set(&place, Value::Object(whole)));
            }
        }
        edits
    }

    /// A configuration without each of its parts.
    fn without(&mut self, config: &Value) -> Vec<Edit> {
        let parts = places(config).into_iter().filter(|place| !place.is_empty());
        parts.map(|place| Edit { place, to: None }).collect()
    }

    /// Each number at its limits, each switch the other way, and each text empty.
    fn limits_in(&mut self, config: &Value) -> Vec<Edit> {
        let mut edits = Vec::new();
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
            edits.extend(others.into_iter().map(|other| Edit::set(&place, other)));
        }
        edits
    }

    /// Where nothing tells what the plugin reads: its words as further keys, and each of them in place of each text.
    fn with_words(&mut self, config: &Value) -> Vec<Edit> {
        let strong = self.dictionary.words().iter().filter(|word| word.weight >= STRONG);
        let own: Vec<String> = strong
            .map(|word| word.text.clone())
            .filter(|text| is_name_like(text))
            .collect();
        let mut edits = Vec::new();
        for place in places(config) {
            match config.pointer(&place) {
                Some(Value::Object(object)) => {
                    let missing = own.iter().filter(|key| !object.contains_key(*key));
                    edits.extend(self.with_keys(config, &place, object, missing));
                }
                Some(Value::String(_)) => edits.extend(own.iter().map(|word| Edit::set(&place, json!(word)))),
                _ => {}
            }
        }
        edits
    }

    /// An object with further keys, a few at a time: a plugin leaves alone what it does not know.
    fn with_keys<'k>(
        &mut self,
        config: &Value,
        place: &str,
        object: &Map<String, Value>,
        keys: impl Iterator<Item = &'k String>,
    ) -> Vec<Edit> {
        let mut keys: Vec<&String> = keys.collect();
        self.rng.shuffle(&mut keys);
        let values = places(config);
        let mut found = Vec::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let mut object = object.clone();
            for key in keys {
                // The plugin may read it as it reads what stands there already.
                let value = match self.rng.bool() {
                    true => config.pointer(&self.pick(&values)).cloned().unwrap_or_default(),
                    false => self.json(1),
                };
                object.insert((*key).clone(), value);
            }
            found.push(Edit::set(place, Value::Object(object)));
        }
        found
    }

    /// The next configurations of a sweep: often several changes in one, as a configuration is dear.
    pub fn swept(&mut self, sweep: &mut Sweep) -> Option<Value> {
        let count = if self.chance(40) {
            1
        } else {
            self.rng.usize(2..=AT_ONCE)
        };
        let count = count.min(sweep.edits.len());
        if count == 0 {
            return None;
        }
        let mut config = sweep.config.clone();
        sweep.edits.drain(..count).for_each(|edit| edit.apply(&mut config));
        Some(config)
    }
}

/// The simple changes of a configuration that are still to be tried.
pub struct Sweep {
    config: Value,
    edits: VecDeque<Edit>,
}

impl Sweep {
    /// Nothing is left to try.
    pub fn is_over(&self) -> bool {
        self.edits.is_empty()
    }
}

/// A change of a configuration in one place: what stands there then, or that nothing does.
struct Edit {
    place: String,
    to: Option<Value>,
}

impl Edit {
    fn set(place: &str, to: Value) -> Edit {
        Edit {
            place: place.to_string(),
            to: Some(to),
        }
    }

    fn apply(self, config: &mut Value) {
        match self.to {
            Some(to) => put(config, &self.place, to),
            None => remove(config, &self.place),
        }
    }

    fn applied(&self, config: &Value) -> Value {
        let mut config = config.clone();
        put(&mut config, &self.place, self.to.clone().unwrap_or_default());
        config
    }
}

/// Whether the name of a key has one of these words in it.
fn says(key: &str, words: &[&str]) -> bool {
    let key = key.to_ascii_lowercase();
    words.iter().any(|word| key.contains(word))
}

/// The longest wait (ms, as most plugins count) that may end before who answers at once has answered.
const RACING_WAIT: i64 = 50;

/// Waits so short that chance decides whether an answer comes before them last a second, save those that were given.
pub fn without_races(config: &mut Value, given: &[Value]) {
    for place in places(config) {
        let is_wait = place.rsplit('/').next().is_some_and(|key| says(key, &WAIT));
        let is_given = |value: &Value| given.iter().any(|given| given.pointer(&place) == Some(value));
        if let Some(value) = config.pointer_mut(&place)
            && is_wait
            && value.as_i64().is_some_and(|wait| (1..=RACING_WAIT).contains(&wait))
            && !is_given(value)
        {
            *value = json!(LONG_WAIT);
        }
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
        let found: Vec<Value> = maker
            .choices_in(&config)
            .iter()
            .map(|edit| edit.applied(&config))
            .collect();
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
        let found: Vec<Value> = maker
            .lists_in(&config)
            .iter()
            .map(|edit| edit.applied(&config))
            .collect();
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
        let config = json!({"a": "x"});
        let found = maker(vec![shape(&keys, false)], &["x"]).with_and_without(&config);
        let made: BTreeSet<Vec<String>> = found
            .iter()
            .map(|edit| edit.applied(&config).as_object().unwrap().keys().cloned().collect())
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

    #[test]
    fn pairs_are_often_headers() {
        let mut maker = maker(vec![shape(&[("0", Holds::Text), ("1", Holds::Text)], true)], &["a"]);
        let are_headers = |pairs: &Value| {
            pairs
                .as_array()
                .unwrap()
                .contains(&json!([":authority", "example.com"]))
        };
        assert!((0..20).any(|_| are_headers(&maker.shaped(0, 2))));
    }

    #[test]
    fn the_name_of_a_key_tells_what_its_value_may_be() {
        let keys = [
            ("cluster", Holds::Text),
            ("status", Holds::Number),
            ("timeoutMs", Holds::Number),
        ];
        let mut maker = maker(vec![shape(&keys, false)], &[]);
        maker.clusters = vec!["echo".into()];
        let made: Vec<Value> = (0..200).map(|_| maker.shaped(0, 1)).collect();
        let often = |key: &str, value: Value| made.iter().filter(|config| config[key] == value).count() > 30;
        assert!(often("cluster", json!("echo")) && often("timeoutMs", json!(LONG_WAIT)));
        assert!(made.iter().any(|config| config["status"] == 403));
    }

    #[test]
    fn a_text_that_a_host_call_uses_is_remembered_with_its_place() {
        let keys = [("cluster", Holds::Text), ("body", Holds::Text)];
        let mut maker = maker(vec![shape(&keys, false)], &[]);
        maker.note_used(
            &json!({"cluster": "token", "body": "other"}),
            "outbound|80||token.static",
        );
        assert_eq!(
            maker.learned,
            Learned::from([((0, "cluster".into()), texts(&["token"]))])
        );
    }

    #[test]
    fn no_wait_races_with_an_answer_unless_it_was_given() {
        let settled = |mut config: Value| {
            without_races(&mut config, &[json!({"timeout": 5})]);
            config
        };
        let calm = json!({"timeout": 5, "redis": {"readTimeout": 1_000}, "port": 2});
        assert_eq!(
            settled(json!({"timeout": 5, "redis": {"readTimeout": 2}, "port": 2})),
            calm
        );
        assert_eq!(settled(json!({"timeout": 6})), json!({"timeout": 1_000}));
        let at_once = json!({"timeout": 0});
        assert_eq!(settled(at_once.clone()), at_once);
    }

    #[test]
    fn a_sweep_ends_when_each_change_was_made() {
        let mut maker = maker(vec![shape(&[("a", Holds::Text)], false)], &["x", "y"]);
        let mut sweep = maker.sweep(&json!({"a": "x"}));
        let count = sweep.edits.len();
        let made = std::iter::from_fn(|| maker.swept(&mut sweep)).count();
        assert!(made > 0 && made <= count);
        assert!(sweep.is_over());
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
            assert!(sweep.edits.len() <= 6 * MOST_CHANGES);
            config = maker.vary(&config);
            assert!(places(&config).len() < 8 * MOST_PLACES, "{}", places(&config).len());
        }
    }

    #[test]
    fn a_sweep_takes_everything_out_and_puts_each_word_everywhere() {
        let mut dictionary = Dictionary::default();
        dictionary.add(["nacos", "requestBody", "not a name"].map(String::from));
        let config = json!({"source": "ip", "phase": {"status": 1}});
        let sweep = Maker::new(dictionary, 1).sweep(&config);
        let change = |edit: Edit| {
            let mut config = config.clone();
            edit.apply(&mut config);
            config
        };
        let found: Vec<Value> = sweep.edits.into_iter().map(change).collect();
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
