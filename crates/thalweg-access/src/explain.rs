use std::sync::Arc;

use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::AccessRole;
use uuid::Uuid;

use crate::account::OWN;
use crate::{Access, Grants};

/// Somebody, as rules look at them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Their id.
    pub principal: PrincipalId,
    /// What they may do.
    pub role: AccessRole,
    /// What their credential itself allows on channels, if that is known without seeing it.
    pub grants: Option<Arc<Grants>>,
}

/// How many accounts are read at a time.
const PAGE: usize = 200;

impl Access {
    /// Who has this id: that of a principal, or of an account. Nothing if it is nobody's, or of somebody
    /// whom only a token makes known.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn known_as(&self, id: &PrincipalId) -> Result<Option<Known>, StoreError> {
        let known = |principal, role| Known {
            principal,
            role,
            grants: None,
        };
        if *id == PrincipalId::owner() {
            return Ok(Some(known(id.clone(), AccessRole::Owner)));
        }
        if let Some(of_key) = self.known_key(id) {
            return Ok(Some(of_key));
        }
        let may_be = Uuid::try_parse(id.as_str()).is_ok()
            || id.as_str().starts_with(OWN)
            || self.book.lock().is_taken(id);
        if may_be {
            return self.known_account(id).await;
        }
        let is_guest = id.as_str().starts_with("guest-");
        Ok(is_guest.then(|| known(id.clone(), AccessRole::Guest)))
    }

    /// The holder of the account that has this id, or this principal. Accounts are not found by their
    /// principal, so all are read, which an admin alone can ask for.
    async fn known_account(&self, id: &PrincipalId) -> Result<Option<Known>, StoreError> {
        let mut after = None;
        loop {
            let (rows, next) = self.list_accounts(after, PAGE).await?;
            let found = rows
                .into_iter()
                .find(|row| row.principal == *id || row.id.to_string() == id.as_str());
            if let Some(row) = found {
                return Ok(Some(Known {
                    principal: row.principal,
                    role: row.role,
                    grants: None,
                }));
            }
            match next {
                Some(next) => after = Some(next),
                None => return Ok(None),
            }
        }
    }
}
