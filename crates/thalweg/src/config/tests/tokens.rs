use std::time::Duration;

use thalweg_access::Mode;
use thalweg_wire::AccessRole;

use super::super::{Config, ConfigError, ServeArgs, TokenArgs};

/// A configuration with these options of tokens and this file.
fn with_tokens(tokens: TokenArgs, file: &str) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("thalweg.toml"), file).expect("written");
    let args = ServeArgs {
        tokens,
        data: Some("data".into()),
        listen: Some("0.0.0.0:8420".into()),
        ..ServeArgs::default()
    };
    Config::load(args, folder.path())
}

#[test]
fn tokens_make_a_server_that_knows_nobody_else() {
    let file = "jwt-secret = \"0123456789abcdef0123456789abcdef\"\njwt-audience = [\"chat\"]\n\
                jwt-leeway = \"1m\"\njwt-roles = { authenticated = \"viewer\" }\n\
                [[rules]]\nchannel = \"room:*\"\nverbs = [\"subscribe\"]\n";
    let settings = with_tokens(TokenArgs::default(), file)
        .expect("right")
        .settings;
    assert_eq!(settings.access.mode, Mode::Nobody);
    assert!(!settings.access.gate.direct_only);
    let claims = settings.tokens.expect("tokens").claims;
    assert_eq!(claims.audience, ["chat"]);
    assert_eq!(claims.leeway, Duration::from_secs(60));
    assert_eq!(claims.roles["authenticated"], AccessRole::Viewer);
    let guests = format!("guests = true\n{file}");
    let settings = with_tokens(TokenArgs::default(), &guests)
        .expect("right")
        .settings;
    assert_eq!(settings.access.mode, Mode::Guests);
}

#[test]
fn tokens_that_cannot_be_verified_safely_say_what_to_write() {
    let url = |url: &str, audience: Option<&str>| TokenArgs {
        jwks_url: Some(url.into()),
        jwt_audience: audience.map(|one| vec![one.into()]),
        ..TokenArgs::default()
    };
    let issuer = "https://issuer.example/jwks.json";
    assert!(with_tokens(url(issuer, Some("chat")), "").is_ok());
    let plain = TokenArgs::default;
    for (args, file, words) in [
        (url(issuer, None), "", "name yours with `--jwt-audience`"),
        (
            url("http://issuer.example/", Some("a")),
            "",
            "address of https",
        ),
        (url("issuer.example", Some("a")), "", "give an address"),
        (plain(), "jwt-secret = \"short\"", "at least 32 bytes"),
        (
            plain(),
            "jwt-issuer = \"x\"",
            "give the key of the tokens too",
        ),
        (
            plain(),
            "jwt-public-key = \"absent.pem\"",
            "cannot read `absent.pem`",
        ),
        (plain(), "jwt-public-key = \"thalweg.toml\"", "cannot read"),
        (
            url(issuer, Some("a")),
            "jwt-secret = \"0123456789abcdef0123456789abcdef\"",
            "not several",
        ),
        (
            plain(),
            "jwt-secret = \"0123456789abcdef0123456789abcdef\"\njwt-leeway = \"1h\"",
            "at most 5m",
        ),
        (
            plain(),
            "jwt-secret = \"0123456789abcdef0123456789abcdef\"\njwt-roles = { root = \"owner\" }",
            "`jwt-roles.root`: give `admin`",
        ),
        (
            plain(),
            "[[rules]]\nchannel = \"job:*\"\nverbs = [\"subscribe\"]",
            "`rules[0].channel`",
        ),
        (
            plain(),
            "[[rules]]\nchannel = \"room:*\"\nverbs = [\"own\"]",
            "own",
        ),
        (plain(), "", "`--guests` or a key of tokens"),
    ] {
        let error = with_tokens(args, file)
            .expect_err("it is not right")
            .to_string();
        assert!(error.contains(words) && !error.contains('\n'), "{error}");
        assert!(!error.contains("0123456789abcdef"), "{error}");
    }
}
