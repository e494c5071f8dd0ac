use thalweg_access::{LimitsConfig, Rate, Rates};
use thalweg_wire::Registration;

use super::*;

mod oidc;
mod tls;
mod tokens;

fn load(args: ServeArgs) -> Result<Config, String> {
    let folder = tempfile::tempdir().expect("a folder");
    Config::load(args, folder.path()).map_err(|error| error.to_string())
}

#[test]
fn without_anything_it_is_local_and_has_defaults() {
    let config = load(ServeArgs::default()).expect("defaults");
    assert_eq!(config.settings.listen.to_string(), "127.0.0.1:8420");
    assert_eq!(config.settings.access.mode, Mode::Local);
    assert!(config.settings.access.gate.direct_only);
}

#[test]
fn an_open_address_without_identity_is_refused() {
    let open = ServeArgs {
        listen: Some("0.0.0.0:80".into()),
        ..ServeArgs::default()
    };
    let message = load(open.clone()).expect_err("everyone would be the owner");
    assert!(message.contains("`--accounts`, `--guests`"), "{message}");
    let config = load(ServeArgs {
        guests: Some(true),
        ..open
    })
    .expect("guests");
    assert!(config.settings.access.gate.any_address);
}

#[test]
fn accounts_open_an_address_and_let_nobody_in_unknown() {
    let args = |guests, registration| ServeArgs {
        listen: Some("0.0.0.0:80".into()),
        accounts: Some(true),
        guests,
        registration,
        ..ServeArgs::default()
    };
    let access = |args| load(args).expect("a configuration").settings.access;
    let alone = access(args(None, None));
    assert_eq!(alone.mode, Mode::Nobody);
    assert!(!alone.gate.direct_only && alone.gate.any_address);
    let registration =
        |access: thalweg_access::AccessConfig| access.accounts.expect("accounts").registration;
    assert_eq!(registration(alone), Registration::Invite);
    let both = access(args(Some(true), Some(RegistrationArg::Open)));
    assert_eq!(both.mode, Mode::Guests);
    assert_eq!(registration(both), Registration::Open);
}

#[test]
fn who_may_register_is_said_in_the_file_and_not_without_accounts() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("thalweg.toml");
    let load = || Config::load(ServeArgs::default(), folder.path());
    let text = "accounts = true\nregistration = \"open\"\n";
    std::fs::write(&path, text).expect("written");
    let accounts = load().expect("a configuration").settings.access.accounts;
    assert_eq!(accounts.expect("accounts").registration, Registration::Open);
    std::fs::write(&path, "registration = \"open\"\n").expect("written");
    let message = load().expect_err("no accounts").to_string();
    assert!(message.contains("add `--accounts`"), "{message}");
    std::fs::write(&path, "accounts = true\nregistration = \"all\"\n").expect("written");
    let message = load().expect_err("no such word").to_string();
    assert!(
        message.contains("`open`") && !message.contains('\n'),
        "{message}"
    );
}

#[test]
fn a_flag_wins_over_the_file_and_unknown_keys_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("thalweg.toml");
    std::fs::write(&path, "listen = \"127.0.0.1:1\"\nlimit-streams = 7\n").expect("written");
    let flag = ServeArgs {
        listen: Some("127.0.0.1:2".into()),
        ..ServeArgs::default()
    };
    let config = Config::load(flag, folder.path()).expect("a configuration");
    assert_eq!(config.settings.listen.port(), 2);
    assert_eq!(config.settings.streams_per_principal, 7);
    std::fs::write(&path, "lisen = \"127.0.0.1:1\"\n").expect("written");
    let error = Config::load(ServeArgs::default(), folder.path()).expect_err("an unknown key");
    assert!(error.to_string().contains("lisen"), "{error}");
    assert!(!error.to_string().contains('\n'), "one line: {error}");
}

