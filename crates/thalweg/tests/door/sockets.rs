//! `GET /api/ws`, by a client that shares nothing with the server's own codec.

mod calls;
mod cases;
mod channels;
mod ends;
mod frames;
mod misuse;
mod opening;
mod sessions;
