use std::collections::HashMap;

use parking_lot::Mutex;
use uuid::Uuid;

use crate::Chat;

/// Conversations whose queue does not go on for the moment, because somebody who goes first is about
/// to start a run or to delete them.
#[derive(Default)]
pub(crate) struct Holds(Mutex<HashMap<Uuid, usize>>);

impl Holds {
    pub(crate) fn has(&self, conversation: Uuid) -> bool {
        self.0.lock().contains_key(&conversation)
    }
}

/// Holds a queue until it is dropped; then the queue goes on.
pub(crate) struct Hold {
    chat: Chat,
    conversation: Uuid,
}

impl Chat {
    pub(crate) fn hold_queue(&self, conversation: Uuid) -> Hold {
        *self.holds().0.lock().entry(conversation).or_default() += 1;
        Hold {
            chat: self.clone(),
            conversation,
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let mut holds = self.chat.holds().0.lock();
        if let Some(count) = holds.get_mut(&self.conversation) {
            *count -= 1;
            if *count > 0 {
                return;
            }
            holds.remove(&self.conversation);
        }
        drop(holds);
        self.chat.go_on_with(self.conversation);
    }
}
