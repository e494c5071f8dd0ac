//! Accounts: who may make one, who is signed in where, and what ends that.

mod life;
mod register;
mod revoke;
mod roles;
mod sign_in;
mod users;
