use super::super::{Config, ConfigError, OidcArgs, ServeArgs};
use crate::OidcSettings;

/// The provider of a server that is started so, with this file.
fn with(args: ServeArgs, file: &str) -> Result<Option<OidcSettings>, ConfigError> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("thalweg.toml"), file).expect("written");
    let args = ServeArgs {
        data: Some("data".into()),
        ..args
    };
    Config::load(args, folder.path()).map(|config| config.settings.oidc)
}

const FILE: &str = "accounts = true\noidc-issuer = \"https://id.example/realms/a\"\n\
                    oidc-client-id = \"chat\"\n";

#[test]
fn a_provider_is_an_issuer_and_what_it_calls_this_server() {
    assert_eq!(
        with(ServeArgs::default(), "").expect("right").map(drop),
        None
    );
    let oidc = with(ServeArgs::default(), FILE).expect("right");
    let config = oidc.expect("a provider").config;
    assert_eq!(config.issuer, "https://id.example/realms/a");
    assert_eq!((&*config.client_id, &*config.name), ("chat", "id.example"));
    assert_eq!(config.scopes, ["openid", "profile", "email"]);
    assert_eq!((&config.client_secret, &config.origin), (&None, &None));
    let more = format!(
        "{FILE}public-url = \"https://Chat.example/\"\noidc-client-secret = \" s3cret\\n\"\n\
         oidc-name = \" Example ID \"\noidc-scopes = \"openid, groups\"\nlisten = \"0.0.0.0:80\"\n"
    );
    let args = ServeArgs {
        oidc: OidcArgs {
            oidc_client_id: Some("another".into()),
            ..OidcArgs::default()
        },
        ..ServeArgs::default()
    };
    let oidc = with(args, &more).expect("right");
    let config = oidc.expect("a provider").config;
    assert_eq!(
        (&*config.client_id, &*config.name),
        ("another", "Example ID")
    );
    assert_eq!(config.client_secret.as_deref(), Some("s3cret"));
    assert_eq!(config.origin.as_deref(), Some("https://chat.example"));
    assert_eq!(config.scopes, ["openid", "groups"]);
    assert!(!format!("{config:?}").contains("s3cret"));
    for local in ["http://127.0.0.1:9/a", "http://localhost:9", "http://[::1]"] {
        let file = FILE.replace("https://id.example/realms/a", local);
        assert!(with(ServeArgs::default(), &file).is_ok(), "{local}");
    }
    let local = format!("{FILE}public-url = \"http://localhost:8420\"\n");
    assert!(with(ServeArgs::default(), &local).is_ok());
}

#[test]
fn what_would_be_unsafe_says_what_to_write() {
    let id = |issuer: &str| FILE.replace("https://id.example/realms/a", issuer);
    let and = |line: &str| format!("{FILE}{line}\n");
    for (file, words) in [
        (FILE.replace("accounts = true\n", ""), "add `--accounts`"),
        (
            FILE.replace("oidc-client-id", "oidc-name"),
            "`--oidc-client-id`",
        ),
        (FILE.replace("oidc-issuer", "oidc-name"), "`--oidc-issuer`"),
        ("oidc-client-secret = \"s3cret\"".into(), "`--oidc-issuer`"),
        (id("http://id.example"), "address of https"),
        (id("id.example"), "give the provider's address"),
        (id("ftp://127.0.0.1"), "give the provider's address"),
        (id("https://id.example/?a=b"), "without query"),
        (id("https://id.example/#a"), "without query"),
        (id("https://a:b@id.example/"), "without query"),
        (
            and("listen = \"0.0.0.0:80\""),
            "give the address that they use with `--public-url`",
        ),
        (
            and("public-url = \"http://chat.example\""),
            "`--public-url` with https",
        ),
        (
            and("oidc-scopes = \"profile\""),
            "`openid` must be among them",
        ),
        (and("oidc-name = \" \""), "1 to 40 characters"),
        (
            and("oidc-client-secret = \"a\"\noidc-client-secret-file = \"b\""),
            "not both",
        ),
    ] {
        let refused = with(ServeArgs::default(), &file)
            .expect_err(&file)
            .to_string();
        assert!(refused.contains(words), "{file}: {refused}");
        assert!(
            !refused.contains('\n') && !refused.contains("s3cret"),
            "{refused}"
        );
    }
}
