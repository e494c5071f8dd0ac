//! The fuzzer's corpus, put to what the fuzzer asks.

#[path = "../../../../fuzz/corpus.rs"]
mod files;
#[path = "../../../../fuzz/frames.rs"]
mod frames;

#[test]
fn the_reader_of_frames_stands_what_the_fuzzer_found() {
    let count = files::replay("frames", frames::judge);
    assert!(count >= 100, "{count} files");
}

proptest::proptest! {
    /// Some of what the fuzzer does: frames with good heads, whatever is in them.
    #[test]
    fn frames_of_all_kinds_are_judged_the_same_wherever_they_are_cut(
        how: u8,
        frames in proptest::collection::vec((proptest::sample::select(HEADS.to_vec()), "[ -~]{0,20}|.{0,8}"), 0..8),
        rest: Vec<u8>,
    ) {
        let mut bytes = vec![how];
        for (head, payload) in frames {
            bytes.extend(crate::support::sent(head, payload.as_bytes()));
        }
        bytes.extend(rest);
        frames::judge(&bytes);
    }
}

const HEADS: [u8; 12] = [
    0x81, 0x01, 0x00, 0x80, 0x82, 0x02, 0x89, 0x8a, 0x88, 0xc1, 0x41, 0xc2,
];
