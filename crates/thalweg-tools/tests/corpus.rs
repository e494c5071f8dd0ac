//! The fuzzer's corpus, put to what the fuzzer asks.

#[path = "../../../fuzz/corpus.rs"]
mod corpus;
#[path = "../../../fuzz/tools.rs"]
mod tools;

#[test]
fn tools_stand_what_the_fuzzer_found() {
    let count = corpus::replay("tools", tools::judge);
    assert!(count >= 10, "{count} files");
}
