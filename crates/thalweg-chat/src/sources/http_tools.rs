use std::time::Duration;

use thalweg_log::{Batch, ChannelName, NewEvent, PrincipalId, StoreError};
use thalweg_wire::{
    FieldError, HttpTool, HttpToolPage, HttpToolPatch, NewHttpTool, TestHttpTool, TestedHttpTool,
    Time, ToolOrigin, kind,
};
use tokio::time::Instant;

use super::created::{Created, create};
use super::names::{choice_forgotten, commit, name_deleted};
use super::service::definition;
use super::{SourceError, Sources};
use crate::events::json;
use crate::jobs::size_of;
use crate::key::Key;
use crate::{AsOf, InputSchema, ToolError};

/// The most HTTP tools besides those of the configuration.
const MOST: usize = 200;
/// How long a try may take if the tool does not say.
const USUAL: Duration = Duration::from_secs(30);

impl Sources {
    /// All HTTP tools, by name, with the place in the log that the list is of.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn http_tools(&self) -> Result<HttpToolPage, StoreError> {
        let AsOf { value, position } = self.store().http_tools(&PrincipalId::owner()).await?;
        let stored = value.into_iter();
        let stored = stored.filter(|tool| self.fixed_http_tool(&tool.name).is_none());
        let mut items: Vec<_> = self.fixed_http_tools().chain(stored).collect();
        items.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(HttpToolPage {
            items: items.into_iter().map(|tool| self.shown(tool)).collect(),
            next_cursor: None,
            as_of: Some(self.chat().hub().cursor_at(position).to_string()),
        })
    }

    /// Makes an HTTP tool, which can be called as soon as this resolves. `key` is the request's
    /// idempotency key.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn create_http_tool(
        &self,
        new: NewHttpTool,
        key: Option<String>,
    ) -> Result<HttpTool, SourceError> {
        let (owner, now) = (PrincipalId::owner(), self.chat().now());
        let key = key.map(|key| Key::new(&owner, key, "http-tool", &new, now.0));
        let _lock = self.chat().locks().hold_for(&owner).await;
        let make = self.new_http_tool(new);
        let tool = match create(self.chat(), key, make, changed).await? {
            Created::Now(tool) => tool,
            Created::Before(tool) => return Ok(tool),
        };
        self.maker().put(definition(tool.clone()));
        Ok(self.shown(tool))
    }

    /// Changes an HTTP tool; what the patch leaves out stays. Calls that run go on as they began.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn update_http_tool(
        &self,
        name: &str,
        patch: HttpToolPatch,
    ) -> Result<HttpTool, SourceError> {
        let _lock = self.chat().locks().hold_for(&PrincipalId::owner()).await;
        let old = self.stored_http_tool(name).await?;
        let (created_at, before) = (old.created_at, definition(old));
        let after = tidied(patched(before.clone(), patch));
        let faults = self.maker().check(&after);
        if !faults.is_empty() {
            return Err(SourceError::Invalid(faults));
        }
        let tool = HttpTool {
            created_at,
            ..defined(after.clone(), self.chat().now())
        };
        commit(self.chat(), Batch::of(vec![changed(&tool)])).await?;
        self.maker().put(after);
        Ok(self.shown(tool))
    }

    /// Deletes an HTTP tool, and forgets what its owner chose of it. Calls that run go on.
    ///
    /// # Errors
    /// [`SourceError`], each with its cause.
    pub async fn delete_http_tool(&self, name: &str) -> Result<(), SourceError> {
        let owner = PrincipalId::owner();
        let _lock = self.chat().locks().hold_for(&owner).await;
        self.stored_http_tool(name).await?;
        let mut events = vec![name_deleted(kind::HTTP_TOOL, name)];
        events.extend(choice_forgotten(self.chat(), name).await?);
        let done = commit(self.chat(), Batch::of(events)).await;
        self.chat().kept_choices().forget(&owner);
        done?;
        self.maker().remove(name);
        Ok(())
    }

    /// Asks once as a tool would, and keeps nothing.
    ///
    /// # Errors
    /// [`SourceError::Invalid`] if the tool or its arguments are not right. That the tool fails is no
    /// error: the answer says it.
    pub async fn test_http_tool(&self, test: TestHttpTool) -> Result<TestedHttpTool, SourceError> {
        let TestHttpTool { tool, args } = test;
        let tool = tidied(tool);
        let faults = self.maker().check(&tool).into_iter();
        let mut faults: Vec<_> = faults
            .map(|fault| FieldError {
                path: format!("tool.{}", fault.path),
                ..fault
            })
            .collect();
        // What is no schema is among the faults.
        if let Ok(schema) = InputSchema::new(tool.input_schema.clone()) {
            faults.extend(schema.check(&args));
        }
        if !faults.is_empty() {
            return Err(SourceError::Invalid(faults));
        }
        let limit = tool.timeout_ms;
        let limit = limit.map_or(USUAL, |time| Duration::from_millis(time.into()));
        let began = Instant::now();
        let tried = tokio::time::timeout(limit, self.maker().try_once(tool, args)).await;
        let tried = tried.unwrap_or_else(|_| {
            let seconds = limit.as_secs();
            Err(ToolError(format!("it did not end within {seconds} s")))
        });
        let most = self.chat().config().jobs.output_bytes;
        let tried = tried.and_then(|output| match size_of(&output, most) {
            Some(_) => Ok(output),
            None => Err(ToolError(format!("the result is longer than {most} bytes"))),
        });
        let (output, error) = match tried {
            Ok(output) => (Some(output), None),
            Err(ToolError(words)) => (None, Some(words)),
        };
        Ok(TestedHttpTool {
            ok: error.is_none(),
            duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            output,
            error,
        })
    }

    async fn new_http_tool(&self, new: NewHttpTool) -> Result<HttpTool, SourceError> {
        let new = tidied(new);
        let faults = self.maker().check(&new);
        if !faults.is_empty() {
            return Err(SourceError::Invalid(faults));
        }
        let stored = self.store().http_tools(&PrincipalId::owner()).await?.value;
        let is_taken = self.fixed_http_tool(&new.name).is_some()
            || stored.iter().any(|tool| tool.name == new.name)
            || self.chat().tool_source().tool(&new.name).is_some();
        if is_taken {
            return Err(SourceError::NameTaken);
        }
        if stored.len() >= MOST {
            return Err(SourceError::Full(MOST));
        }
        Ok(defined(new, self.chat().now()))
    }

    /// A tool that can be changed.
    async fn stored_http_tool(&self, name: &str) -> Result<HttpTool, SourceError> {
        if self.fixed_http_tool(name).is_some() {
            return Err(SourceError::Fixed);
        }
        let stored = self.store().http_tools(&PrincipalId::owner()).await?.value;
        let found = stored.into_iter().find(|tool| tool.name == name);
        found.ok_or(SourceError::NotFound)
    }

    /// The tool with why it is not offered, if it is not.
    fn shown(&self, tool: HttpTool) -> HttpTool {
        let offered = self.chat().tool_source().tool(&tool.name);
        let is_hidden = offered.is_some_and(|other| other.origin() != ToolOrigin::Http);
        let hidden = || "another tool has this name, and was there first".to_owned();
        let problem = self.maker().problem(&tool.name);
        HttpTool {
            problem: problem.or_else(|| is_hidden.then(hidden)),
            ..tool
        }
    }
}

