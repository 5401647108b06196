//! The parsed configuration, as handlers get it.

use std::ops::Deref;
use std::rc::Rc;

/// The parsed configuration of a plugin or of one of its rules: a shared handle that derefs to it.
///
/// Go hands every handler a shallow copy of the configuration, so what a handler assigns to a field is lost, and what it
/// writes through a map or a pointer stays. Here fields cannot be assigned, and what Go writes through a map or a pointer
/// is a `Cell` or `RefCell` in the configuration.
#[doc(alias = "PluginConfig")]
pub struct Config<C>(Rc<C>);

impl<C> Config<C> {
    pub(crate) fn new(config: C) -> Self {
        Config(Rc::new(config))
    }

    /// The configuration itself, unless there are other handles to it.
    pub(crate) fn into_inner(self) -> Option<C> {
        Rc::into_inner(self.0)
    }

    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn into_any(self) -> crate::Any
    where
        C: 'static,
    {
        crate::Any::Object(self.0)
    }
}

impl<C: Default> Default for Config<C> {
    fn default() -> Self {
        Config::new(C::default())
    }
}

impl<C> Clone for Config<C> {
    fn clone(&self) -> Self {
        Config(Rc::clone(&self.0))
    }
}

impl<C> Deref for Config<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}
