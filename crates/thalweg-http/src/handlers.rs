pub(crate) mod conversations;
pub(crate) mod events;
pub(crate) mod messages;
pub(crate) mod queue;
pub(crate) mod realtime;
pub(crate) mod search;
pub(crate) mod server;
pub(crate) mod templates;
