use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::StreamExt as _;
use http::{HeaderName, HeaderValue, StatusCode};
use parking_lot::Mutex;
use reqwest::Client;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use rmcp::model::{ClientJsonRpcMessage, ClientRequest, JsonRpcMessage};
use rmcp::transport::common::client_side_sse::BoxedSseResponse;
use rmcp::transport::common::http_header::{HEADER_MCP_PROTOCOL_VERSION, HEADER_SESSION_ID};
use rmcp::transport::streamable_http_client::{
    StreamableHttpClient, StreamableHttpError, StreamableHttpPostResponse,
    StreamableHttpResponseLimits,
};
use serde_json::Value;

/// The revision in which a tool says of itself that it can be called only as a task. Those before know no
/// tasks, those after have no such word.
const REVISION: &str = "2025-11-25";

/// The tools that can be called only as tasks, which Thalweg does not do: a server refuses every other
/// call of them. The SDK drops that word of a tool, so it is read beside it, from lists of tools alone.
#[derive(Debug, Clone, Default)]
pub(super) struct OnlyTasks(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Whether a list of tools is waited for.
    is_asked: bool,
    names: HashSet<String>,
}

impl OnlyTasks {
    /// Reads every list from now on, and forgets what the ones before said.
    pub(super) fn ask(&self) {
        *self.0.lock() = State {
            is_asked: true,
            names: HashSet::new(),
        };
    }

    /// Reads no more, and says what was found.
    pub(super) fn found(&self) -> HashSet<String> {
        std::mem::take(&mut *self.0.lock()).names
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.lock().is_asked
    }

    /// Takes note of a message. One that is no list, or none at all, says nothing.
    pub(super) fn read(&self, message: &[u8]) {
        let word = b"taskSupport";
        if !message.windows(word.len()).any(|part| part == word) {
            return;
        }
        let Ok(message) = serde_json::from_slice::<Value>(message) else {
            return;
        };
        let Value::Array(tools) = &message["result"]["tools"] else {
            return;
        };
        let is_one = |tool: &&Value| tool["execution"]["taskSupport"] == "required";
        let names = tools.iter().filter(is_one);
        let names = names.filter_map(|tool| Some(tool["name"].as_str()?.to_owned()));
        self.0.lock().names.extend(names);
    }
}

/// A client of HTTP that reads the lists of tools beside the SDK.
#[derive(Clone)]
pub(super) struct Reading {
    pub(super) client: Client,
    pub(super) only_tasks: OnlyTasks,
}

type Headers = HashMap<HeaderName, HeaderValue>;
type Answer = Result<StreamableHttpPostResponse, StreamableHttpError<reqwest::Error>>;
type Stream = Result<BoxedSseResponse, StreamableHttpError<reqwest::Error>>;

impl Reading {
    /// Asks again for a list that came as one piece of JSON, which the SDK gives to nobody as it was. What
    /// goes wrong here went well a moment ago, and leaves the tools as the SDK read them.
    async fn again(
        &self,
        uri: &str,
        message: &ClientJsonRpcMessage,
        session_id: Option<Arc<str>>,
        headers: Headers,
        most: usize,
    ) -> Option<()> {
        let mut request = self.client.post(uri).headers(headers.into_iter().collect());
        request = request.header(ACCEPT, "application/json, text/event-stream");
        if let Some(session_id) = session_id {
            request = request.header(HEADER_SESSION_ID, &*session_id);
        }
        let mut response = request.json(message).send().await.ok()?;
        let kind = response.headers().get(CONTENT_TYPE)?.as_bytes();
        if response.status() != StatusCode::OK || !kind.starts_with(b"application/json") {
            return None;
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.ok()? {
            if body.len() + chunk.len() > most {
                return None;
            }
            body.extend_from_slice(&chunk);
        }
        self.only_tasks.read(&body);
        Some(())
    }
}

impl StreamableHttpClient for Reading {
    type Error = reqwest::Error;

