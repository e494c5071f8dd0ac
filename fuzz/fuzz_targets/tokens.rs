//! The credential of somebody whom another vouches for.
#![no_main]

#[path = "../tokens.rs"]
mod tokens;

libfuzzer_sys::fuzz_target!(|data: &[u8]| tokens::judge(data));
