//! An event stream, as the client reads one, and as the server reads one of a model's server.
#![no_main]

#[path = "../sse.rs"]
mod sse;
#[path = "../upstream.rs"]
mod upstream;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    sse::judge(data);
    upstream::judge(data);
});
