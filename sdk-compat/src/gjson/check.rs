//! Whether a text is JSON. Levels are counted in a list, not on the call stack: a text of brackets only is harmless.

/// What may come next.
enum Next {
    Value,
    /// A value, or the end of the array that was just opened.
    FirstItem,
    /// A key, or the end of the object that was just opened.
    FirstKey,
    Key,
    Colon,
    /// What follows a value: a comma, the end of a level, or of the text.
    After,
}

/// Whether `json` is one valid JSON value, with nothing but white space around it.
pub(super) fn valid(json: &[u8]) -> bool {
    let mut arrays = Vec::new();
    let (mut at, mut next) = (0, Next::Value);
    loop {
        at += json[at..]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
            .count();
        let Some(&byte) = json.get(at) else {
            return matches!(next, Next::After) && arrays.is_empty();
        };
        let in_array = arrays.last().copied();
        at += 1;
        next = match (next, byte) {
            (Next::FirstItem, b']') | (Next::FirstKey, b'}') => close(&mut arrays),
            (Next::Value | Next::FirstItem, b'{') => {
                arrays.push(false);
                Next::FirstKey
            }
            (Next::Value | Next::FirstItem, b'[') => {
                arrays.push(true);
                Next::FirstItem
            }
            (Next::Value | Next::FirstItem, _) => match scalar_end(json, at - 1) {
                Some(end) => {
                    at = end;
                    Next::After
                }
                None => return false,
            },
            (Next::Key | Next::FirstKey, b'"') => match string_end(json, at) {
                Some(end) => {
                    at = end;
                    Next::Colon
                }
                None => return false,
            },
            (Next::Colon, b':') => Next::Value,
            (Next::After, b',') if in_array == Some(true) => Next::Value,
            (Next::After, b',') if in_array == Some(false) => Next::Key,
            (Next::After, b']') if in_array == Some(true) => close(&mut arrays),
            (Next::After, b'}') if in_array == Some(false) => close(&mut arrays),
            _ => return false,
        };
    }
}

fn close(arrays: &mut Vec<bool>) -> Next {
    arrays.pop();
    Next::After
}

fn scalar_end(json: &[u8], start: usize) -> Option<usize> {
    let word = |word: &[u8]| json[start..].starts_with(word).then_some(start + word.len());
    match json[start] {
        b'"' => string_end(json, start + 1),
        b't' => word(b"true"),
        b'f' => word(b"false"),
        b'n' => word(b"null"),
        b'-' | b'0'..=b'9' => number_end(json, start),
        _ => None,
    }
}

fn string_end(json: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        let byte = *json.get(at)?;
        at += 1;
        match byte {
            0..0x20 => return None,
            b'"' => return Some(at),
            b'\\' => {
                let escape = *json.get(at)?;
                at += 1;
                match escape {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                    b'u' if json.get(at..at + 4)?.iter().all(u8::is_ascii_hexdigit) => at += 4,
                    _ => return None,
                }
            }
            _ => {}
        }
    }
}

fn number_end(json: &[u8], start: usize) -> Option<usize> {
    let digits = |at: usize| json[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let some_digits = |at: usize| Some(at + digits(at)).filter(|&end| end > at);
    let mut at = start + usize::from(json[start] == b'-');
    at = if json.get(at) == Some(&b'0') {
        at + 1
    } else {
        some_digits(at)?
    };
    if json.get(at) == Some(&b'.') {
        at = some_digits(at + 1)?;
    }
    if matches!(json.get(at), Some(b'e' | b'E')) {
        at += 1;
        at += usize::from(matches!(json.get(at), Some(b'+' | b'-')));
        at = some_digits(at)?;
    }
    Some(at)
}
