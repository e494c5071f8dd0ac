use std::path::PathBuf;

use super::*;

fn args(cert: Option<&str>, key: Option<&str>) -> ServeArgs {
    ServeArgs {
        tls: TlsArgs {
            tls_cert: cert.map(PathBuf::from),
            tls_key: key.map(PathBuf::from),
        },
        ..ServeArgs::default()
    }
}

#[test]
fn tls_takes_both_files_and_the_rest_follows() {
    let settings = load(ServeArgs::default()).expect("defaults").settings;
    assert_eq!((settings.tls.clone(), settings.scheme()), (None, "http"));
    assert!(!settings.access.secure && !settings.access.gate.over_tls);
    let settings = load(args(Some("a"), Some("b"))).expect("both").settings;
    let files = settings.tls.clone().expect("files");
    assert_eq!((files.cert, files.key), ("a".into(), "b".into()));
    assert_eq!(settings.scheme(), "https");
    assert!(settings.access.secure && settings.access.gate.over_tls);
    for (args, missing) in [
        (args(Some("a"), None), "add `--tls-key`"),
        (args(None, Some("b")), "add `--tls-cert`"),
    ] {
        let message = load(args).expect_err("half");
        assert!(message.contains(missing), "{message}");
    }
}

#[test]
fn the_file_names_them_as_well_and_a_flag_wins() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "tls-cert = \"a\"\ntls-key = \"b\"\n";
    std::fs::write(folder.path().join("thalweg.toml"), text).expect("written");
    let load = |args| Config::load(args, folder.path()).expect("a configuration");
    let files = |args| load(args).settings.tls.expect("files");
    assert_eq!(files(ServeArgs::default()).key, PathBuf::from("b"));
    let both = files(args(Some("c"), None));
    assert_eq!((both.cert, both.key), ("c".into(), "b".into()));
}

#[test]
fn with_tls_the_public_address_is_one_of_https() {
    let public = |url: &str| {
        load(ServeArgs {
            public_url: Some(url.into()),
            ..args(Some("a"), Some("b"))
        })
    };
    let message = public("http://chat.example").expect_err("not of https");
    assert!(message.contains("give an address of https"), "{message}");
    let settings = public("https://chat.example").expect("of https").settings;
    assert_eq!(settings.public_url.as_deref(), Some("https://chat.example"));
    assert!(settings.access.secure);
}

/// Whoever reaches the server would be its owner, TLS or not.
#[test]
fn tls_alone_opens_no_address() {
    let message = load(ServeArgs {
        listen: Some("0.0.0.0:443".into()),
        ..args(Some("a"), Some("b"))
    });
    assert!(message.expect_err("refused").contains("`--accounts`"));
}
