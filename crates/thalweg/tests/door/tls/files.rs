use std::path::Path;
use std::sync::Arc;

use thalweg::{Certificates, TlsFiles};
use thalweg_log::SystemClock;
use thalweg_testkit::{Authority, TestServer};

fn open(files: &TlsFiles) -> Result<(), String> {
    let opened = Certificates::open(files.clone(), Arc::new(SystemClock));
    opened.map(drop).map_err(|error| error.to_string())
}

fn refused(files: &TlsFiles, what: &str) {
    let message = open(files).expect_err("it is refused");
    assert!(message.contains(what), "`{what}` is not in: {message}");
    assert!(!message.contains('\n'), "{message}");
    let path = files.cert.parent().expect("a folder").display().to_string();
    assert!(message.contains(&path), "it names the file: {message}");
}

fn written(folder: &Path, name: &str, text: &str) -> std::path::PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("written");
    path
}

#[test]
fn files_that_do_not_do_are_refused_with_what_to_do() {
    let authority = Authority::new().expect("an authority");
    let folder = tempfile::tempdir().expect("a folder");
    let other = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let good = authority.issue(here).expect("a certificate");
    assert_eq!(open(&good), Ok(()));
    let key = |name, text: &str| TlsFiles {
        key: written(here, name, text),
        ..good.clone()
    };
    let cert = |name, text: &str| TlsFiles {
        cert: written(here, name, text),
        ..good.clone()
    };
    let missing = TlsFiles {
        cert: here.join("none.pem"),
        ..good.clone()
    };
    refused(&missing, "`--tls-cert`: cannot read");
    let missing = TlsFiles {
        key: here.join("none.pem"),
        ..good.clone()
    };
    refused(&missing, "`--tls-key`: cannot read");
    refused(&cert("empty", ""), "has no certificate");
    refused(
        &cert(
            "no",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ),
        "cannot be read",
    );
    refused(
        &cert("half", "-----BEGIN CERTIFICATE-----\nAAAA\n"),
        "cannot be read",
    );
    refused(&key("empty-key", "hello"), "has no private key");
    refused(
        &key(
            "no-key",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        ),
        "cannot be used",
    );
    let encrypted =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    refused(&key("encrypted", encrypted), "without a passphrase");
    let encrypted = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    refused(&key("encrypted", encrypted), "without a passphrase");
    let others = authority.issue(other.path()).expect("a certificate");
    let mixed = TlsFiles {
        key: others.key,
        ..good
    };
    refused(&mixed, "is not that of the certificate");
}

#[test]
fn a_certificate_counts_in_its_time() {
    let authority = Authority::new().expect("an authority");
    let folder = tempfile::tempdir().expect("a folder");
    let of = |from, until| {
        authority.issue_with(folder.path(), |params| {
            params.not_before = rcgen::date_time_ymd(from, 1, 1);
            params.not_after = rcgen::date_time_ymd(until, 1, 2);
        })
    };
    refused(
        &of(2001, 2002).expect("a certificate"),
        "ended on 2002-01-02T00:00:00.000Z",
    );
    refused(
        &of(2990, 2991).expect("a certificate"),
        "begins on 2990-01-01T00:00:00.000Z",
    );
    assert_eq!(open(&of(2001, 2991).expect("a certificate")), Ok(()));
    // As `openssl req -x509` makes them: an authority of its own.
    let own = authority.issue_with(folder.path(), |params| {
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.extended_key_usages.clear();
        params.not_after = rcgen::date_time_ymd(2002, 1, 2);
    });
    refused(&own.expect("a certificate"), "ended on 2002-01-02");
}

#[tokio::test]
async fn a_server_does_not_start_with_them() {
    let authority = Authority::new().expect("an authority");
    let folder = tempfile::tempdir().expect("a folder");
    let files = authority.issue(folder.path()).expect("a certificate");
    std::fs::write(&files.key, "").expect("written");
    let builder = TestServer::builder().settings(|settings| settings.set_tls(files));
    let message = builder.try_start().await.err().expect("it does not start");
    assert!(
        message.to_string().contains("has no private key"),
        "{message}"
    );
}
