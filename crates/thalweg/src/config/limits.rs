use std::num::NonZeroU64;
use std::time::Duration;

use clap::Args;
use thalweg_access::{LimitsConfig, Mode, Rate, Rates, TrustedProxies};

use super::{ConfigError, File};
use crate::Settings;

/// How often and how much may be asked. A rate is a number and a time, such as `600/min`, `10/s` or
/// `10/15min`: so many at once, and then evenly; `off` is no limit.
#[derive(Debug, Clone, Default, Args)]
pub struct LimitArgs {
    /// Requests of one principal, such as 600/min or off [default: 600/min; where everyone is the owner 6000/min]
    #[arg(long, env = "THALWEG_LIMIT_REQUESTS", value_name = "RATE")]
    pub limit_requests: Option<String>,
    /// Runs that one principal starts [default: 30/min; where everyone is the owner 300/min]
    #[arg(long, env = "THALWEG_LIMIT_RUNS", value_name = "RATE")]
    pub limit_runs: Option<String>,
    /// Tokens that one principal spends in a day (UTC), prompts and answers together; 0: no limit [default: 0]
    #[arg(long, env = "THALWEG_LIMIT_TOKENS_PER_DAY", value_name = "COUNT")]
    pub limit_tokens_per_day: Option<u64>,
    /// Tools that one principal calls; calls of models do not count [default: 120/min; where everyone is the owner 1200/min]
    #[arg(long, env = "THALWEG_LIMIT_TOOL_CALLS", value_name = "RATE")]
    pub limit_tool_calls: Option<String>,
    /// Frames that one principal sends over WebSockets [default: 1200/min; where everyone is the owner 12000/min]
    #[arg(long, env = "THALWEG_LIMIT_FRAMES", value_name = "RATE")]
    pub limit_frames: Option<String>,
    /// Attempts to sign in under one name [default: 10/15min]
    #[arg(long, env = "THALWEG_LIMIT_SIGN_INS", value_name = "RATE")]
    pub limit_sign_ins: Option<String>,
    /// How many times as much one address may as one principal; a number, or off; loopback has no limit [default: 10]
    #[arg(long, env = "THALWEG_LIMIT_ADDRESS", value_name = "FACTOR")]
    pub limit_address: Option<String>,
    /// Most connections of one address; loopback and trusted proxies have no limit [default: 500]
    #[arg(long, env = "THALWEG_LIMIT_ADDRESS_CONNECTIONS", value_name = "COUNT")]
    pub limit_address_connections: Option<usize>,
    /// Most connections in all [default: 20000]
    #[arg(long, env = "THALWEG_LIMIT_CONNECTIONS", value_name = "COUNT")]
    pub limit_connections: Option<usize>,
    /// Most requests in work at the same time; streams that are open do not count [default: 2000]
    #[arg(long, env = "THALWEG_LIMIT_WORK", value_name = "COUNT")]
    pub limit_work: Option<usize>,
    /// Addresses and networks of proxies that are believed when they name their client in `X-Forwarded-For`,
    /// separated by commas, such as 127.0.0.1,10.0.0.0/8
    #[arg(
        long,
        env = "THALWEG_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        value_delimiter = ','
    )]
    pub trusted_proxies: Option<Vec<String>>,
}

impl File {
    /// Takes out what is said of limits.
    pub(super) fn take_limits(&mut self) -> LimitArgs {
        LimitArgs {
            limit_requests: self.limit_requests.take(),
            limit_runs: self.limit_runs.take(),
            limit_tokens_per_day: self.limit_tokens_per_day.take(),
            limit_tool_calls: self.limit_tool_calls.take(),
            limit_frames: self.limit_frames.take(),
            limit_sign_ins: self.limit_sign_ins.take(),
            limit_address: self.limit_address.take(),
            limit_address_connections: self.limit_address_connections.take(),
            limit_connections: self.limit_connections.take(),
            limit_work: self.limit_work.take(),
            trusted_proxies: self.trusted_proxies.take(),
        }
    }
}

