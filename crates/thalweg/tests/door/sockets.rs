//! `GET /api/ws`, by a client that shares nothing with the server's own codec.

mod calls;
mod channels;
mod ends;
mod frames;
mod opening;
mod sessions;
