//! Many readers that only count, and what a process costs meanwhile.
