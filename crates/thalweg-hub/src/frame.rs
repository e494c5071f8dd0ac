use std::sync::OnceLock;

use bytes::Bytes;
use thalweg_log::Event;
use thalweg_wire::{encode_sse, encode_sse_wrapped};

use crate::Counters;

/// An event in a hot tail with its bytes, which are made once for all readers, when the first
/// reader of a dialect asks.
#[derive(Debug)]
pub struct Frame {
    event: Event,
    sse: OnceLock<Bytes>,
    wrapped: OnceLock<Bytes>,
    ws: OnceLock<Bytes>,
    ws_small: OnceLock<Bytes>,
}

/// The two forms of an event on a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WsForm {
    /// As it is.
    Plain,
    /// For those with whom compression was agreed.
    Compressed,
}

impl Frame {
    pub(crate) const fn new(event: Event) -> Self {
        Self {
            event,
            sse: OnceLock::new(),
            wrapped: OnceLock::new(),
            ws: OnceLock::new(),
            ws_small: OnceLock::new(),
        }
    }

    /// The event.
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// Its bytes on a stream of one channel.
    pub fn sse(&self, counters: &Counters) -> Bytes {
        let encode = || {
            Counters::add(&counters.encodings, 1);
            encode_sse(&self.event)
        };
        self.sse.get_or_init(encode).clone()
    }

    /// Its bytes on a stream of several channels.
    pub fn sse_wrapped(&self, counters: &Counters) -> Bytes {
        let encode = || {
            Counters::add(&counters.encodings, 1);
            encode_sse_wrapped(&self.event, None)
        };
        self.wrapped.get_or_init(encode).clone()
    }

    /// Its bytes on a WebSocket, which `encode` makes for the first reader who asks for that form.
    pub fn ws(
        &self,
        form: WsForm,
        counters: &Counters,
        encode: impl FnOnce(&Event) -> Bytes,
    ) -> Bytes {
        let encode = || {
            Counters::add(&counters.encodings, 1);
            encode(&self.event)
        };
        let kept = match form {
            WsForm::Plain => &self.ws,
            WsForm::Compressed => &self.ws_small,
        };
        kept.get_or_init(encode).clone()
    }

    /// What the frame costs in memory, about, in bytes.
    pub(crate) fn size(&self) -> usize {
        // The event with its pointers, and the bytes of one dialect beside its data.
        256 + 2 * self.event.data.len() + self.event.private.as_ref().map_or(0, Bytes::len)
    }
}
