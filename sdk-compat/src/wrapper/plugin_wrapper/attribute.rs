//! What a plugin says about a stream in the access log and in traces.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::rc::Rc;

use super::HttpContext;
use crate::encoding::json;
use crate::fmt::Sprint;
use crate::panics::go_panics;
use crate::wrapper::utils::kind;
use crate::wrapper::{MarshalStr, UnmarshalStr};
use crate::{Any, Error, Str, args, go, proxywasm};

/// The property that the access log shows as the plugin's own.
pub const CustomLogKey: &str = "custom_log";
/// The property that the access log shows as that of AI plugins.
pub const AILogKey: &str = "ai_log";
/// What the names of properties begin with that become tags of the trace.
pub const TraceSpanTagPrefix: &str = "trace_span_tag.";

/// The attributes of a stream: a map of values by name, which copies share, as Go's maps do.
///
/// ```
/// use sdk_compat::wrapper::UserAttributes;
/// let attributes = UserAttributes::from([("model", "m")]);
/// attributes.borrow_mut().insert("tokens".into(), 7.into());
/// assert_eq!(attributes.clone().borrow().len(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct UserAttributes(Rc<RefCell<BTreeMap<Str, Any>>>);

impl Deref for UserAttributes {
    type Target = RefCell<BTreeMap<Str, Any>>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<BTreeMap<Str, Any>> for UserAttributes {
    fn from(map: BTreeMap<Str, Any>) -> Self {
        UserAttributes(Rc::new(RefCell::new(map)))
    }
}

impl<K: Into<Str>, V: Into<Any>> FromIterator<(K, V)> for UserAttributes {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let members = members.into_iter().map(|(key, value)| (key.into(), value.into()));
        members.collect::<BTreeMap<Str, Any>>().into()
    }
}

impl<K: Into<Str>, V: Into<Any>, const N: usize> From<[(K, V); N]> for UserAttributes {
    fn from(members: [(K, V); N]) -> Self {
        members.into_iter().collect()
    }
}

#[go]
impl HttpContext {
    /// Sets an attribute of the stream.
    pub fn SetUserAttribute(self, key: impl Into<Str>, value: impl Into<Any>) {
        let previous = self.GetUserAttributeMap().borrow_mut().insert(key.into(), value.into());
        drop(previous);
    }

    /// An attribute of the stream; nil when there is none.
    pub fn GetUserAttribute(self, key: impl AsRef<[u8]>) -> Any {
        self.GetUserAttributeMap()
            .borrow()
            .get(key.as_ref())
            .cloned()
            .unwrap_or_default()
    }

    /// Makes `kvmap` the attributes of the stream.
    pub fn SetUserAttributeMap(self, kvmap: impl Into<UserAttributes>) {
        if let Some(stream) = self.stream() {
            let previous = stream.user_attributes.replace(Some(kvmap.into()));
            drop(previous);
        }
    }

    /// The attributes of the stream: what is changed there is changed here.
    pub fn GetUserAttributeMap(self) -> UserAttributes {
        self.stream()
            .map(|stream| stream.user_attributes.borrow_mut().get_or_insert_default().clone())
            .unwrap_or_default()
    }

    /// [`Self::WriteUserAttributeToLogWithKey`] with [`CustomLogKey`].
    pub fn WriteUserAttributeToLog(self) -> Option<Error> {
        self.WriteUserAttributeToLogWithKey(CustomLogKey)
    }

    /// Adds the attributes to the JSON object that the access log shows under `key`.
    ///
    /// # Errors
    /// When what stands there is no JSON object (it stays, whatever the log says), or the host refuses the new one.
    pub fn WriteUserAttributeToLogWithKey(self, key: impl Into<Str>) -> Option<Error> {
        let key = key.into();
        let before = Str::from(proxywasm::GetProperty(&[&key]).unwrap_or_default());
        let members = match members(&before) {
            Ok(members) => members,
            Err(err) => {
                let format = "Unmarshal failed, will overwrite %s, pre value is: %s";
                self.log().Warnf(format, args![key, before]);
                return Some(err);
            }
        };
        let attributes = self.GetUserAttributeMap().borrow().clone();
        let object = with(members, attributes);
        // What JSON has nothing for makes the whole of it empty, as in Go, and the host is not even asked.
        let object = json::Marshal(object).unwrap_or_default();
        let text = MarshalStr(object);
        let err = proxywasm::SetProperty(&[&key], &text)?;
        let format = "failed to set %s in filter state, raw is %s, err is %v";
        self.log().Warnf(format, args![key, text, &err]);
        Some(err)
    }

    /// Makes every attribute a tag of the trace, as Go's `fmt.Sprint` prints it. What is empty or refused is logged; there is
    /// never an error.
    pub fn WriteUserAttributeToTrace(self) -> Option<Error> {
        // A copy, as the host may lead into another callback of the plugin meanwhile. Go's order is random here.
        let attributes = self.GetUserAttributeMap().borrow().clone();
        for (key, value) in &attributes {
            let tag = Str::from([TraceSpanTagPrefix.as_bytes(), key].concat());
            let value = Sprint(args![value]);
            let refused = if value.is_empty() {
                Some(Error::new([b"value of ", &*tag, b" is empty"].concat()))
            } else {
                proxywasm::SetProperty(&[&tag], &value)
            };
            if let Some(err) = refused {
                let format = "Failed to set trace attribute - %s: %s, error message: %v";
                self.log().Warnf(format, args![tag, value, err]);
            }
        }
        None
    }
}

/// The members and the attributes, which win. Go cannot write attributes to what was null.
fn with(members: Option<BTreeMap<Str, Any>>, attributes: BTreeMap<Str, Any>) -> Any {
    if members.is_none() && attributes.is_empty() {
        return Any::Nil;
    }
    let mut members = members.unwrap_or_else(|| {
        go_panics("assignment to entry in nil map");
        BTreeMap::new()
    });
    members.extend(attributes);
    Any::from(members)
}

/// The members of the JSON object, or null, that lies in a JSON string without its quotes.
fn members(text: &Str) -> Result<Option<BTreeMap<Str, Any>>, Error> {
    if text.is_empty() {
        return Ok(Some(BTreeMap::new()));
    }
    let object = UnmarshalStr([b"\"", &**text, b"\""].concat());
    match json::Unmarshal(object)? {
        Any::Map(members) => Ok(Some(members.into())),
        Any::Nil => Ok(None),
        other => Err(Error::new(format!(
            "json: cannot unmarshal {} into Go value of type map[string]interface {{}}",
            kind(&other)
        ))),
    }
}
