use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::ToolPermission;

use crate::tools::Chosen;
use crate::{Chat, Rejection, ToolOffer};

impl Chat {
    /// What a model may call for `by`: all that are switched on and not denied, or those of `named`
    /// that are.
    pub(crate) async fn offers(
        &self,
        by: &PrincipalId,
        named: Option<&[String]>,
    ) -> Result<Vec<ToolOffer>, StoreError> {
        if named.is_some_and(<[String]>::is_empty) {
            return Ok(Vec::new());
        }
        let chosen = self.chosen_tools(by).await?;
        let is_named =
            |tool: &Chosen| named.is_none_or(|named| named.iter().any(|n| n == tool.tool.name()));
        let offered = chosen.iter().filter(|tool| may_be_called(tool));
        Ok(offered
            .filter(|tool| is_named(tool))
            .map(|chosen| ToolOffer {
                name: chosen.tool.name().into(),
                description: chosen.tool.description().into(),
                schema: chosen.tool.input().json().clone(),
            })
            .collect())
    }

    /// Whether `by` may know of all the tools that a request names.
    pub(crate) fn check_tools(
        &self,
        by: &PrincipalId,
        named: Option<&[String]>,
    ) -> Result<(), Rejection> {
        let unknown = |name: &&String| self.tool_for(by, name).is_none();
        match named.unwrap_or_default().iter().find(unknown) {
            Some(name) => Err(Rejection::UnknownTool(name.clone())),
            None => Ok(()),
        }
    }
}

/// Whether a tool may be called at all.
pub(super) fn may_be_called(chosen: &Chosen) -> bool {
    chosen.enabled && chosen.permission != ToolPermission::Deny
}
