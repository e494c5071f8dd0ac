use std::sync::Arc;

use thalweg_access::{Asking, Grants, Identity, Verb};
use thalweg_log::{ChannelKind, ChannelName, PrincipalId, StoreError};
use thalweg_wire::AccessRole;

use crate::AppState;

/// Who wants something of a channel.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) principal: PrincipalId,
    pub(crate) role: AccessRole,
    pub(crate) grants: Option<Arc<Grants>>,
}

impl From<&Identity> for Reader {
    fn from(identity: &Identity) -> Self {
        Self {
            principal: identity.principal.clone(),
            role: identity.role,
            grants: identity.grants.clone(),
        }
    }
}

/// Whether something may be done with a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    /// It may.
    Given,
    /// It may not, but something else may.
    Refused,
    /// To who asks, there is no such channel.
    NoChannel,
}

impl Reader {
    /// Asks whose the channel is, or the rules. This is the only place where that is asked, whatever the
    /// transport.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub(crate) async fn may(
        &self,
        app: &AppState,
        verb: Verb,
        channel: &ChannelName,
    ) -> Result<Permission, StoreError> {
        let owned = matches!(
            channel.kind(),
            ChannelKind::Conversation | ChannelKind::Job | ChannelKind::Session
        );
        if owned {
            let own = app.chat.authorize_channel(&self.principal, channel).await?;
            // Only the server publishes there.
            return Ok(match (own, verb) {
                (true, Verb::Subscribe | Verb::History) => Permission::Given,
                (true, Verb::Publish | Verb::Presence) => Permission::Refused,
                (false, _) => Permission::NoChannel,
            });
        }
        let asking = Asking {
            principal: &self.principal,
            role: self.role,
            own: self.grants.as_ref().map_or(&[], |grants| grants.as_slice()),
        };
        let decision = app.access.rules().decide(asking, channel, verb);
        Ok(match decision {
            decision if decision.allowed => Permission::Given,
            decision if decision.known => Permission::Refused,
            _ => Permission::NoChannel,
        })
    }
}
