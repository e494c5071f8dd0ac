use std::sync::Arc;

use thalweg_hub::Start;
use thalweg_log::{ChannelName, Cursor};
use thalweg_wire::{
    Ack, CancelTool, ClientFrame, ErrorCode, FrameOk, InvokeFrame, Pong, Resume, ServerFrame,
    Subscribe, Unsubscribe,
};
use tokio::io::{AsyncRead, AsyncWrite};

use super::work::{Done, authenticate, follow};
use super::{Connection, Failure, SUBSCRIPTIONS, Session, say};

/// The longest id of a frame, in characters.
const ID: usize = 255;

impl<S: AsyncRead + AsyncWrite + Unpin> Connection<S> {
    /// Does what a frame asks for.
    pub(super) fn obey(&mut self, frame: ClientFrame, is_first: bool) {
        if id_of(&frame).is_some_and(|id| !is_id(id)) {
            self.strike(None, "`id` is 1 to 255 visible ASCII characters.".into());
            return;
        }
        match frame {
            ClientFrame::Resume(_) if !is_first => {
                self.strike(None, "`resume` is the first frame of a connection.".into());
            }
            ClientFrame::Resume(resume) => self.resume(&resume),
            ClientFrame::Ack(ack) => self.ack(ack),
            ClientFrame::InvokeTool(call) => self.invoke(call),
            ClientFrame::CancelTool(call) => self.cancel(call),
            ClientFrame::Subscribe(subscribe) => self.subscribe(subscribe),
            ClientFrame::Unsubscribe(unsubscribe) => self.unsubscribe(unsubscribe),
            ClientFrame::Publish(publish) => {
                self.refuse(Some(publish.id), not_supported("Publishing"));
            }
            ClientFrame::Presence(_) => self.refuse(None, not_supported("Presence")),
            ClientFrame::Auth(auth) => {
                let channels = self.subscriptions.iter();
                let channels = channels.map(|known| known.channel.clone()).collect();
                let commands = Arc::clone(&self.commands);
                self.begin_in_order(authenticate(commands, auth.token, channels));
            }
            ClientFrame::Ping(ping) => self.say(&ServerFrame::Pong(Pong { id: ping.id })),
        }
    }

    pub(super) fn refuse(&mut self, id: Option<String>, failure: Failure) {
        self.say(&say::error(id, failure));
    }

    fn resume(&mut self, resume: &Resume) {
        match resume.cursor.as_deref().map(str::parse::<Cursor>) {
            Some(Err(_)) => return self.refuse(None, bad_cursor()),
            Some(Ok(cursor)) => self.place = Some(cursor),
            None => {}
        }
        let after = resume.seq;
        let work = self.commands.resume(resume.session_id, after);
        self.begin_in_order(async move {
            match work.await {
                Ok(resumed) => Done::Resumed(resumed, after),
                Err(failure) => Done::Failed(None, failure),
            }
        });
    }

    fn ack(&mut self, ack: Ack) {
        let acked = match &mut self.session {
            Some(session) => session.link.ack(ack.seq).map_err(|refused| refused.last),
            None if ack.seq == 0 => Ok(None),
            None => Err(0),
        };
        match acked {
            Ok(Some(work)) => self.begin(async move {
                work.await;
                Done::Nothing
            }),
            Ok(None) => {}
            Err(last) => {
                let message = format!("The last frame of the session is {last}.");
                let code = ErrorCode::InvalidFields;
                self.refuse(None, Failure { code, message });
            }
        }
    }

    fn invoke(&mut self, call: InvokeFrame) {
        if self.session.is_none() {
            let link = self.commands.open_session(self.handle.id());
            // The reader comes first, so that it sees the session's first frame.
            let reader = self.hub.reader(&[link.channel()], Start::Now);
            self.session = Some(Box::new(Session {
                link,
                reader,
                after: 0,
            }));
        }
        let Some(session) = &self.session else { return };
        let id = call.id.clone();
        let work = session.link.invoke(call);
        self.begin(async move {
            match work.await {
                Ok(Some(update)) => Done::Say(ServerFrame::ToolUpdate(update)),
                Ok(None) => Done::Nothing,
                Err(failure) => Done::Failed(Some(id), failure),
            }
        });
    }

    fn cancel(&mut self, call: CancelTool) {
        let id = call.id.clone();
        let Some(id) = id.or_else(|| call.job_id.map(|job| job.to_string())) else {
            let message = "Name the call by `id` or by `jobId`.".into();
            let code = ErrorCode::InvalidFields;
            return self.refuse(None, Failure { code, message });
        };
        let work = self.commands.cancel(call);
        self.begin(async move {
            match work.await {
                Ok(()) => Done::Say(ServerFrame::Ok(FrameOk {
                    id,
                    ..FrameOk::default()
                })),
                Err(failure) => Done::Failed(Some(id), failure),
            }
        });
    }

    fn subscribe(&mut self, ask: Subscribe) {
        let Ok(channel) = ask.channel.parse::<ChannelName>() else {
            let message = "`channel` is a kind and a name, as in `job:…`.".into();
            let code = ErrorCode::Malformed;
            return self.refuse(Some(ask.id), Failure { code, message });
        };
        let place = match ask.cursor.as_deref().map(str::parse) {
            Some(Err(_)) => return self.refuse(Some(ask.id), bad_cursor()),
            Some(Ok(cursor)) => Some(cursor),
            None => self.place,
        };
        let is_new = !self.subscriptions.iter().any(|s| s.channel == channel);
        if is_new && self.subscriptions.len() >= SUBSCRIPTIONS {
            let message = format!("At most {SUBSCRIPTIONS} channels are followed at once.");
            let code = ErrorCode::LimitReached;
            return self.refuse(Some(ask.id), Failure { code, message });
        }
        let permit = self.commands.permit(&channel);
        let start = place.map_or(Start::Now, Start::After);
        self.begin_in_order(follow(self.hub.clone(), permit, ask.id, channel, start));
    }

    fn unsubscribe(&mut self, ask: Unsubscribe) {
        self.subscriptions
            .retain(|subscription| subscription.channel.as_str() != ask.channel);
        self.say(&ServerFrame::Ok(FrameOk {
            id: ask.id,
            ..FrameOk::default()
        }));
    }
}

/// The `id` of a frame, if it has one.
fn id_of(frame: &ClientFrame) -> Option<&str> {
    match frame {
        ClientFrame::InvokeTool(call) => Some(&call.id),
        ClientFrame::CancelTool(call) => call.id.as_deref(),
        ClientFrame::Subscribe(ask) => Some(&ask.id),
        ClientFrame::Unsubscribe(ask) => Some(&ask.id),
        ClientFrame::Publish(ask) => Some(&ask.id),
        ClientFrame::Ping(ping) => ping.id.as_deref(),
        ClientFrame::Resume(_)
        | ClientFrame::Ack(_)
        | ClientFrame::Presence(_)
        | ClientFrame::Auth(_) => None,
    }
}

fn is_id(id: &str) -> bool {
    (1..=ID).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

fn not_supported(what: &str) -> Failure {
    Failure {
        code: ErrorCode::NotSupported,
        message: format!("{what} is not there yet. Nothing was done."),
    }
}

fn bad_cursor() -> Failure {
    let message = "A cursor is that of an earlier event, or an `asOf`, as it was given.";
    Failure {
        code: ErrorCode::MalformedCursor,
        message: message.into(),
    }
}
