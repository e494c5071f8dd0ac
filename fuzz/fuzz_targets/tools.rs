//! What tools are given and give back.
#![no_main]

#[path = "../tools.rs"]
mod tools;

libfuzzer_sys::fuzz_target!(|data: &[u8]| tools::judge(data));
