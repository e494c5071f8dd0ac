//! The place in the log from which a client wants to go on.
#![no_main]

#[path = "../cursor.rs"]
mod cursor;

libfuzzer_sys::fuzz_target!(|data: &[u8]| cursor::judge(data));
