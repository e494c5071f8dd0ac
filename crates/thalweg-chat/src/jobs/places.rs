use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use thalweg_log::PrincipalId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many jobs may run at once, of everybody and of each.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    of_one: usize,
    each: Mutex<HashMap<PrincipalId, Arc<Semaphore>>>,
}

/// A job's place among those that run; dropping it gives it to the next.
pub(crate) struct Place {
    _own: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(all: usize, of_one: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all)),
            of_one,
            each: Mutex::default(),
        }
    }

    /// A place, if one is free and nobody waits for it.
    pub(crate) fn try_take(&self, who: &PrincipalId) -> Option<Place> {
        let own = self.of(who).try_acquire_owned().ok()?;
        let all = Arc::clone(&self.all).try_acquire_owned().ok()?;
        Some(Place {
            _own: own,
            _all: all,
        })
    }

    /// Waits for a place, first come, first served.
    pub(crate) async fn take(&self, who: &PrincipalId) -> Option<Place> {
        let own = self.of(who).acquire_owned().await.ok()?;
        let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
        Some(Place {
            _own: own,
            _all: all,
        })
    }

    /// Forgets somebody who has no job any more.
    pub(crate) fn forget(&self, who: &PrincipalId) {
        self.each.lock().remove(who);
    }

    fn of(&self, who: &PrincipalId) -> Arc<Semaphore> {
        let mut each = self.each.lock();
        let of_one = self.of_one;
        let own = each
            .entry(who.clone())
            .or_insert_with(|| Arc::new(Semaphore::new(of_one)));
        Arc::clone(own)
    }
}
