/// Why a connection ends, as both ends may say it.
///
/// Source: RFC 6455, section 7.4; the wire contract, section 6.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseCode(u16);

impl CloseCode {
    /// Everything was said.
    pub const NORMAL: Self = Self(1000);
    /// Frames that are no frames.
    pub const PROTOCOL: Self = Self(1002);
    /// A text that is not UTF-8.
    pub const NOT_UTF8: Self = Self(1007);
    /// A message that is longer than is taken.
    pub const TOO_BIG: Self = Self(1009);

    /// The peer goes away: a page that is left, a server that ends.
    pub const GOING_AWAY: Self = Self(1001);
    /// The server restarts; come back after `draining.retryMs`.
    pub const RESTART: Self = Self(1012);
    /// Come back later.
    pub const LATER: Self = Self(1013);
    /// Too many frames that could not be read.
    pub const BAD_FRAMES: Self = Self(4400);
    /// The credential ended, or is none.
    pub const CREDENTIAL: Self = Self(4401);
    /// Nothing was heard of the client for too long.
    pub const NO_HEARTBEAT: Self = Self(4408);
    /// Another connection goes on with the session.
    pub const TAKEN_OVER: Self = Self(4409);
    /// As many connections as one may have, or more frames.
    pub const TOO_MANY: Self = Self(4429);

    /// The code of this number, if one end may send it to the other.
    pub const fn new(number: u16) -> Option<Self> {
        match number {
            1000..=1003 | 1007..=1014 | 3000..=4999 => Some(Self(number)),
            // Among them those that stand for a close without a frame: 1005, 1006, 1015.
            _ => None,
        }
    }

    /// Its number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// Why no more can be read from a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// It breaks the rules of framing or of compression.
    #[error("the frames break the protocol: {0}")]
    Protocol(&'static str),
    /// A text or a reason is not UTF-8.
    #[error("a text is not UTF-8")]
    NotUtf8,
    /// A message is longer than is taken.
    #[error("a message is longer than is taken")]
    TooBig,
}

impl Violation {
    /// What to close with.
    pub const fn code(self) -> CloseCode {
        match self {
            Self::Protocol(_) => CloseCode::PROTOCOL,
            Self::NotUtf8 => CloseCode::NOT_UTF8,
            Self::TooBig => CloseCode::TOO_BIG,
        }
    }
}
