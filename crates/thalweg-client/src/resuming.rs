use std::time::Duration;

use crate::{Client, ClientError, EventStream, Request, SseEvent};

/// How long to wait between two tries to come back.
const WAIT: Duration = Duration::from_millis(50);

/// An event stream that comes back from its last cursor whenever it was lost, also to a server
/// that was started anew elsewhere.
#[derive(Debug)]
pub struct Resuming {
    client: Client,
    target: String,
    cursor: Option<String>,
    stream: Option<EventStream>,
    /// How often it came back.
    pub returns: usize,
}

impl Resuming {
    /// A stream of `target`, a path and query, from `cursor`.
    pub const fn new(client: Client, target: String, cursor: Option<String>) -> Self {
        Self {
            client,
            target,
            cursor,
            stream: None,
            returns: 0,
        }
    }

    /// The place of the last event that was given.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Goes on with another server from the same place.
    pub fn move_to(&mut self, client: Client) {
        self.client = client;
        self.stream = None;
    }

    /// The next event of the server's, `welcome` included; nothing once it answered 204 or the
    /// stream ended cleanly after a terminal event. Waits for a server that is away.
    ///
    /// # Errors
    /// [`ClientError::Status`] for a refusal that coming back does not cure.
    pub async fn next(&mut self) -> Result<Option<SseEvent>, ClientError> {
        loop {
            let Some(stream) = &mut self.stream else {
                match self.open().await {
                    Ok(stream) => self.stream = Some(stream),
                    Err(ClientError::Status { status: 204, .. }) => return Ok(None),
                    Err(error @ ClientError::Status { .. }) => return Err(error),
                    Err(_) => tokio::time::sleep(WAIT).await,
                }
                continue;
            };
            match stream.next().await {
                Ok(Some(event)) if event.kind == "reconnect" => {
                    self.stream = None;
                    self.returns += 1;
                    tokio::time::sleep(WAIT).await;
                }
                Ok(Some(event)) => {
                    if let Some(id) = &event.id {
                        self.cursor = Some(id.clone());
                    }
                    return Ok(Some(event));
                }
                Ok(None) => return Ok(None),
                Err(_) => {
                    self.stream = None;
                    self.returns += 1;
                }
            }
        }
    }

    async fn open(&self) -> Result<EventStream, ClientError> {
        let mut request = Request::get(&self.target);
        if let Some(cursor) = &self.cursor {
            request = request.header("last-event-id", cursor);
        }
        self.client.stream(request).await
    }
}
