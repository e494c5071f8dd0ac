use std::sync::Arc;

use reqwest::Version;
use rustls::pki_types::CertificateDer;
use serde_json::json;
use thalweg::{Looked, TlsError};

use super::{Events, Safe, shake_hands};
use crate::support::{kinds, spoken, texts_of};

/// The certificate that a client is shown. It comes again with what it was given the last time, so
/// that it could go on without one.
async fn shown(safe: &Safe, config: &Arc<rustls::ClientConfig>) -> CertificateDer<'static> {
    let socket = shake_hands(safe.address(), rustls::ClientConfig::clone(config)).await;
    let shown = socket.get_ref().1.peer_certificates();
    shown.expect("a certificate")[0].clone().into_owned()
}

#[tokio::test]
async fn another_certificate_is_shown_to_whoever_comes_and_open_streams_go_on() {
    let (puppet, builder) = spoken();
    let safe = Safe::start(builder).await;
    let certificates = safe.server.certificates().expect("TLS");
    let config = Arc::new(safe.authority.trusting(&["http/1.1"]).expect("a client"));
    let client = safe.client(Version::HTTP_2);
    let request = client
        .post(safe.url("/api/realtime"))
        .header("content-type", "application/json")
        .body(json!({ "prompt": "go" }).to_string());
    let mut run = Events::open(request).await;
    let voice = puppet.voice().await;
    voice.say("before ");
    let mut heard = Vec::new();
    while texts_of(&heard) != "before " {
        heard.push(run.next().await.expect("an event"));
    }
    let first = shown(&safe, &config).await;
    assert_eq!(certificates.look(), Looked::Same);
    assert_eq!(shown(&safe, &config).await, first);

    safe.authority.issue(safe.folder.path()).expect("another");
    assert_eq!(certificates.look(), Looked::Exchanged);
    let second = shown(&safe, &config).await;
    assert_ne!(second, first);
    voice.say("and after");
    voice.finish();
    heard.extend(run.collect().await);
    assert_eq!(texts_of(&heard), "before and after");
    assert_eq!(kinds(&heard).last(), Some(&"done"));

    // What is broken is not taken, and said once.
    let key = safe.folder.path().join("key.pem");
    std::fs::write(&key, "nothing").expect("written");
    let broken = certificates.look();
    assert!(
        matches!(broken, Looked::Kept(TlsError::NoKey { .. })),
        "{broken:?}"
    );
    assert_eq!(certificates.look(), Looked::Same);
    assert_eq!(shown(&safe, &config).await, second);
    std::fs::remove_file(&key).expect("removed");
    let gone = certificates.look();
    assert!(
        matches!(gone, Looked::Kept(TlsError::Unreadable { .. })),
        "{gone:?}"
    );
    assert_eq!(certificates.look(), Looked::Same);
    safe.authority.issue(safe.folder.path()).expect("a third");
    assert_eq!(certificates.look(), Looked::Exchanged);
    assert_ne!(shown(&safe, &config).await, second);
    drop(client);
    safe.server.stop().await;
}
