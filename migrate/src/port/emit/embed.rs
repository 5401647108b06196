//! Variables that the Go compiler fills with a file: `go:embed`.

use super::code::Unsupported;
use super::expr::Emitted;
use super::{EMBEDDED, EmbeddedFile, Emitter};
use crate::port::tree::{Spec, TypeId, TypeKind};
use std::path::Path;

const DIRECTIVE: &str = "//go:embed";

impl Emitter<'_> {
    /// What a variable is filled with, in the words of its directive. Between the two stand comments alone.
    pub fn embed_directive(&self, spec: &Spec) -> Option<String> {
        let file = &self.program.files[self.file.get()];
        let mut begin = spec.pos;
        for comment in file.comments.iter().rev().filter(|comment| comment.end <= spec.pos) {
            let between = file.text.get(comment.end - file.base..begin - file.base)?;
            if !matches!(between.trim().trim_end_matches('(').trim_end(), "" | "var") {
                return None;
            }
            if let Some(pattern) = comment.text.strip_prefix(DIRECTIVE)
                && pattern.starts_with([' ', '\t'])
            {
                return Some(pattern.trim().to_string());
            }
            begin = comment.pos;
        }
        None
    }

    /// The content of a file as a value of a type. The file comes along with the crate.
    pub fn file_content(&self, pattern: &str, t: TypeId) -> Emitted<String> {
        let file = &self.program.files[self.file.get()];
        let path = Path::new(&file.path).with_file_name(pattern);
        if !path.is_file() {
            return Err(Unsupported::new("go:embed of anything but one file by its plain name"));
        }
        let module = self.module_name(&self.package);
        let name = Path::new(EMBEDDED).join(module).join(pattern);
        let name = name
            .to_str()
            .ok_or_else(|| Unsupported::new("a file whose name is no text"))?;
        let bytes = format!("include_bytes!({:?})", format!("../{name}"));
        let under = self.program.under_type(t);
        let value = match under.kind {
            TypeKind::Basic => format!("{}::from_static({bytes})", self.sdk("Str")),
            TypeKind::Slice if self.is_vec(t) => format!("{bytes}.to_vec()"),
            TypeKind::Slice => format!("{}::from({bytes}.to_vec())", self.sdk("go::Slice")),
            _ => return Err(Unsupported::new("go:embed of a file tree")),
        };
        let mut files = self.embedded_files.borrow_mut();
        if !files.iter().any(|known| known.name == name) {
            files.push(EmbeddedFile {
                path,
                name: name.to_string(),
            });
        }
        Ok(match self.is_newtype(t) {
            true => format!("{}({value})", self.rust_type(t)?),
            false => value,
        })
    }
}
