//! What must hold of the reader of upstreams' event streams whatever they send. The tests of
//! `thalweg-providers` put the corpus of `sse` to it, the fuzzer everything else.

use thalweg_providers::fuzzing;

#[path = "standard.rs"]
mod standard;

/// Reads `data`, whose first byte says in which pieces the bytes come.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    // Without ids, without signs of life, and with what the end cut off.
    let expected = standard::by_the_standard(&[bytes, b"\n\n"].concat());
    let said = expected
        .events
        .into_iter()
        .map(|(_, kind, data)| (kind, data));
    let said: Vec<_> = said.filter(|(_, data)| !data.trim().is_empty()).collect();
    let is_stream = fuzzing::events([bytes]).is_some();
    for size in [bytes.len().max(1), 1, 2 + usize::from(how)] {
        let heard = fuzzing::events(bytes.chunks(size));
        assert_eq!(
            heard.as_ref(),
            is_stream.then_some(&said),
            "pieces of {size}"
        );
    }
}