    async fn post_message(
        &self,
        uri: Arc<str>,
        message: ClientJsonRpcMessage,
        session_id: Option<Arc<str>>,
        auth_header: Option<String>,
        custom_headers: Headers,
    ) -> Answer {
        let limits = StreamableHttpResponseLimits::default();
        self.post_message_with_response_limits(
            uri,
            message,
            session_id,
            auth_header,
            custom_headers,
            limits,
        )
        .await
    }

    async fn post_message_with_response_limits(
        &self,
        uri: Arc<str>,
        message: ClientJsonRpcMessage,
        session_id: Option<Arc<str>>,
        auth_header: Option<String>,
        custom_headers: Headers,
        limits: StreamableHttpResponseLimits,
    ) -> Answer {
        let revision = custom_headers.iter().find(|(name, _)| {
            name.as_str()
                .eq_ignore_ascii_case(HEADER_MCP_PROTOCOL_VERSION)
        });
        let is_list = matches!(
            &message,
            JsonRpcMessage::Request(request)
                if matches!(request.request, ClientRequest::ListToolsRequest(_))
        );
        let is_read = is_list && revision.is_some_and(|(_, value)| value == REVISION);
        let kept = is_read.then(|| (message.clone(), session_id.clone(), custom_headers.clone()));
        let answer = self
            .client
            .post_message_with_response_limits(
                uri.clone(),
                message,
                session_id,
                auth_header,
                custom_headers,
                limits,
            )
            .await?;
        let Some((message, session_id, headers)) = kept else {
            return Ok(answer);
        };
        Ok(match answer {
            StreamableHttpPostResponse::Sse(events, session) => {
                let only_tasks = self.only_tasks.clone();
                let read = events.inspect(move |event| {
                    if let Ok(event) = event
                        && let Some(data) = &event.data
                    {
                        only_tasks.read(data.as_bytes());
                    }
                });
                StreamableHttpPostResponse::Sse(read.boxed(), session)
            }
            answer @ StreamableHttpPostResponse::Json(..) => {
                let most = limits.max_json_response_size;
                self.again(&uri, &message, session_id, headers, most).await;
                answer
            }
            answer => answer,
        })
    }

    async fn delete_session(
        &self,
        uri: Arc<str>,
        session_id: Arc<str>,
        auth_header: Option<String>,
        custom_headers: Headers,
    ) -> Result<(), StreamableHttpError<reqwest::Error>> {
        let client = &self.client;
        client
            .delete_session(uri, session_id, auth_header, custom_headers)
            .await
    }

    async fn get_stream(
        &self,
        uri: Arc<str>,
        session_id: Option<Arc<str>>,
        last_event_id: Option<String>,
        auth_header: Option<String>,
        custom_headers: Headers,
    ) -> Stream {
        let client = &self.client;
        client
            .get_stream(uri, session_id, last_event_id, auth_header, custom_headers)
            .await
    }

    async fn get_stream_with_max_sse_event_size(
        &self,
        uri: Arc<str>,
        session_id: Option<Arc<str>>,
        last_event_id: Option<String>,
        auth_header: Option<String>,
        custom_headers: Headers,
        max_sse_event_size: usize,
    ) -> Stream {
        self.client
            .get_stream_with_max_sse_event_size(
                uri,
                session_id,
                last_event_id,
                auth_header,
                custom_headers,
                max_sse_event_size,
            )
            .await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_tell_which_tools_are_only_tasks() {
        let tool = |name: &str, support: &str| json!({ "name": name, "execution": { "taskSupport": support } });
        let list = json!({ "jsonrpc": "2.0", "id": 1, "result": { "tools": [
            tool("always", "required"), tool("maybe", "optional"), tool("never", "forbidden"),
            { "name": "plain" }, { "execution": { "taskSupport": "required" } }, 7,
        ] } });
        let only_tasks = OnlyTasks::default();
        only_tasks.ask();
        assert!(only_tasks.is_asked());
        for other in ["", "{", "\"taskSupport\"", "{\"result\":\"taskSupport\"}"] {
            only_tasks.read(other.as_bytes());
        }
        only_tasks.read(list.to_string().as_bytes());
        assert_eq!(only_tasks.found(), HashSet::from(["always".to_owned()]));
        assert!(!only_tasks.is_asked() && only_tasks.found().is_empty());
    }
}
