use std::net::{IpAddr, Ipv6Addr};

use thalweg_log::PrincipalId;

/// Whose bucket it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A principal's.
    Principal(PrincipalId),
    /// An address's. Made by [`Key::address`].
    Address(IpAddr),
    /// That of a name which somebody tries to sign in with. Made by [`Key::name`].
    Name(Box<str>),
}

impl Key {
    /// The key of an address. Of IPv6 the first 64 bits count: the others are its holder's to choose.
    pub fn address(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(v6) if !v6.is_loopback() => {
                let network = v6.to_bits() & (u128::MAX << 64);
                IpAddr::V6(Ipv6Addr::from_bits(network))
            }
            other => other,
        })
    }

    /// The key of a name, without regard to case.
    pub fn name(name: &str) -> Self {
        Self::Name(name.to_lowercase().into())
    }
}

impl From<&PrincipalId> for Key {
    fn from(principal: &PrincipalId) -> Self {
        Self::Principal(principal.clone())
    }
}