#[test]
fn titles_are_made_unless_the_file_or_a_flag_says_no() {
    let folder = tempfile::tempdir().expect("a folder");
    let titles = |titles| {
        let args = ServeArgs {
            titles,
            ..ServeArgs::default()
        };
        let config = Config::load(args, folder.path()).expect("a configuration");
        config.settings.chat.titles
    };
    assert!(titles(None) && !titles(Some(false)));
    let path = folder.path().join("thalweg.toml");
    std::fs::write(&path, "titles = false\n").expect("written");
    assert!(!titles(None) && titles(Some(true)));
}

#[test]
fn the_limits_of_called_tools_are_set_by_flag_or_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let limits = |rounds, result: Option<&str>| {
        let args = ServeArgs {
            tool_rounds: rounds,
            tool_result: result.map(Into::into),
            ..ServeArgs::default()
        };
        let config = Config::load(args, folder.path()).expect("a configuration");
        let chat = config.settings.chat;
        (chat.rounds, chat.result_bytes)
    };
    assert_eq!(limits(None, None), (16, 32 * 1024));
    let path = folder.path().join("thalweg.toml");
    std::fs::write(&path, "tool-rounds = 3\ntool-result = \"1KiB\"\n").expect("written");
    assert_eq!(limits(None, None), (3, 1024));
    assert_eq!(limits(Some(1_000), Some("1MiB")), (1_000, 1024 * 1024));
}

#[test]
fn the_limits_are_those_of_the_contract_unless_everyone_is_the_owner() {
    let guests = ServeArgs {
        guests: Some(true),
        ..ServeArgs::default()
    };
    let limits = |args| load(args).expect("a configuration").settings.limits;
    assert_eq!(limits(guests), LimitsConfig::default());
    let per_minute = |rate: Option<Rate>| {
        let rate = rate.expect("a limit");
        assert_eq!(rate.per, Duration::from_secs(60));
        rate.count.get()
    };
    let usual = LimitsConfig::default();
    let (one, address) = (usual.principal, usual.address);
    assert_eq!(
        [one.requests, one.runs, address.requests, address.runs].map(per_minute),
        [600, 30, 6_000, 300]
    );
    let local = limits(ServeArgs::default()).principal;
    assert_eq!(
        [local.requests, local.runs].map(per_minute),
        [6_000, 300],
        "all programs of the machine are the owner"
    );
    assert_eq!(local.sign_ins, one.sign_ins);
}

#[test]
fn limits_are_set_by_flag_or_file_and_can_be_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "guests = true\nlimit-requests = \"5/s\"\nlimit-runs = \"off\"\n\
                limit-tool-calls = \"7/h\"\nlimit-frames = \"off\"\nlimit-sign-ins = \"3/30min\"\n\
                limit-address = \"4\"\nlimit-address-connections = 9\nlimit-connections = 99\n\
                limit-work = 8\nlimit-tokens-per-day = 5000\ntrusted-proxies = [\"10.0.0.0/8\"]\n";
    std::fs::write(folder.path().join("thalweg.toml"), text).expect("written");
    let settings = |limits| {
        let args = ServeArgs {
            limits,
            ..ServeArgs::default()
        };
        let config = Config::load(args, folder.path());
        config.expect("a configuration").settings
    };
    let told = settings(LimitArgs::default());
    let (one, address) = (told.limits.principal, told.limits.address);
    let seconds = Duration::from_secs;
    assert_eq!(one.requests, Rate::new(5, seconds(1)));
    assert_eq!((one.runs, one.frames), (None, None));
    assert_eq!(one.tool_calls, Rate::new(7, seconds(3_600)));
    assert_eq!(one.sign_ins, Rate::new(3, seconds(1_800)));
    assert_eq!(address.requests, Rate::new(20, seconds(1)));
    assert_eq!(address.runs, None);
    let http = &told.http;
    assert_eq!(
        (http.connections, http.connections_per_address, http.in_work),
        (99, 9, 8)
    );
    assert!(http.trusted_proxies.holds([10, 1, 2, 3].into()));
    let tokens = |settings: &crate::Settings| settings.chat.tokens_per_day.map(|n| n.get());
    assert_eq!(tokens(&told), Some(5_000));
    let flags = LimitArgs {
        limit_requests: Some("off".into()),
        limit_runs: Some("2/15min".into()),
        limit_address: Some("off".into()),
        limit_work: Some(1),
        limit_tokens_per_day: Some(0),
        trusted_proxies: Some(vec!["127.0.0.1".into()]),
        ..LimitArgs::default()
    };
    let told = settings(flags);
    let (one, address) = (told.limits.principal, told.limits.address);
    assert_eq!(one.requests, None);
    assert_eq!(one.runs, Rate::new(2, seconds(900)));
    assert_eq!(address, Rates::OFF);
    assert_eq!((told.http.in_work, told.http.connections), (1, 99));
    assert_eq!(tokens(&told), None, "0 is no limit");
    let proxies = &told.http.trusted_proxies;
    assert!(proxies.holds([127, 0, 0, 1].into()) && !proxies.holds([10, 1, 2, 3].into()));
}

