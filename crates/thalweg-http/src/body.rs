use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

/// How many bytes are held of bodies that are on the way. These have no place among what is in work, so
/// this is what bounds them.
#[derive(Debug, Clone, Default)]
pub(crate) struct OnTheWay(Arc<AtomicUsize>);

/// Why a body is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    /// It is longer than it may be.
    TooLarge,
    /// The peer went away.
    BrokenOff,
    /// All that are on the way together are longer than they may be.
    TooMany,
}

/// The bytes of one of them.
struct Share<'a> {
    of: &'a OnTheWay,
    bytes: usize,
}

impl OnTheWay {
    /// All of a body, which is at most `most` bytes long, if all together are at most `all`.
    ///
    /// # Errors
    /// [`Unread`], without what came so far.
    pub(crate) async fn collect(
        &self,
        mut body: Body,
        most: usize,
        all: usize,
    ) -> Result<Bytes, Unread> {
        let (mut share, mut held) = (Share { of: self, bytes: 0 }, BytesMut::new());
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Unread::BrokenOff)?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            if held.len() + data.len() > most {
                return Err(Unread::TooLarge);
            }
            if share.grow(data.len()) > all {
                return Err(Unread::TooMany);
            }
            held.extend_from_slice(&data);
        }
        Ok(held.freeze())
    }
}

impl Share<'_> {
    /// Takes more; answers how much all hold.
    fn grow(&mut self, by: usize) -> usize {
        self.bytes += by;
        self.of.0.fetch_add(by, Ordering::Relaxed) + by
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        self.of.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
