//! What a stream says, in time that the test owns.

mod batch;
mod controls;
mod ends;
mod filter;
mod flush;
mod life;
mod streams;
mod support;
