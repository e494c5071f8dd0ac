//! The cases of `conformance/ws`: what a client may send byte by byte, against the codec alone and
//! against the server over TCP.

mod codec;
mod file;
mod made;
mod server;
