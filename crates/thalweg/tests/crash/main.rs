//! The real binary, ended in every way there is, started in every way that must fail, and held up by
//! readers and disks.

mod calls;
mod drain;
mod forgetful;
mod full;
mod jobs;
mod kill;
mod queue;
mod server;
mod slow;
mod sockets;
mod starts;
