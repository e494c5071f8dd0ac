//! The fuzzer's corpus, put to what the fuzzer asks.

#[path = "../../../fuzz/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/cursor.rs"]
mod cursor;

#[test]
fn cursors_stand_what_the_fuzzer_found() {
    let count = corpus::replay("cursor", cursor::judge);
    assert!(count >= 10, "{count} files");
}
