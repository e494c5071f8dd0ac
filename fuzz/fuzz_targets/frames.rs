//! What a client sends over a WebSocket.
#![no_main]

#[path = "../frames.rs"]
mod frames;

libfuzzer_sys::fuzz_target!(|data: &[u8]| frames::judge(data));
