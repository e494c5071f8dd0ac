//! Event streams to the letter of the wire contract, section 3.

mod as_of;
mod batch;
mod catch_up;
mod channels;
mod continues;
mod ends;
mod folding;
mod head;
mod opening;
mod prolong;
mod queue;
mod resume;
mod stop;
