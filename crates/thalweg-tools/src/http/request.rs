use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, RequestBuilder, Url};
use serde_json::{Map, Value};
use thalweg_chat::{InputSchema, Tool, ToolContext, ToolError};
use thalweg_wire::{
    HttpBody, HttpMethod, NamedValue, NewHttpTool, ToolAnnotations, ToolOrigin, ToolPermission,
};

use super::Outside;
use super::answer::result;
use super::template::{Template, scalar};
use crate::Secrets;
use crate::fetch::{Bounds, Got, client, failed, read, redirect, shown};
use crate::percent::percent_encoded;

/// How many redirects are followed.
const REDIRECTS: usize = 5;
/// How long a call may take if the tool does not say.
const USUAL: Duration = Duration::from_secs(30);

/// A tool that is an HTTP request. One that is running goes on as it began, whatever becomes of its
/// definition.
pub(super) struct HttpRequest {
    tool: NewHttpTool,
    template: Template,
    input: InputSchema,
    outside: Outside,
}

/// What goes along with the address.
struct Content {
    headers: HeaderMap,
    body: Option<(HeaderValue, String)>,
    /// Whether a header has a secret.
    is_secret: bool,
}

impl HttpRequest {
    /// Makes a tool of what was found to be right.
    ///
    /// # Errors
    /// What is wrong with it nevertheless, in words for a person.
    pub(super) fn new(tool: NewHttpTool, outside: Outside) -> Result<Self, String> {
        let template = Template::parse(&tool.url)?;
        let input = InputSchema::new(tool.input_schema.clone());
        Ok(Self {
            template,
            input: input.map_err(|error| error.to_string())?,
            tool,
            outside,
        })
    }

    /// Asks with these arguments, which fit the schema. The result has no secrets, and neither has a
    /// failure.
    pub(super) async fn ask(
        &self,
        args: Map<String, Value>,
        log: impl Fn(&str),
    ) -> Result<Value, ToolError> {
        let secrets = &self.outside.secrets;
        let log = |line: &str| log(&secrets.redact(line));
        let answer = async {
            let mut got = self.send(&args, log).await?;
            // Before anything is cut, which would leave a part of a secret.
            if let Ok(text) = std::str::from_utf8(&got.body) {
                got.body = secrets.redact(text).into_bytes();
            }
            result(
                got,
                self.tool
                    .result_path
                    .as_deref()
                    .filter(|path| !path.is_empty()),
            )
        };
        match answer.await {
            Ok(value) => Ok(secrets.redact_json(value)),
            Err(ToolError(words)) => Err(ToolError(secrets.redact(&words))),
        }
    }

    async fn send(&self, args: &Map<String, Value>, log: impl Fn(&str)) -> Result<Got, ToolError> {
        let (mut url, content) = self.written(args)?;
        let (method, first) = (self.method(), url.origin());
        let bounds = Bounds {
            resolver: &*self.outside.resolver,
            allowed: if self.tool.allow_private {
                |_| true
            } else {
                self.outside.allowed
            },
            silence: self.limit(),
            refused: "is not on the public internet; `allowPrivate` lets this tool ask it",
        };
        for _ in 0..=REDIRECTS {
            let client = client(&bounds, &url).await?;
            log(&format!("{method} {}", shown(&url)));
            let request = client.request(method.clone(), url.clone());
            let request = content.put(request, url.origin() == first);
            let response = request.send().await.map_err(|error| failed(&url, &error))?;
            let Some(next) = redirect(&url, &response)? else {
                return read(url, response).await;
            };
            let host = url.host_str().unwrap_or_default();
            if method != Method::GET {
                let words = format!("`{host}` sends on, and only a `GET` is sent on");
                return Err(ToolError(words));
            }
            if content.is_secret {
                let words = format!("`{host}` sends on, and a request with secrets is not sent on");
                return Err(ToolError(words));
            }
            url = next;
        }
        let words = format!("there are more than {REDIRECTS} redirects");
        Err(ToolError(words))
    }

