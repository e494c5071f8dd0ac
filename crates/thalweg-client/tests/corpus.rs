//! The fuzzer's corpus, put to what the fuzzer asks.

#[path = "../../../fuzz/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/sse.rs"]
mod sse;

#[test]
fn the_reader_of_streams_stands_what_the_fuzzer_found() {
    let count = corpus::replay("sse", sse::judge);
    assert!(count >= 10, "{count} files");
}
