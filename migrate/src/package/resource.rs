//! What a gateway is told of a plugin, as YAML: the resource that names the image, and the metadata in it.

use super::Delivery;
use serde::Serialize;
use serde_json::{Map, json};

/// The namespace that Higress reads plugins from.
const NAMESPACE: &str = "higress-system";

/// The resource. It names the image by its digest: what was tested is what is loaded.
pub fn wasm_plugin(delivery: &Delivery, digest: &str) -> String {
    let mut spec = Map::new();
    if let Some(config) = &delivery.config {
        spec.insert("defaultConfig".into(), config.clone());
    }
    spec.insert("phase".into(), delivery.phase.name().into());
    spec.insert("priority".into(), delivery.priority.into());
    spec.insert(
        "url".into(),
        format!("oci://{}@{digest}", delivery.image.repository).into(),
    );
    yaml(&json!({
        "apiVersion": "extensions.higress.io/v1alpha1",
        "kind": "WasmPlugin",
        "metadata": {"name": delivery.name, "namespace": NAMESPACE},
        "spec": spec,
    }))
}

/// The metadata of a plugin that brings none.
pub fn spec(delivery: &Delivery) -> String {
    yaml(&json!({
        "apiVersion": "1.0.0",
        "info": {
            "category": "custom",
            "name": delivery.name,
            "title": delivery.name,
            "description": format!("{}, see README.md", delivery.name),
            "version": delivery.image.tag,
        },
        "spec": {"phase": delivery.phase.name(), "priority": delivery.priority},
    }))
}

/// What users are told of a plugin that says nothing itself.
pub fn readme(delivery: &Delivery) -> String {
    format!("# {}\n", delivery.name)
}

fn yaml(value: &impl Serialize) -> String {
    // A reference in a line of its own is easier to find and to replace.
    let options = serde_saphyr::ser_options! { prefer_block_scalars: false };
    serde_saphyr::to_string_with_options(value, options).expect("plain data can be written as YAML")
}
