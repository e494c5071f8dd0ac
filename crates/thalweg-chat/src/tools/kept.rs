use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::ToolChoice;

use crate::ChatStore;

/// How many people's choices are kept; with more, all are looked up anew.
const MOST: usize = 10_000;

/// What people chose of their tools, as it was looked up last: a run's start waits for it.
///
/// Right as long as this process alone changes choices, which must [`KeptChoices::forget`] them.
#[derive(Default)]
pub(crate) struct KeptChoices(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    by: HashMap<PrincipalId, Arc<[ToolChoice]>>,
    /// How often something was forgotten: what was looked up before is not kept after.
    forgotten: u64,
}

impl KeptChoices {
    /// The choices of `by`.
    ///
    /// # Errors
    /// [`StoreError`] if they have to be looked up and the store cannot be read.
    pub(crate) async fn get(
        &self,
        by: &PrincipalId,
        store: &dyn ChatStore,
    ) -> Result<Arc<[ToolChoice]>, StoreError> {
        let before = {
            let kept = self.0.lock();
            if let Some(choices) = kept.by.get(by) {
                return Ok(Arc::clone(choices));
            }
            kept.forgotten
        };
        let choices: Arc<[ToolChoice]> = store.tool_choices(by).await?.into();
        let mut kept = self.0.lock();
        if kept.forgotten == before {
            if kept.by.len() >= MOST {
                kept.by.clear();
            }
            kept.by.insert(by.clone(), Arc::clone(&choices));
        }
        Ok(choices)
    }

    /// To be called when a change of the choices of `by` is in the log, or may be.
    pub(crate) fn forget(&self, by: &PrincipalId) {
        let mut kept = self.0.lock();
        kept.forgotten += 1;
        kept.by.remove(by);
    }
}
