use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rmcp::RoleClient;
use rmcp::model::{
    ClientJsonRpcMessage, ClientNotification, ClientRequest, GetExtensions as _, GetMeta as _,
    JsonRpcMessage, RequestId, ServerJsonRpcMessage, ServerNotification, ServerResult,
};
use rmcp::transport::Transport;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::only_tasks::OnlyTasks;
use super::running::{Running, Sink};

/// What a transport is seen to do.
#[derive(Clone, Default)]
pub(super) struct Seen {
    /// The calls that are under way.
    pub(super) running: Running,
    /// Fires when something makes somebody doubt that the server is there.
    pub(super) doubt: Arc<Notify>,
    /// Fires when nothing more will be received.
    pub(super) ended: CancellationToken,
    /// Whether the server answered the question for its revision only after the SDK had begun to
    /// shake hands as before 2026-07-28: it has no such handshake, it is only slow.
    pub(super) is_late: Arc<AtomicBool>,
    /// What lists of tools say that the SDK does not read.
    pub(super) only_tasks: OnlyTasks,
    /// Whether a request was refused over HTTP in an answer that does not say which.
    pub(super) is_refused: Arc<AtomicBool>,
}

/// A transport whose messages are looked at as they pass, in their order. The SDK hands each notification
/// to a task of its own, which loses their order and comes too late for a call that ends meanwhile.
pub(super) struct Tap<T> {
    inner: T,
    seen: Seen,
    /// Questions for the server's revision that were not answered yet.
    asked: Vec<RequestId>,
    /// Whether the handshake of before 2026-07-28 has begun.
    shakes_hands: bool,
    /// Whether what cannot be sent is passed over: a process that ends at once does not read, and what it
    /// wrote and its end say more than that.
    is_patient: bool,
    is_process: bool,
}

impl<T> Tap<T> {
    pub(super) const fn new(inner: T, seen: Seen) -> Self {
        Self {
            inner,
            seen,
            asked: Vec::new(),
            shakes_hands: false,
            is_patient: false,
            is_process: false,
        }
    }

    /// The same for a process, which is treated with patience until it has said anything.
    pub(super) fn of_process(mut self, is_process: bool) -> Self {
        (self.is_patient, self.is_process) = (is_process, is_process);
        self
    }

    fn sent(&mut self, message: &ClientJsonRpcMessage) {
        match message {
            JsonRpcMessage::Request(request) => match &request.request {
                ClientRequest::CallToolRequest(call) => {
                    if let Some(sink) = call.extensions().get::<Sink>() {
                        let token = request.request.get_meta().get_progress_token();
                        self.seen.running.begin(request.id.clone(), token, sink);
                    }
                }
                ClientRequest::DiscoverRequest(_) => self.asked.push(request.id.clone()),
                ClientRequest::InitializeRequest(_) => self.shakes_hands = true,
                _ => {}
            },
            JsonRpcMessage::Notification(notification) => {
                if let ClientNotification::CancelledNotification(cancelled) =
                    &notification.notification
                    && let Some(id) = &cancelled.params.request_id
                {
                    self.seen.running.end(id);
                }
            }
            _ => {}
        }
    }

    /// Whether the SDK is to have a message, or that nothing more is to come.
    fn received(&mut self, message: &ServerJsonRpcMessage) -> Pass {
        match message {
            JsonRpcMessage::Notification(notification) => match &notification.notification {
                ServerNotification::ProgressNotification(progress) => {
                    self.seen.running.progress(&progress.params);
                    return Pass::Kept;
                }
                ServerNotification::LoggingMessageNotification(log) => {
                    self.seen.running.line(&line(&log.params));
                    return Pass::Kept;
                }
                _ => {}
            },
            JsonRpcMessage::Response(response) => {
                if self.was_asked(Some(&response.id)) && self.shakes_hands {
                    if matches!(response.result, ServerResult::DiscoverResult(_)) {
                        self.seen.is_late.store(true, Ordering::Release);
                        return Pass::End;
                    }
                    return Pass::Kept;
                }
                self.seen.running.end(&response.id);
            }
            JsonRpcMessage::Error(error) => {
                // A server of before that was slow to start answers what the SDK gave up: the answer
                // that counts is still to come.
                if self.was_asked(error.id.as_ref()) && self.shakes_hands {
                    return Pass::Kept;
                }
                match &error.id {
                    Some(id) => self.seen.running.end(id),
                    // Over HTTP this answers one of the requests, whose call would wait for ever: nobody
                    // can tell which. Servers that were started anew say so of a session of before.
                    None if !self.is_process && self.seen.running.is_any() => {
                        self.seen.is_refused.store(true, Ordering::Release);
                        return Pass::End;
                    }
                    None => {}
                }
            }
            JsonRpcMessage::Request(_) => {}
        }
        Pass::On
    }

    /// Whether `id` is of a question for the revision. An error that names no request is of the oldest.
    fn was_asked(&mut self, id: Option<&RequestId>) -> bool {
        let at = match id {
            Some(id) => self.asked.iter().position(|asked| is_same(asked, id)),
            None => (!self.asked.is_empty()).then_some(0),
        };
        at.map(|at| self.asked.remove(at)).is_some()
    }
}

/// What becomes of a message.
enum Pass {
    On,
    Kept,
    End,
}

impl<T: Transport<RoleClient>> Transport<RoleClient> for Tap<T> {
    type Error = T::Error;

    fn send(
        &mut self,
        message: ClientJsonRpcMessage,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send + 'static {
        self.sent(&message);
        let (sent, is_patient) = (self.inner.send(message), self.is_patient);
        async move {
            match sent.await {
                Err(_) if is_patient => Ok(()),
                sent => sent,
            }
        }
    }

    async fn receive(&mut self) -> Option<ServerJsonRpcMessage> {
        while let Some(message) = self.inner.receive().await {
            self.is_patient = false;
            match self.received(&message) {
                Pass::On => return Some(message),
                Pass::Kept => {}
                Pass::End => break,
            }
        }
        self.seen.ended.cancel();
        None
    }

    async fn close(&mut self) -> Result<(), Self::Error> {
        self.inner.close().await
    }
}

/// Whether `answered` is the number that was `asked`: some servers send it back as a text.
fn is_same(asked: &RequestId, answered: &RequestId) -> bool {
    asked == answered || asked.to_string() == answered.to_string()
}

/// A line of a server's log.
#[expect(
    deprecated,
    reason = "servers go on to write logs, and there is no other way"
)]
fn line(said: &rmcp::model::LoggingMessageNotificationParam) -> String {
    let words = said.data.as_str().map(str::to_owned);
    let words = words.unwrap_or_else(|| said.data.to_string());
    match said.logger.as_deref() {
        Some(logger) => format!("{logger}: {words}"),
        None => words,
    }
}
