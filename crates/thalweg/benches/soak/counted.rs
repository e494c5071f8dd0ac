use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicIsize, Ordering};

use mimalloc::MiMalloc;

/// The server's allocator, with the bytes counted that are allocated and not freed: what a leak adds
/// to, whatever the allocator keeps back. What SQLite holds is not its.
pub(crate) struct Counted;

static LIVE: AtomicIsize = AtomicIsize::new(0);
static MOST: AtomicIsize = AtomicIsize::new(0);

impl Counted {
    /// How much is allocated now, in bytes.
    pub(crate) fn live() -> u64 {
        u64::try_from(LIVE.load(Ordering::Relaxed)).unwrap_or_default()
    }

    /// The most that ever was.
    pub(crate) fn most() -> u64 {
        u64::try_from(MOST.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

fn add(bytes: isize) {
    let now = LIVE.fetch_add(bytes, Ordering::Relaxed) + bytes;
    if bytes > 0 {
        MOST.fetch_max(now, Ordering::Relaxed);
    }
}

#[expect(
    unsafe_code,
    reason = "an allocator cannot be had otherwise; all is handed on as it came"
)]
// SAFETY: every call is mimalloc's own with the same arguments.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { MiMalloc.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add(size.cast_signed() - layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { MiMalloc.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        add(-layout.size().cast_signed());
        // SAFETY: the caller's promise.
        unsafe { MiMalloc.dealloc(pointer, layout) }
    }
}