/// Sets the limits, by flag or by file. The mode of access must be set before: where everyone is the
/// owner, the defaults are those of all programs of a machine.
pub(super) fn set(
    settings: &mut Settings,
    args: LimitArgs,
    file: LimitArgs,
) -> Result<(), ConfigError> {
    let usual = match settings.access.mode {
        Mode::Local => Rates::local(),
        Mode::Guests | Mode::Nobody => Rates::default(),
    };
    let set = |option, given: [Option<String>; 2], usual| {
        let [flag, file] = given;
        let given: Option<String> = flag.or(file);
        given.map_or(Ok(usual), |text| rate(option, text))
    };
    let rates = Rates {
        requests: set(
            "--limit-requests",
            [args.limit_requests, file.limit_requests],
            usual.requests,
        )?,
        runs: set(
            "--limit-runs",
            [args.limit_runs, file.limit_runs],
            usual.runs,
        )?,
        tool_calls: set(
            "--limit-tool-calls",
            [args.limit_tool_calls, file.limit_tool_calls],
            usual.tool_calls,
        )?,
        publishes: usual.publishes,
        frames: set(
            "--limit-frames",
            [args.limit_frames, file.limit_frames],
            usual.frames,
        )?,
        sign_ins: set(
            "--limit-sign-ins",
            [args.limit_sign_ins, file.limit_sign_ins],
            usual.sign_ins,
        )?,
    };
    let tokens = args.limit_tokens_per_day.or(file.limit_tokens_per_day);
    settings.chat.tokens_per_day = tokens.and_then(NonZeroU64::new);
    let factor = args.limit_address.or(file.limit_address);
    let factor = factor.map_or(Ok(LimitsConfig::ADDRESS), factor_of)?;
    settings.limits = LimitsConfig::new(rates, factor);
    let http = &mut settings.http;
    for (place, option, flag, file) in [
        (
            &mut http.connections,
            "--limit-connections",
            args.limit_connections,
            file.limit_connections,
        ),
        (
            &mut http.connections_per_address,
            "--limit-address-connections",
            args.limit_address_connections,
            file.limit_address_connections,
        ),
        (
            &mut http.in_work,
            "--limit-work",
            args.limit_work,
            file.limit_work,
        ),
    ] {
        if let Some(count) = flag.or(file) {
            *place = at_least_one(option, count)?;
        }
    }
    if let Some(networks) = args.trusted_proxies.or(file.trusted_proxies) {
        let parsed = TrustedProxies::parse(networks.iter().map(String::as_str));
        http.trusted_proxies = parsed.map_err(|error| ConfigError::BadValue {
            option: "--trusted-proxies",
            value: error.0,
            hint: "give addresses and networks separated by commas, such as 127.0.0.1,10.0.0.0/8",
        })?;
    }
    Ok(())
}

fn rate(option: &'static str, text: String) -> Result<Option<Rate>, ConfigError> {
    if text == "off" {
        return Ok(None);
    }
    let parsed = text.split_once('/').and_then(|(count, time)| {
        let count = count.trim().parse().ok()?;
        let rate = Rate::new(count, time_of(time.trim())?)?;
        Some(rate)
    });
    parsed.map(Some).ok_or(ConfigError::BadValue {
        option,
        value: text,
        hint: "give a number and a time of a second to a day, such as 600/min or 10/15min, or off",
    })
}

/// A time such as `15min`, or a unit alone. From a second to a day.
fn time_of(text: &str) -> Option<Duration> {
    let counted = if text.starts_with(|first: char| first.is_ascii_digit()) {
        text.to_owned()
    } else {
        format!("1{text}")
    };
    let day = Duration::from_secs(24 * 60 * 60);
    let time = humantime::parse_duration(&counted).ok()?;
    (Duration::from_secs(1)..=day)
        .contains(&time)
        .then_some(time)
}

fn factor_of(text: String) -> Result<Option<u32>, ConfigError> {
    match text.as_str() {
        "off" => Ok(None),
        number => match number.parse() {
            Ok(factor @ 1..=1_000_000) => Ok(Some(factor)),
            _ => Err(ConfigError::BadValue {
                option: "--limit-address",
                value: text,
                hint: "give a whole number from 1, or off",
            }),
        },
    }
}

fn at_least_one(option: &'static str, count: usize) -> Result<usize, ConfigError> {
    match count {
        0 => Err(ConfigError::BadValue {
            option,
            value: "0".into(),
            hint: "give a number from 1",
        }),
        count => Ok(count),
    }
}
