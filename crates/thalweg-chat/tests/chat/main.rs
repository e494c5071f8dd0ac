//! The chat's behaviour, through its door, over the memory twin of the store.

mod branches;
mod continues;
mod conversations;
mod drafts;
mod drain;
mod endings;
mod faults;
mod forks;
mod hours;
mod idempotency;
mod joining;
mod kept;
mod messages;
mod naming;
mod ownership;
mod queue;
mod races;
mod recover;
mod start;
mod stop;
mod support;
mod system;
mod templates;
