use std::time::Duration;

use super::Limit;

/// How a bucket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Of what.
    pub kind: Limit,
    /// Whether it is an address's, else a principal's or a name's.
    pub is_address: bool,
    /// How many it holds.
    pub quota: u32,
    /// In which time it fills.
    pub window: Duration,
    /// How many are left.
    pub remaining: u32,
    /// When it will be full again; when there will be one again, if none is left.
    pub wait: Duration,
}

/// What is left after one was taken; nothing to tell where there is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left(pub Option<Standing>);

/// None is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.in_words())]
pub struct Limited(pub Standing);

impl Standing {
    /// The wait in whole seconds, rounded up.
    pub fn wait_s(&self) -> u32 {
        seconds(self.wait)
    }

    /// The value of `RateLimit-Policy`: `"requests";q=600;w=60`.
    ///
    /// Source: draft-ietf-httpapi-ratelimit-headers-10, section 3.
    pub fn policy(&self) -> String {
        let (name, quota, window) = (self.name(), self.quota, seconds(self.window));
        format!("\"{name}\";q={quota};w={window}")
    }

    /// The value of `RateLimit`: `"requests";r=12;t=59`.
    ///
    /// Source: draft-ietf-httpapi-ratelimit-headers-10, section 4.
    pub fn remaining(&self) -> String {
        let (name, remaining, wait) = (self.name(), self.remaining, self.wait_s());
        format!("\"{name}\";r={remaining};t={wait}")
    }

    fn name(&self) -> String {
        let kind = self.kind.as_str();
        if self.is_address {
            format!("address-{kind}")
        } else {
            kind.into()
        }
    }

    fn in_words(&self) -> String {
        let (kind, quota) = (self.kind.as_str().replace('-', " "), self.quota);
        let whose = if self.is_address {
            "from one address"
        } else {
            "of one person"
        };
        let (window, wait) = (seconds(self.window), self.wait_s());
        format!("at most {quota} {kind} {whose} in {window} s; try again in {wait} s")
    }
}

/// Whole seconds, rounded up.
fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_millis().div_ceil(1_000)).unwrap_or(u32::MAX)
}