    /// The address, and what goes along with it.
    fn written(&self, args: &Map<String, Value>) -> Result<(Url, Content), ToolError> {
        let mut url = self.template.fill(args)?;
        let placed: Vec<&str> = self.template.places().collect();
        let rest = args
            .iter()
            .filter(|(name, _)| !placed.contains(&name.as_str()));
        let rest: Map<String, Value> = rest.map(|(k, v)| (k.clone(), v.clone())).collect();
        let body = match (self.tool.method, self.tool.body.unwrap_or(HttpBody::Json)) {
            (HttpMethod::Get | HttpMethod::Delete, _) | (_, HttpBody::None) => {
                let pairs = pairs(&rest);
                if !pairs.is_empty() {
                    url.query_pairs_mut().extend_pairs(pairs);
                }
                None
            }
            (_, HttpBody::Json) => {
                let kind = HeaderValue::from_static("application/json");
                Some((kind, Value::Object(rest).to_string()))
            }
            (_, HttpBody::Form) => {
                let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
                Some((kind, form(&pairs(&rest))))
            }
        };
        let (headers, is_secret) = headers(&self.tool.headers, &self.outside.secrets)?;
        let content = Content {
            headers,
            body,
            is_secret,
        };
        Ok((url, content))
    }

    const fn method(&self) -> Method {
        match self.tool.method {
            HttpMethod::Get => Method::GET,
            HttpMethod::Post => Method::POST,
            HttpMethod::Put => Method::PUT,
            HttpMethod::Patch => Method::PATCH,
            HttpMethod::Delete => Method::DELETE,
        }
    }
}

impl Content {
    /// Headers of the owner go to whom they are meant for, and not where that one sends on to.
    fn put(&self, request: RequestBuilder, is_theirs: bool) -> RequestBuilder {
        let own = if is_theirs {
            self.headers.clone()
        } else {
            HeaderMap::new()
        };
        let mut headers = HeaderMap::new();
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("application/json, text/*;q=0.9"),
        );
        if let Some((kind, _)) = &self.body {
            headers.insert(CONTENT_TYPE, kind.clone());
        }
        // Takes the place of what has the same name.
        headers.extend(own);
        let request = request.headers(headers);
        match &self.body {
            Some((_, body)) => request.body(body.clone()),
            None => request,
        }
    }
}

/// Headers with their secrets filled in, and whether there are any.
fn headers(named: &[NamedValue], secrets: &Secrets) -> Result<(HeaderMap, bool), ToolError> {
    let (mut headers, mut is_secret) = (HeaderMap::new(), false);
    for NamedValue { name, value } in named {
        let filled = secrets
            .fill(value)
            .map_err(|error| ToolError(error.to_string()))?;
        let cannot = || ToolError(format!("the header `{name}` cannot be sent as it is"));
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| cannot())?;
        let mut value_of = HeaderValue::from_str(&filled).map_err(|_| cannot())?;
        if Secrets::has_place(value) {
            value_of.set_sensitive(true);
            is_secret = true;
        }
        headers.append(header, value_of);
    }
    Ok((headers, is_secret))
}

/// Arguments as pairs: of a list one for each entry, of what is deeper its JSON; null is left out.
fn pairs(args: &Map<String, Value>) -> Vec<(&str, String)> {
    let mut pairs = Vec::new();
    for (name, value) in args {
        let several = match value {
            Value::Array(items) => items.iter().collect(),
            Value::Null => Vec::new(),
            one => vec![one],
        };
        let text = |value: &Value| scalar(value).unwrap_or_else(|| value.to_string());
        pairs.extend(
            several
                .into_iter()
                .map(|value| (name.as_str(), text(value))),
        );
    }
    pairs
}

fn form(pairs: &[(&str, String)]) -> String {
    let pair = |(name, value): &(&str, String)| {
        format!("{}={}", percent_encoded(name), percent_encoded(value))
    };
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpRequest").field(&self.tool.name).finish()
    }
}

#[async_trait]
impl Tool for HttpRequest {
    fn name(&self) -> &str {
        &self.tool.name
    }

    fn title(&self) -> &str {
        self.tool.title.as_deref().unwrap_or(&self.tool.name)
    }

    fn description(&self) -> &str {
        &self.tool.description
    }

    fn input(&self) -> &InputSchema {
        &self.input
    }

    fn origin(&self) -> ToolOrigin {
        ToolOrigin::Http
    }

    fn annotations(&self) -> ToolAnnotations {
        self.tool.annotations.unwrap_or_default()
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Ask
    }

    fn is_owners(&self) -> bool {
        true
    }

    fn limit(&self) -> Duration {
        let own = self.tool.timeout_ms;
        own.map_or(USUAL, |time| Duration::from_millis(time.into()))
    }

    async fn run(
        &self,
        context: ToolContext,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        self.ask(args, |line| context.log(line)).await
    }
}
