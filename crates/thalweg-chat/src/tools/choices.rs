use std::collections::HashMap;
use std::sync::Arc;

use thalweg_log::{AppendError, Batch, ChannelName, NewEvent, PrincipalId, StoreError};
use thalweg_wire::{Tool as ToolView, ToolChoice, ToolPage, ToolPatch, ToolPermission, kind};

use super::Tool;
use crate::Chat;
use crate::events::json;

/// Why a choice was not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateToolError {
    /// No such tool.
    #[error("no such tool")]
    NotFound,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A tool, as somebody may call it.
pub(crate) struct Chosen {
    pub(crate) tool: Arc<dyn Tool>,
    pub(crate) permission: ToolPermission,
    pub(crate) enabled: bool,
}

impl Chat {
    /// The tools that `by` may know of, with what they chose.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn tools(&self, by: &PrincipalId) -> Result<ToolPage, StoreError> {
        // A definition is told and offered under this lock: who was told of one finds it here.
        let _lock = self.locks().hold_for(by).await;
        let chosen = self.chosen_tools(by).await?;
        Ok(ToolPage {
            items: chosen.iter().map(shown).collect(),
            next_cursor: None,
        })
    }

    /// Changes what `by` chose of a tool; what the patch leaves out stays.
    ///
    /// # Errors
    /// [`UpdateToolError`], each with its cause.
    pub async fn update_tool(
        &self,
        by: &PrincipalId,
        name: &str,
        patch: ToolPatch,
    ) -> Result<ToolView, UpdateToolError> {
        let _lock = self.locks().hold_for(by).await;
        let tool = self.tool_for(by, name).ok_or(UpdateToolError::NotFound)?;
        let old = self.tool_choice(by, name).await?;
        let choice = ToolChoice {
            name: name.into(),
            permission: patch
                .permission
                .or(old.as_ref().and_then(|old| old.permission)),
            enabled: patch.enabled.or(old.as_ref().and_then(|old| old.enabled)),
        };
        if old.as_ref() != Some(&choice) {
            let event = tool_chosen(by, &choice);
            let appended = self.hub().append(Batch::of(vec![event])).await;
            self.kept_choices().forget(by);
            appended.map_err(AppendError::unexpected)?;
        }
        Ok(shown(&with(tool, Some(&choice))))
    }

    /// The tool of that name, if `by` may know of it.
    pub(crate) fn tool_for(&self, by: &PrincipalId, name: &str) -> Option<Arc<dyn Tool>> {
        let tool = self.tool_source().tool(name);
        tool.filter(|tool| is_for(&**tool, by))
    }

    /// The tool of that name with what `by` chose of it, if they may know of it.
    pub(crate) async fn chosen_tool(
        &self,
        by: &PrincipalId,
        name: &str,
    ) -> Result<Option<Chosen>, StoreError> {
        let Some(tool) = self.tool_for(by, name) else {
            return Ok(None);
        };
        let choice = self.tool_choice(by, name).await?;
        Ok(Some(with(tool, choice.as_ref())))
    }

    /// All tools that `by` may know of.
    pub(crate) async fn chosen_tools(&self, by: &PrincipalId) -> Result<Vec<Chosen>, StoreError> {
        let choices = self.kept_choices().get(by, self.store()).await?;
        let choices: HashMap<&str, _> = choices.iter().map(|c| (&*c.name, c)).collect();
        let tools = self.tool_source().tools().into_iter();
        let own = tools.filter(|tool| is_for(&**tool, by));
        Ok(own
            .map(|tool| {
                let choice = choices.get(tool.name()).copied();
                with(tool, choice)
            })
            .collect())
    }

    pub(crate) async fn tool_choice(
        &self,
        by: &PrincipalId,
        name: &str,
    ) -> Result<Option<ToolChoice>, StoreError> {
        let all = self.kept_choices().get(by, self.store()).await?;
        Ok(all.iter().find(|choice| choice.name == name).cloned())
    }
}

/// What somebody chose of a tool, in their feed.
pub(crate) fn tool_chosen(by: &PrincipalId, choice: &ToolChoice) -> NewEvent {
    NewEvent::new(ChannelName::user(by), kind::TOOL_CHOICE, json(choice))
}

/// Whether somebody may know of a tool.
fn is_for(tool: &dyn Tool, who: &PrincipalId) -> bool {
    !tool.is_owners() || *who == PrincipalId::owner()
}

fn with(tool: Arc<dyn Tool>, choice: Option<&ToolChoice>) -> Chosen {
    let permission = choice.and_then(|choice| choice.permission);
    Chosen {
        permission: permission.unwrap_or_else(|| tool.permission()),
        enabled: choice.and_then(|choice| choice.enabled).unwrap_or(true),
        tool,
    }
}

fn shown(chosen: &Chosen) -> ToolView {
    let tool = &chosen.tool;
    ToolView {
        name: tool.name().into(),
        title: tool.title().into(),
        description: tool.description().into(),
        input_schema: tool.input().json().clone(),
        source: tool.origin(),
        server: tool.server().map(Into::into),
        annotations: tool.annotations(),
        permission: chosen.permission,
        enabled: chosen.enabled,
    }
}
