//! An image in the layout of the Open Container Initiative: a blob for each layer, the manifest, and the index that names it.

use flate2::{Compression, GzBuilder};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const ARCHIVE: &str = "application/vnd.oci.image.layer.v1.tar+gzip";

/// A layer: one file.
pub struct Layer {
    name: &'static str,
    media_type: &'static str,
    /// As it is pulled.
    pub bytes: Vec<u8>,
    /// The digest of what is in it.
    inner: String,
}

impl Layer {
    /// A file as it is.
    pub fn file(name: &'static str, media_type: &'static str, bytes: Vec<u8>) -> Self {
        Layer {
            name,
            media_type,
            inner: digest(&bytes),
            bytes,
        }
    }

    /// A file in an archive, which tells nothing of who packed it and when.
    pub fn archive(name: &'static str, content: &[u8]) -> Self {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        let mut archive = tar::Builder::new(Vec::new());
        let in_memory = "an archive in memory can be written";
        archive.append_data(&mut header, name, content).expect(in_memory);
        let archive = archive.into_inner().expect(in_memory);
        let mut zip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
        zip.write_all(&archive).expect(in_memory);
        Layer {
            name,
            media_type: ARCHIVE,
            inner: digest(&archive),
            bytes: zip.finish().expect(in_memory),
        }
    }

    fn descriptor(&self) -> Value {
        let mut descriptor = descriptor(self.media_type, &self.bytes);
        descriptor["annotations"] = json!({"org.opencontainers.image.title": self.name});
        descriptor
    }
}

/// Writes the image into a folder, and returns the digest of its manifest.
pub fn write(folder: &Path, layers: &[Layer], tag: &str) -> io::Result<String> {
    let blobs = folder.join("blobs/sha256");
    fs::create_dir_all(&blobs)?;
    let put = |bytes: &[u8]| {
        let digest = digest(bytes);
        fs::write(blobs.join(digest.trim_start_matches("sha256:")), bytes).map(|()| digest)
    };
    for layer in layers {
        put(&layer.bytes)?;
    }
    let inner: Vec<_> = layers.iter().map(|layer| &layer.inner).collect();
    let config = text(&json!({
        "architecture": "wasm",
        "os": "wasip1",
        "rootfs": {"type": "layers", "diff_ids": inner},
    }));
    put(&config)?;
    let manifest = text(&json!({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(CONFIG, &config),
        "layers": layers.iter().map(Layer::descriptor).collect::<Vec<_>>(),
    }));
    let manifest_digest = put(&manifest)?;
    let mut named = descriptor(MANIFEST, &manifest);
    named["annotations"] = json!({"org.opencontainers.image.ref.name": tag});
    let index = json!({
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.index.v1+json",
        "manifests": [named],
    });
    fs::write(folder.join("index.json"), text(&index))?;
    fs::write(folder.join("oci-layout"), text(&json!({"imageLayoutVersion": "1.0.0"})))?;
    Ok(manifest_digest)
}

fn text(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

fn descriptor(media_type: &str, bytes: &[u8]) -> Value {
    json!({"mediaType": media_type, "digest": digest(bytes), "size": bytes.len()})
}

fn digest(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}
