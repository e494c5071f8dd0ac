//! The fuzzer's corpus, put to what the fuzzer asks.

#[path = "../../../fuzz/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/tokens.rs"]
mod tokens;

#[test]
fn tokens_stand_what_the_fuzzer_found() {
    let count = corpus::replay("tokens", tokens::judge);
    assert!(count >= 10, "{count} files");
}
