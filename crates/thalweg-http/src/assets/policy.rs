//! The Content-Security-Policy of a page.

use http::HeaderValue;

use super::table::Asset;

/// The policy under which `asset`, a page of HTML, is shown.
///
/// Inline scripts and styles are named by their hashes. `style="…"` attributes need
/// `'unsafe-hashes'`, which allows exactly the listed ones; it is there only for pages with such
/// attributes. `'unsafe-inline'` is nowhere: a style or script that is injected at run time is refused.
///
/// Images may come from elsewhere, over TLS alone: the page asks for one only when its reader has
/// allowed it, and an image is all that can then be loaded from there.
///
/// Source: Content Security Policy Level 3, sections 6.7.3 and 8.3.
pub(super) fn content_security_policy(asset: &Asset) -> HeaderValue {
    let mut policy = String::from("default-src 'self'; script-src 'self'");
    push_hashes(&mut policy, asset.scripts);
    policy.push_str("; style-src 'self'");
    push_hashes(&mut policy, asset.styles);
    if !asset.style_attributes.is_empty() {
        policy.push_str(" 'unsafe-hashes'");
        push_hashes(&mut policy, asset.style_attributes);
    }
    policy.push_str(
        "; connect-src 'self'; img-src 'self' data: https:; font-src 'self'; object-src 'none'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    // Hashes are base64 and everything else is written above, so the value is always valid; the
    // strictest policy stands in should a manifest ever hold something else.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn push_hashes(policy: &mut String, hashes: &[&str]) {
    for hash in hashes {
        policy.push_str(" '");
        policy.push_str(hash);
        policy.push('\'');
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{CHAT, DOCS};
    use super::content_security_policy;

    #[test]
    fn inline_scripts_and_styles_are_named_by_hash() {
        let policy = content_security_policy(&CHAT);
        let policy = policy.to_str().expect("a policy is ASCII");
        assert!(
            policy.contains("; script-src 'self' 'sha256-one=' 'sha256-two='; "),
            "{policy}"
        );
        assert!(
            policy
                .contains("; style-src 'self' 'sha256-tag=' 'unsafe-hashes' 'sha256-attribute='; "),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }

    #[test]
    fn a_page_without_inline_parts_allows_none() {
        let policy = content_security_policy(&DOCS);
        assert_eq!(
            policy,
            "default-src 'self'; script-src 'self'; style-src 'self'; connect-src 'self'; \
             img-src 'self' data: https:; font-src 'self'; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'"
        );
    }
}
