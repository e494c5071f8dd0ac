use std::hint::black_box;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue, header};
use thalweg_access::{
    Access, AccessConfig, Gate, Key, Limit, Limits, LimitsConfig, Mode, Rate, Rates, TrustedProxies,
};
use thalweg_log::{OsEntropy, SystemClock};
use thalweg_store::MemoryStore;

use crate::report::Report;

/// How often each is done.
const TIMES: u32 = 200_000;
/// How many other principals and addresses have buckets meanwhile.
const OTHERS: u32 = 20_000;
/// How often each of them asked before, so that their buckets are not full again meanwhile.
const BEFORE: u32 = 100;

/// What a request pays before it is known to be let through: who asks, from where, and whether there
/// is one left.
pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    report.section("Who asks, and how often, before a request is done");
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
    let config = AccessConfig {
        mode: Mode::Guests,
        accounts: None,
        gate: Gate::default(),
        secure: false,
    };
    let store = Arc::new(MemoryStore::new(entropy.clone()));
    let access = Access::open(config, store, clock.clone(), entropy).await?;
    let guest = access.identify(&HeaderMap::new())?;
    let cookie = guest.set_cookie.unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, HeaderValue::from_str(&cookie)?);
    let named = HeaderValue::from_static("203.0.113.9, 192.0.2.1");
    headers.insert("x-forwarded-for", named);
    let proxies = TrustedProxies::parse(["127.0.0.1", "10.0.0.0/8"])?;
    let peer = IpAddr::from([127, 0, 0, 1]);
    // So many that none is refused, and slow to fill, so that all others are held.
    let rates = Rates {
        requests: Rate::new(1_000_000, Duration::from_secs(24 * 60 * 60)),
        ..Rates::OFF
    };
    let limits = Limits::new(&LimitsConfig::new(rates, Some(1)), clock);
    for other in 0..OTHERS {
        let principal: thalweg_log::PrincipalId = format!("guest-{other}").parse()?;
        let address = IpAddr::from((10 << 24 | other).to_be_bytes());
        for key in [Key::from(&principal), Key::address(address)] {
            for _ in 0..BEFORE {
                limits.take(Limit::Requests, &key)?;
            }
        }
    }
    let each = |work: &mut dyn FnMut()| {
        let began = Instant::now();
        (0..TIMES).for_each(|_| work());
        began.elapsed() / TIMES
    };
    let principal = Key::from(&guest.principal);
    let address = Key::address(proxies.client(peer, &headers)?);
    let one = each(&mut || {
        let _ = black_box(limits.take(Limit::Requests, &principal));
    });
    let who = each(&mut || drop(black_box(access.identify(&headers))));
    let whole = each(&mut || {
        let client = proxies.client(peer, &headers);
        let key = client.map_or_else(|_| address.clone(), Key::address);
        let _ = black_box(limits.take(Limit::Requests, &key));
        if let Ok(identity) = access.identify(&headers) {
            let left = limits.take(Limit::Requests, &Key::from(&identity.principal));
            let told = left.ok().and_then(|left| left.0);
            drop(black_box(told.map(|standing| standing.remaining())));
        }
    });
    let held = format!("taking one, {} buckets held", limits.len());
    report.note(&held, nanos(one));
    report.note("knowing a guest by their cookie", nanos(who));
    report.goal(
        "cookie, address behind a proxy, both limits and what is told",
        "≤ 20 µs",
        nanos(whole),
        whole <= Duration::from_micros(20),
    );
    Ok(())
}

fn nanos(time: Duration) -> String {
    format!("{} ns", time.as_nanos())
}