/// A tool as it is kept.
pub(super) fn defined(new: NewHttpTool, at: Time) -> HttpTool {
    HttpTool {
        name: new.name,
        title: new.title,
        description: new.description,
        input_schema: new.input_schema,
        method: new.method,
        url: new.url,
        headers: new.headers,
        body: new.body,
        result_path: new.result_path,
        timeout_ms: new.timeout_ms,
        annotations: new.annotations,
        allow_private: new.allow_private,
        fixed: false,
        problem: None,
        created_at: at,
        updated_at: at,
    }
}

fn patched(old: NewHttpTool, patch: HttpToolPatch) -> NewHttpTool {
    NewHttpTool {
        name: old.name,
        title: patch.title.or(old.title),
        description: patch.description.unwrap_or(old.description),
        input_schema: patch.input_schema.unwrap_or(old.input_schema),
        method: patch.method.unwrap_or(old.method),
        url: patch.url.unwrap_or(old.url),
        headers: patch.headers.unwrap_or(old.headers),
        body: patch.body.or(old.body),
        result_path: patch.result_path.or(old.result_path),
        timeout_ms: patch.timeout_ms.or(old.timeout_ms),
        annotations: patch.annotations.or(old.annotations),
        allow_private: patch.allow_private.unwrap_or(old.allow_private),
    }
}

/// Without texts that say nothing.
fn tidied(new: NewHttpTool) -> NewHttpTool {
    NewHttpTool {
        title: new.title.filter(|title| !title.trim().is_empty()),
        result_path: new.result_path.filter(|path| !path.is_empty()),
        ..new
    }
}

/// A tool that came into being or changed, in the owner's feed.
fn changed(tool: &HttpTool) -> NewEvent {
    let feed = ChannelName::user(&PrincipalId::owner());
    NewEvent::new(feed, kind::HTTP_TOOL, json(tool))
}
