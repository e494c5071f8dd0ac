//! The server through its own door: a whole one on port 0, asked over the network.

mod accounts;
mod audit;

mod calling;
mod cors;
mod drafts;
mod keys;
mod limits;
mod lists;
mod oidc;
mod refusals;
mod requests;
mod routes;
mod rules;
mod search;
mod shutdown;
mod sockets;
mod sources;
mod streams;
mod support;
mod system;
mod templates;
mod tickets;
mod titles;
mod tls;
mod tokens;
mod tools;
mod transfer;
mod upstreams;
