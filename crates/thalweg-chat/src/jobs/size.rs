use std::io::{self, Write};

use serde::Serialize;

/// How many bytes of JSON a value has; `None` if they are more than `most`, which is found out
/// without writing them all.
pub(crate) fn size_of(value: &impl Serialize, most: usize) -> Option<usize> {
    let mut counter = Counter { size: 0, most };
    serde_json::to_writer(&mut counter, value)
        .is_ok()
        .then_some(counter.size)
}

struct Counter {
    size: usize,
    most: usize,
}

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.size += bytes.len();
        if self.size > self.most {
            return Err(io::Error::other("too long"));
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_that_of_the_json_up_to_the_limit() {
        assert_eq!(size_of(&"four", 6), Some(6));
        assert_eq!(size_of(&"four", 5), None);
        assert_eq!(size_of(&[1, 2], 100), Some(5));
    }
}
