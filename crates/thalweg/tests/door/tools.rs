//! Tools called by hand, and the jobs that execute them.

mod always;
mod approvals;
mod builtin;
mod calls;
mod ends;
mod limits;
mod questions;
mod questions_end;
