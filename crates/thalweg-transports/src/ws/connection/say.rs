use bytes::Bytes;
use thalweg_hub::{Counters, Frame, WsForm};
use thalweg_log::{Event, Seq};
use thalweg_wire::{FrameError, ServerFrame, encode_ws, encode_ws_session};

use super::Failure;
use crate::ws::{compress, text_frame, text_frame_of_compressed};

/// Shorter texts are not worth compressing.
const SHORT: usize = 128;

/// How a connection writes its frames.
#[derive(Debug, Clone, Copy)]
pub(super) struct Voice {
    /// Compression was agreed.
    pub(super) compresses: bool,
}

impl Voice {
    /// A text as a frame.
    fn text(self, text: &[u8]) -> Bytes {
        let small = (self.compresses && text.len() >= SHORT).then(|| compress(text));
        match small.flatten() {
            Some(small) => text_frame_of_compressed(&small),
            None => text_frame(text),
        }
    }

    /// An event that others get as well.
    pub(super) fn shared(self, frame: &Frame, counters: &Counters) -> Bytes {
        let form = if self.compresses {
            WsForm::Compressed
        } else {
            WsForm::Plain
        };
        frame.ws(form, counters, |event| self.text(&encode_ws(event, None)))
    }

    /// An event that was read for this connection.
    pub(super) fn stored(self, event: &Event, first: Option<Seq>) -> Bytes {
        self.text(&encode_ws(event, first))
    }

    /// A frame of the session, from its event.
    pub(super) fn session(self, event: &Event) -> Bytes {
        self.text(&encode_ws_session(event))
    }

    /// What the server says by itself.
    pub(super) fn frame(self, frame: &ServerFrame) -> Bytes {
        // The wire's own types always are JSON.
        self.text(&serde_json::to_vec(frame).unwrap_or_default())
    }
}

/// What a client is told of a frame that was not obeyed.
pub(super) fn error(id: Option<String>, failure: Failure) -> ServerFrame {
    ServerFrame::Error(FrameError {
        seq: None,
        id,
        job_id: None,
        status: None,
        code: failure.code,
        message: failure.message,
        retryable: failure.code.is_retryable(),
    })
}
