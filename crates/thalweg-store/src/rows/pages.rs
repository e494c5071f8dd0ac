use thalweg_chat::Listed;
use thalweg_log::Position;
use thalweg_wire::ChatMessage;

use super::listed;

/// The most bytes of entries that a page or a snapshot holds, if more than one entry is in it.
const PAGE_BYTES: usize = 1024 * 1024;

/// A page that is being filled: at most so many entries, and [`PAGE_BYTES`] of them if there is more
/// than one.
pub(crate) struct Pages<T> {
    limit: usize,
    bytes: usize,
    is_full: bool,
    items: Vec<(T, Position)>,
}

impl<T> Pages<T> {
    pub(crate) const fn new(limit: usize) -> Self {
        Self {
            limit,
            bytes: 0,
            is_full: false,
            items: Vec::new(),
        }
    }

    /// Adds an entry whose stored JSON has `size` bytes, and says whether the page is full. The
    /// entry that did not fit tells that there is another page.
    pub(crate) fn add(&mut self, item: T, size: usize, place: Position) -> bool {
        self.bytes += size;
        self.items.push((item, place));
        let items = self.items.len();
        self.is_full = items > self.limit || (items > 1 && self.bytes > PAGE_BYTES);
        self.is_full
    }

    pub(crate) fn listed(self) -> Listed<T> {
        let too_many = usize::from(self.is_full);
        let fitting = self.items.len() - too_many;
        listed(self.items, fitting)
    }
}

impl Pages<ChatMessage> {
    /// Adds a message: what is being written is longer than what is stored of it.
    pub(crate) fn add_message(
        &mut self,
        message: ChatMessage,
        size: usize,
        place: Position,
    ) -> bool {
        let size = size.max(message.content.len());
        self.add(message, size, place)
    }
}

/// The bytes of an entry's JSON as it is stored.
pub(crate) fn size_of(entry: &impl serde::Serialize) -> usize {
    serde_json::to_vec(entry).map_or(0, |json| json.len())
}
