use std::future::Future;
use std::sync::Arc;
use std::task::{Context, Poll};

use thalweg_hub::{Hub, Reader, Start};
use thalweg_log::{ChannelName, Seq, StoreError, Timestamp};
use thalweg_wire::{ErrorCode, FrameOk, ResetReason, ServerFrame, SocketReset};
use tokio::io::{AsyncRead, AsyncWrite};

use super::{Commands, Connection, Failure, Resumed, Session, Subscription, Work};
use crate::ws::CloseCode;

/// What came of something that went on beside the connection.
pub(super) enum Done {
    Nothing,
    Say(ServerFrame),
    Failed(Option<String>, Failure),
    Subscribed(String, Box<Subscription>, Seq),
    /// The session after that frame, if it goes on.
    Resumed(Option<Resumed>, u64),
    /// Until when the fresh credential counts, and what it does not let them follow any more.
    Authenticated(Result<(Option<Timestamp>, Vec<ChannelName>), Failure>),
}

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Lets something go on beside the connection.
    pub(super) fn begin(&mut self, work: impl Future<Output = Done> + Send + 'static) {
        self.works.push((Box::pin(work), false));
    }

    /// The same; frames that come after it are not looked at before it is done.
    pub(super) fn begin_in_order(&mut self, work: impl Future<Output = Done> + Send + 'static) {
        self.in_order = true;
        self.works.push((Box::pin(work), true));
    }

    /// Takes what is done; whether something is.
    pub(super) fn poll_works(&mut self, cx: &mut Context<'_>) -> bool {
        let (mut moved, mut at) = (false, 0);
        while let Some((work, in_order)) = self.works.get_mut(at) {
            match work.as_mut().poll(cx) {
                Poll::Pending => at += 1,
                Poll::Ready(done) => {
                    if *in_order {
                        self.in_order = false;
                    }
                    drop(self.works.swap_remove(at));
                    self.take_done(done);
                    moved = true;
                }
            }
        }
        if self.works.is_empty() {
            self.works = Vec::new();
        }
        moved
    }

    fn take_done(&mut self, done: Done) {
        match done {
            Done::Nothing => {}
            Done::Say(frame) => self.say(&frame),
            Done::Failed(id, failure) => {
                self.refuse(id, failure);
            }
            Done::Subscribed(id, subscription, seq) => {
                let cursor = Some(subscription.reader.cursor().to_string());
                let seq = Some(seq.get());
                self.say(&ServerFrame::Ok(FrameOk { id, cursor, seq }));
                let channel = &subscription.channel;
                self.subscriptions.retain(|old| old.channel != *channel);
                if self.subscriptions.len() == self.subscriptions.capacity() {
                    // Most follow one channel: no room for the three more that a list has at first.
                    let more = self.subscriptions.len().max(1);
                    self.subscriptions.reserve_exact(more);
                }
                self.subscriptions.push(*subscription);
            }
            Done::Resumed(resumed, after) => {
                self.go_on(resumed, after);
            }
            Done::Authenticated(Ok((until, lost))) => {
                self.config.expires_at = until;
                for channel in lost {
                    self.subscriptions.retain(|known| known.channel != channel);
                    let code = ErrorCode::Forbidden;
                    let message =
                        format!("`{channel}` is followed no more: the token does not let you.");
                    self.refuse(None, Failure { code, message });
                }
            }
            Done::Authenticated(Err(failure)) => {
                self.refuse(None, failure);
                self.close(CloseCode::CREDENTIAL, "the credential is none");
            }
        }
    }

    fn go_on(&mut self, resumed: Option<Resumed>, after: u64) {
        let Some(Resumed { link, from, last }) = resumed else {
            self.welcome(self.handle.id(), false, 0);
            return self.say(&ServerFrame::Reset(SocketReset {
                cursor: None,
                reason: ResetReason::UnknownCursor,
                channels: Vec::new(),
            }));
        };
        self.welcome(link.id(), true, last);
        let start = Start::AfterPosition(from);
        let reader = self.hub.reader(&[link.channel()], start);
        self.session = Some(Box::new(Session {
            link,
            reader,
            after,
        }));
    }
}

/// Takes a fresh credential, and asks anew for what is followed.
pub(super) async fn authenticate(
    commands: Arc<dyn Commands>,
    token: String,
    channels: Vec<ChannelName>,
) -> Done {
    let until = match commands.authenticate(token).await {
        Ok(until) => until,
        Err(failure) => return Done::Authenticated(Err(failure)),
    };
    let mut lost = Vec::new();
    for channel in channels {
        // Whatever cannot be asked for is not given.
        if commands.permit(&channel).await != Ok(true) {
            lost.push(channel);
        }
    }
    Done::Authenticated(Ok((until, lost)))
}

/// A reader of a channel, if it may be followed.
pub(super) async fn follow(
    hub: Hub,
    permit: Work<Result<bool, Failure>>,
    id: String,
    channel: ChannelName,
    start: Start,
) -> Done {
    match permit.await {
        Err(failure) => return Done::Failed(Some(id), failure),
        Ok(true) => {}
        Ok(false) => {
            let code = ErrorCode::NotFound;
            let message = "There is no such channel.".into();
            return Done::Failed(Some(id), Failure { code, message });
        }
    }
    let reader: Reader = hub.reader(std::slice::from_ref(&channel), start);
    match hub.store().last_seq(&channel).await {
        Ok(seq) => Done::Subscribed(id, Box::new(Subscription { channel, reader }), seq),
        Err(error) => Done::Failed(Some(id), unreadable(&error)),
    }
}

fn unreadable(error: &StoreError) -> Failure {
    tracing::error!(%error, "a channel cannot be followed");
    Failure {
        code: ErrorCode::Internal,
        message: "The channel cannot be read now. Try again.".into(),
    }
}
