//! What a host is made with. The plugin is the one that is installed on the thread.

use crate::{Str, go};

/// What [`NewHostEmulator`](super::NewHostEmulator) is given.
#[derive(Default)]
pub struct EmulatorOption {
    pub(super) plugin_configuration: Vec<u8>,
    pub(super) vm_configuration: Vec<u8>,
    pub(super) properties: Vec<(Vec<Str>, Vec<u8>)>,
}

/// No configuration and no properties.
#[go]
pub fn NewEmulatorOption() -> EmulatorOption {
    EmulatorOption::default()
}

#[go]
impl EmulatorOption {
    /// The configuration of the plugin.
    pub fn WithPluginConfiguration(self, data: impl AsRef<[u8]>) -> Self {
        EmulatorOption {
            plugin_configuration: data.as_ref().to_vec(),
            ..self
        }
    }

    /// The configuration of the VM.
    pub fn WithVMConfiguration(self, data: impl AsRef<[u8]>) -> Self {
        EmulatorOption {
            vm_configuration: data.as_ref().to_vec(),
            ..self
        }
    }

    /// A property that is there from the start.
    pub fn WithProperty(self, path: &[&str], value: impl AsRef<[u8]>) -> Self {
        let path = path.iter().map(|part| Str::copy_of(part.as_bytes())).collect();
        let mut properties = self.properties;
        properties.push((path, value.as_ref().to_vec()));
        EmulatorOption { properties, ..self }
    }
}