#[test]
fn bad_limits_say_what_to_write() {
    let rate = |text: &str| LimitArgs {
        limit_runs: Some(text.into()),
        ..LimitArgs::default()
    };
    let mut cases: Vec<_> = [
        "", "30", "0/min", "-1/min", "30/", "/min", "30/ms", "30/25h", "x/min",
    ]
    .map(rate)
    .into();
    cases.push(LimitArgs {
        limit_address: Some("0".into()),
        ..LimitArgs::default()
    });
    cases.push(LimitArgs {
        limit_work: Some(0),
        ..LimitArgs::default()
    });
    cases.push(LimitArgs {
        trusted_proxies: Some(vec!["proxy.example".into()]),
        ..LimitArgs::default()
    });
    for limits in cases {
        let args = ServeArgs {
            limits: limits.clone(),
            ..ServeArgs::default()
        };
        let message = load(args).expect_err("a bad limit");
        assert!(
            message.contains("give") && !message.contains('\n'),
            "{message}"
        );
    }
}

#[test]
fn bad_values_say_what_to_write() {
    let bad = |args| load(args).expect_err("a bad value");
    let args = ServeArgs::default;
    let cases = [
        ServeArgs {
            listen: Some("8420".into()),
            ..args()
        },
        ServeArgs {
            drain_timeout: Some("1s".into()),
            ..args()
        },
        ServeArgs {
            tool_rounds: Some(0),
            ..args()
        },
        ServeArgs {
            tool_rounds: Some(1_001),
            ..args()
        },
        ServeArgs {
            tool_result: Some("1023".into()),
            ..args()
        },
        ServeArgs {
            tool_result: Some("2MiB".into()),
            ..args()
        },
        ServeArgs {
            tool_result: Some("much".into()),
            ..args()
        },
        ServeArgs {
            public_url: Some("chat.example".into()),
            ..args()
        },
        ServeArgs {
            allowed_origins: Some(vec!["*".into()]),
            ..args()
        },
    ];
    for case in cases {
        let message = bad(case);
        assert!(
            message.contains("give") && !message.contains('\n'),
            "{message}"
        );
    }
}

#[test]
fn another_loopback_address_is_called_by_its_own_name() {
    let args = ServeArgs {
        listen: Some("127.0.0.2:0".into()),
        ..ServeArgs::default()
    };
    let settings = load(args).expect("a configuration").settings;
    assert!(settings.access.gate.hosts.contains(&"127.0.0.2".into()));
}

#[test]
fn a_public_address_over_tls_makes_cookies_secure() {
    let public = Some("https://Chat.example/".into());
    let args = ServeArgs {
        public_url: public,
        guests: Some(true),
        ..ServeArgs::default()
    };
    let settings = load(args).expect("a configuration").settings;
    assert!(settings.access.secure);
    assert!(settings.access.gate.hosts.contains(&"chat.example".into()));
    assert!(
        settings
            .access
            .gate
            .origins
            .contains(&"https://chat.example".into())
    );
}
