//! From Go's spelling of a name to Rust's.

/// Whether `name` is spelled like an exported identifier of Go.
pub fn is_go(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// `name` in snake case. A run of capitals is one word, whose last capital begins the next word if a small letter follows:
/// `NewFQDNCluster` is `new_fqdn_cluster`.
pub fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 8);
    for (at, &letter) in letters.iter().enumerate() {
        let after = at.checked_sub(1).map(|before| letters[before]);
        let ends_small = after.is_some_and(|after| after.is_ascii_lowercase() || after.is_ascii_digit());
        let ends_run = after.is_some_and(|after| after.is_ascii_uppercase())
            && letters.get(at + 1).is_some_and(|next| next.is_ascii_lowercase());
        if letter.is_ascii_uppercase() && (ends_small || ends_run) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_the_go_sdk() {
        for (go, rust) in [
            ("SetCtx", "set_ctx"),
            ("GetHttpRequestHeader", "get_http_request_header"),
            ("NewFQDNCluster", "new_fqdn_cluster"),
            ("UnifySSEChunk", "unify_sse_chunk"),
            ("ResetID", "reset_id"),
            ("MarshalJSON", "marshal_json"),
            ("GetK8sCluster", "get_k8s_cluster"),
            ("Sha256Sum", "sha256_sum"),
            ("HGetAll", "h_get_all"),
            ("SetEx", "set_ex"),
            ("Get", "get"),
            ("X", "x"),
        ] {
            assert!(is_go(go));
            assert_eq!(snake(go), rust);
        }
        assert!(!is_go("as_bytes") && !is_go("_Hidden"));
    }
}
