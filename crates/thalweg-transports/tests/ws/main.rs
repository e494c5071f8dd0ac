//! WebSocket frames, by the sections of the usual list of cases: 1 framing, 2 pings, 3 reserved
//! bits, 4 opcodes, 5 fragments, 6 UTF-8, 7 closing, 9 and 10 sizes, 12 and 13 compression.

mod closing;
mod compression;
mod corpus;
mod fragments;
mod framing;
mod support;
mod texts;
