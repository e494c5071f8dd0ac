//! How often what may be done, from where, and what happens when too much comes at once.

mod addresses;
mod connections;
mod frames;
mod overload;
mod requests;
mod tokens;
