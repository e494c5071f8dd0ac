//! The corpus of a fuzzer, as the tests replay it.

use std::path::PathBuf;

/// Puts each file of `fuzz/corpus/{target}` to `judge`; answers how many there were.
///
/// # Panics
/// If there is no such folder, and where `judge` does.
#[expect(
    clippy::print_stdout,
    reason = "a test that fails shows which file it was"
)]
pub(crate) fn replay(target: &str, judge: impl Fn(&[u8])) -> usize {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let files = std::fs::read_dir(folder.join(target)).expect("a corpus");
    let mut count = 0;
    for file in files {
        let path = file.expect("readable").path();
        println!("{}", path.display());
        judge(&std::fs::read(path).expect("readable"));
        count += 1;
    }
    count
}
