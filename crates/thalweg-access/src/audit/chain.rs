use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use thalweg_log::Timestamp;
use thalweg_wire::AuditEntry;

use super::Note;
use crate::cookie::hex;

/// What is hashed before everything else, so that these hashes are no others.
const DOMAIN: &[u8] = b"thalweg audit 1\n";

/// A hash of the chain.
pub(super) type Hash = [u8; 32];

/// What is stored of an entry: one line of JSON. Never change what is stored: the hash is over the
/// bytes of `entry` as they stand here, after the hash of the entry before, which is 32 zeros for
/// the first.
#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    hash: &'a str,
    #[serde(borrow)]
    entry: &'a RawValue,
}

/// The end of a chain: what the next entry is chained to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChainEnd {
    seq: u64,
    hash: Hash,
}

/// Where a chain breaks, and how it shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq}: {why}")]
pub struct Broken {
    /// The entry's number.
    pub seq: u64,
    /// What is wrong.
    pub why: &'static str,
}

impl ChainEnd {
    /// The number of the last entry; 0 of a chain without entries.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// The hash of the last entry, in 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        hex(&self.hash)
    }

    /// Chains an entry to the end and answers what is to be stored of it.
    pub(super) fn seal(&mut self, note: Note, at: Timestamp) -> Bytes {
        let seq = self.seq + 1;
        // The wire's own types always are JSON.
        let entry = serde_json::value::to_raw_value(&note.into_entry(seq, at)).unwrap_or_default();
        let hash = link(&self.hash, entry.get());
        *self = Self { seq, hash };
        let stored = Stored {
            hash: &hex(&hash),
            entry: &entry,
        };
        serde_json::to_vec(&stored).unwrap_or_default().into()
    }

    /// Checks that what is stored under `seq` follows, and goes on to it.
    ///
    /// # Errors
    /// [`Broken`] if it does not; the end stays where it was.
    pub fn follow(&mut self, seq: u64, data: &[u8]) -> Result<(), Broken> {
        let broken = |why| Broken { seq, why };
        if seq != self.seq + 1 {
            let seq = self.seq + 1;
            let why = "it is not there";
            return Err(Broken { seq, why });
        }
        let (told, entry) = open(data).ok_or_else(|| broken("it cannot be read"))?;
        let hash = link(&self.hash, entry.get());
        if hex(&hash) != told {
            return Err(broken(
                "its hash is not that of its content after the entry before",
            ));
        }
        let numbered: Numbered =
            serde_json::from_str(entry.get()).map_err(|_| broken("it cannot be read"))?;
        if numbered.seq != seq {
            return Err(broken("it was written under another number"));
        }
        *self = Self { seq, hash };
        Ok(())
    }

    /// The end of a chain whose last entry is stored so. Of one that cannot be read it is the hash of
    /// its bytes: the chain goes on, and a check finds the break before it.
    pub fn at(seq: u64, data: &[u8]) -> Self {
        let told = open(data).and_then(|(hash, _)| unhex(hash));
        let hash = told.unwrap_or_else(|| Sha256::digest(data).into());
        Self { seq, hash }
    }
}

/// The entry of what is stored.
pub(super) fn read(data: &[u8]) -> Option<AuditEntry> {
    let (_, entry) = open(data)?;
    serde_json::from_str(entry.get()).ok()
}

#[derive(Deserialize)]
struct Numbered {
    seq: u64,
}

fn open(data: &[u8]) -> Option<(&str, &RawValue)> {
    let stored: Stored<'_> = serde_json::from_slice(data).ok()?;
    Some((stored.hash, stored.entry))
}

fn link(before: &Hash, entry: &str) -> Hash {
    let hash = Sha256::new().chain_update(DOMAIN).chain_update(before);
    hash.chain_update(entry.as_bytes()).finalize().into()
}

fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, pair) in hash.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(hash)
}
