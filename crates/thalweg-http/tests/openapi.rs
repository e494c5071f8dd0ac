//! The committed document is what the routes say.

#[test]
fn the_document_in_the_repository_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");
    let committed = std::fs::read_to_string(path).expect("openapi.json");
    let made = thalweg_http::openapi()
        .to_pretty_json()
        .expect("a document");
    assert!(committed.trim_end() == made, "run `cargo xtask codegen`");
}
