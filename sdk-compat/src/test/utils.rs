//! Questions about header lists. Names are compared without regard to case.

use crate::{Str, go};

/// Whether there is a header with this name.
#[go]
pub fn HasHeader(headers: &[[Str; 2]], header_name: impl AsRef<[u8]>) -> bool {
    GetHeaderValue(headers, header_name).is_some()
}

/// The first value of this header.
#[go]
pub fn GetHeaderValue(headers: &[[Str; 2]], header_name: impl AsRef<[u8]>) -> Option<Str> {
    let name = header_name.as_ref();
    let found = headers.iter().find(|[other, _]| other.eq_ignore_ascii_case(name));
    found.map(|[_, value]| value.clone())
}

/// Whether the first value of this header is `expected_value`, without regard to case.
#[go]
pub fn HasHeaderWithValue(
    headers: &[[Str; 2]],
    header_name: impl AsRef<[u8]>,
    expected_value: impl AsRef<[u8]>,
) -> bool {
    GetHeaderValue(headers, header_name).is_some_and(|value| value.eq_ignore_ascii_case(expected_value.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers;

    #[test]
    fn the_first_header_of_a_name_counts() {
        let list = headers![["X-A", "One"], ["x-a", "two"]];
        assert!(HasHeader(list, "x-A"));
        assert!(!HasHeader(list, "x-b"));
        assert_eq!(GetHeaderValue(list, "x-a"), Some("One".into()));
        assert_eq!(GetHeaderValue(list, "x-b"), None);
        assert!(HasHeaderWithValue(list, "x-a", "ONE"));
        assert!(!HasHeaderWithValue(list, "x-a", "two"));
    }
}
