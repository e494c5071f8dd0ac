use std::net::{IpAddr, Ipv6Addr};

use thalweg_log::PrincipalId;

/// The longest name of an account, in characters.
const LONGEST_NAME: usize = 64;

/// Whose bucket it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// A principal's.
    Principal(PrincipalId),
    /// An address's. Made by [`Key::address`].
    Address(IpAddr),
    /// That of a name which somebody tries to sign in with, wherever from. Made by [`Key::name`].
    Name(Box<str>),
    /// That of such a name from one address. Made by [`Key::name_from`].
    NameFrom(Box<str>, Option<IpAddr>),
}

impl Key {
    /// The key of an address. Of IPv6 the first 64 bits count: the others are its holder's to choose.
    pub fn address(address: IpAddr) -> Self {
        Self::Address(network(address))
    }

    /// The key of a name, without regard to case. It counts as that of an address does, which many may
    /// use: whoever fills it keeps others out of that account.
    pub fn name(name: &str) -> Self {
        Self::Name(plain(name))
    }

    /// The key of a name that is tried from one address, or network of IPv6.
    pub fn name_from(name: &str, address: Option<IpAddr>) -> Self {
        Self::NameFrom(plain(name), address.map(network))
    }
}

/// A name without regard to case. Of a longer one than any account has the beginning does.
fn plain(name: &str) -> Box<str> {
    let begin = name.chars().take(LONGEST_NAME);
    begin.collect::<String>().to_lowercase().into()
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) if !v6.is_loopback() => {
            let network = v6.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
        other => other,
    }
}

impl From<&PrincipalId> for Key {
    fn from(principal: &PrincipalId) -> Self {
        Self::Principal(principal.clone())
    }
}
