use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{HeaderMap, HeaderValue, header};
use thalweg_access::{
    Access, AccessConfig, AccountsConfig, ClaimRules, Device, Gate, KeySource, Mode, NewToken,
    SigningKey, Tokens, VerifyKeys,
};
use thalweg_log::{Clock, OsEntropy, SystemClock};
use thalweg_store::MemoryStore;
use thalweg_wire::{NewServiceKey, Register, Registration};

use crate::report::Report;

/// How often each is done.
const TIMES: u32 = 100_000;
/// How often a token is verified anew.
const ANEW: u32 = 2_000;
const SECRET: &[u8] = b"thirty-two bytes and some more of them";
/// Keys that are for tests alone.
const PAIRS: [(&str, &[u8], &[u8]); 3] = [
    (
        "RS256 (2,048 bits)",
        include_bytes!("../../../thalweg-access/src/tokens/testing/rsa.pem"),
        include_bytes!("../../../thalweg-access/src/tokens/testing/rsa.pub.pem"),
    ),
    (
        "ES256",
        include_bytes!("../../../thalweg-access/src/tokens/testing/p256.pem"),
        include_bytes!("../../../thalweg-access/src/tokens/testing/p256.pub.pem"),
    ),
    (
        "EdDSA",
        include_bytes!("../../../thalweg-access/src/tokens/testing/ed25519.pem"),
        include_bytes!("../../../thalweg-access/src/tokens/testing/ed25519.pub.pem"),
    ),
];
const GOAL: Duration = Duration::from_micros(20);

/// What knowing somebody costs, by each credential.
pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    report.section("Who asks, by each credential");
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(OsEntropy));
    let accounts = AccountsConfig {
        registration: Registration::Open,
        ..AccountsConfig::default()
    };
    let config = AccessConfig {
        mode: Mode::Nobody,
        accounts: Some(accounts),
        gate: Gate::default(),
        secure: false,
    };
    let store = Arc::new(MemoryStore::new(entropy.clone()));
    let access = Access::open(config, store, clock.clone(), entropy).await?;
    let access = access.with_tokens(tokens(VerifyKeys::secret(SECRET)?));

    let ada = Register {
        name: "ada".into(),
        password: "a long password".into(),
        display_name: None,
        token: None,
    };
    let device = Device {
        user_agent: None,
        address: None,
    };
    let entered = access.register(ada, &HeaderMap::new(), device).await?;
    let cookie = entered.set_cookie.split(';').next().unwrap_or_default();
    let session = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(cookie)?)]);
    let each = began(TIMES, || drop(black_box(access.identify(&session))));
    goal(report, "a session's cookie", each);

    let key = NewServiceKey {
        name: "bench".into(),
        scopes: vec!["read".into()],
        expires_at: None,
    };
    let (_, key) = access.make_key(key).await?;
    bearer(report, &access, "a service key", &key).await?;

    let new = NewToken {
        subject: "ada".into(),
        role: None,
        channels: Default::default(),
        issuer: None,
        audience: None,
    };
    let life = Duration::from_secs(3_600);
    let secret = SigningKey::secret(SECRET)?;
    let token = new.sign(&secret, clock.now(), life)?;
    bearer(
        report,
        &access,
        "a token of HS256 that was verified before",
        &token,
    )
    .await?;
    let each = anew(&VerifyKeys::secret(SECRET)?, &token).await?;
    goal(report, "a token of HS256, verified anew", each);
    // What these cost is the curve's or the modulus's, so it is told and no goal: once for each token.
    for (name, private, public) in PAIRS {
        let token = new.sign(&SigningKey::private_pem(private)?, clock.now(), life)?;
        let each = anew(&VerifyKeys::public_pem(public)?, &token).await?;
        let name = format!("a token of {name}, verified anew");
        report.note(&name, format!("{} ns", each.as_nanos()));
    }
    Ok(())
}

/// Knows no token yet.
fn tokens(keys: VerifyKeys) -> Tokens {
    let clock = Arc::new(SystemClock);
    Tokens::new(KeySource::Fixed(keys), ClaimRules::default(), clock)
}

/// What it costs to verify a token that was not seen before.
async fn anew(keys: &VerifyKeys, token: &str) -> anyhow::Result<Duration> {
    let mut all = Duration::ZERO;
    for _ in 0..ANEW {
        let tokens = tokens(keys.clone());
        let from = Instant::now();
        black_box(tokens.verify(token).await)?;
        all += from.elapsed();
    }
    Ok(all / ANEW)
}

async fn bearer(
    report: &mut Report,
    access: &Access,
    name: &str,
    credential: &str,
) -> anyhow::Result<()> {
    let value = HeaderValue::from_str(&format!("Bearer {credential}"))?;
    let headers = HeaderMap::from_iter([(header::AUTHORIZATION, value)]);
    let from = Instant::now();
    for _ in 0..TIMES {
        let known = black_box(access.bearer(&headers).await);
        anyhow::ensure!(known.is_some_and(|known| known.is_ok()), "it counts");
    }
    goal(report, name, from.elapsed() / TIMES);
    Ok(())
}

fn began(times: u32, mut work: impl FnMut()) -> Duration {
    let from = Instant::now();
    (0..times).for_each(|_| work());
    from.elapsed() / times
}

fn goal(report: &mut Report, name: &str, each: Duration) {
    let told = format!("{} ns", each.as_nanos());
    report.goal(name, "≤ 20 µs", told, each <= GOAL);
}
