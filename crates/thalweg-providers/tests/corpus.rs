//! The fuzzer's corpus, put to what the fuzzer asks.

#[path = "../../../fuzz/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/providers.rs"]
mod providers;
#[path = "../../../fuzz/upstream.rs"]
mod upstream;

#[test]
fn the_reader_of_answers_stands_what_the_fuzzer_found() {
    let count = corpus::replay("providers", providers::judge);
    assert!(count >= 10, "{count} files");
}

#[test]
fn the_reader_of_streams_stands_what_the_fuzzer_found() {
    let count = corpus::replay("sse", upstream::judge);
    assert!(count >= 10, "{count} files");
}
