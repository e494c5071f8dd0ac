//! What a model's server answers.
#![no_main]

#[path = "../providers.rs"]
mod providers;

libfuzzer_sys::fuzz_target!(|data: &[u8]| providers::judge(data));
