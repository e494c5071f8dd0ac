use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::get::get;
use super::text::{Page, readable};
use super::{Resolver, SystemResolver, is_public};

/// Stands for an address of the public internet; the rest of loopback is private.
const PUBLIC: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
const PRIVATE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 9);

fn allowed(address: IpAddr) -> bool {
    address == IpAddr::V4(PUBLIC)
}

/// Answers each question with the next of the host's answers, the last one again and again.
#[derive(Default)]
struct Names {
    answers: HashMap<&'static str, Vec<Vec<Ipv4Addr>>>,
    asked: AtomicUsize,
}

impl Names {
    fn of(host: &'static str, answers: &[&[Ipv4Addr]]) -> Self {
        let answers = answers.iter().map(|addresses| addresses.to_vec()).collect();
        Self {
            answers: HashMap::from([(host, answers)]),
            asked: AtomicUsize::new(0),
        }
    }
}

#[async_trait]
impl Resolver for Names {
    async fn resolve(&self, host: &str, port: u16) -> std::io::Result<Vec<SocketAddr>> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst);
        let answers = self.answers.get(host);
        let answers = answers.ok_or_else(|| std::io::Error::other("unknown"))?;
        let addresses = &answers[turn.min(answers.len() - 1)];
        Ok(addresses.iter().map(|ip| (*ip, port).into()).collect())
    }
}

/// A server that answers every request in the same way and counts them.
struct Server {
    port: u16,
    hits: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl Server {
    async fn start(ip: Ipv4Addr, answer: impl Into<Vec<u8>>) -> Self {
        let listener = TcpListener::bind((ip, 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let hits = Arc::new(AtomicUsize::new(0));
        let (counted, answer) = (Arc::clone(&hits), answer.into());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            loop {
                let Ok((mut socket, _)) = listener.accept().await else {
                    return;
                };
                counted.fetch_add(1, Ordering::SeqCst);
                let mut request = [0; 4096];
                let _ = socket.read(&mut request).await;
                let _ = socket.write_all(&answer).await;
                let _ = socket.shutdown().await;
            }
        });
        Self {
            port,
            hits,
            _tasks: tasks,
        }
    }

    fn hits(&self) -> usize {
        self.hits.load(Ordering::SeqCst)
    }
}

fn answer(kind: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nConnection: close\r\n\r\n{body}")
}

fn moved(to: &str) -> String {
    format!(
        "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
}

async fn fetch(names: &Names, url: &str) -> Result<Page, String> {
    let got = get(names, allowed, url, |_| {}).await;
    got.and_then(readable).map_err(|error| error.0)
}

#[tokio::test]
async fn a_page_is_fetched_from_the_address_that_was_looked_at() {
    let page = answer("text/html; charset=utf-8", "<title>T</title><p>Hällo</p>");
    let server = Server::start(PUBLIC, page).await;
    // Whoever asked again would be led elsewhere.
    let names = Names::of("public.test", &[&[PUBLIC], &[PRIVATE]]);
    let url = format!("http://public.test:{}/a?b#c", server.port);
    let page = fetch(&names, &url).await.expect("a page");
    assert_eq!((page.title.as_deref(), &*page.text), (Some("T"), "Hällo"));
    assert_eq!(
        (page.status, &*page.url, page.truncated),
        (200, &*url, false)
    );
    assert_eq!((names.asked.load(Ordering::SeqCst), server.hits()), (1, 1));
    let refused = fetch(&names, &url).await.expect_err("it is elsewhere now");
    assert!(refused.contains("not on the public internet"), "{refused}");
    assert_eq!(server.hits(), 1);
}

#[tokio::test]
async fn a_redirect_is_looked_at_like_an_address() {
    let secret = Server::start(PRIVATE, answer("text/plain", "secret")).await;
    for to in [
        format!("http://{PRIVATE}:{}/", secret.port),
        format!("http://[::ffff:127.0.0.9]:{}/", secret.port),
        format!("http://public.test:{}/", secret.port),
        format!("http://2130706441:{}/", secret.port),
        "file:///etc/hosts".into(),
        "gopher://127.0.0.9/".into(),
        format!("http://me:word@{PUBLIC}/"),
    ] {
        let server = Server::start(PUBLIC, moved(&to)).await;
        let names = Names::of("public.test", &[&[PUBLIC], &[PRIVATE]]);
        let url = format!("http://public.test:{}/", server.port);
        let refused = fetch(&names, &url).await.expect_err(&to);
        assert!(refused.contains("fetched"), "{to}: {refused}");
        assert_eq!((server.hits(), secret.hits()), (1, 0), "{to}");
    }
    let fine = Server::start(PUBLIC, answer("text/plain", "there")).await;
    let server = Server::start(PUBLIC, moved(&format!("http://{PUBLIC}:{}/x", fine.port))).await;
    let names = Names::of("public.test", &[&[PUBLIC]]);
    let url = format!("http://public.test:{}/", server.port);
    assert_eq!(fetch(&names, &url).await.expect("a page").text, "there");
    let round = Server::start(PUBLIC, moved("/again")).await;
    let url = format!("http://public.test:{}/", round.port);
    let refused = fetch(&names, &url).await.expect_err("it goes round");
    assert!(refused.contains("redirects"), "{refused}");
    assert_eq!(round.hits(), 6);
}

#[tokio::test]
async fn one_private_address_among_public_ones_is_too_many() {
    let server = Server::start(PUBLIC, answer("text/plain", "x")).await;
    for addresses in [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC]] {
        let names = Names::of("mixed.test", &[&addresses]);
        let url = format!("http://mixed.test:{}/", server.port);
        assert!(fetch(&names, &url).await.is_err());
    }
    let names = Names::of("none.test", &[&[]]);
    let unknown = fetch(&names, "http://none.test/").await.expect_err("none");
    assert_eq!(unknown, "the host `none.test` is not known");
    assert_eq!(server.hits(), 0);
}

#[tokio::test]
async fn this_machine_is_never_asked() {
    let server = Server::start(PUBLIC, answer("text/plain", "secret")).await;
    let port = server.port;
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0",
        "127.1",
        "169.254.169.254",
    ] {
        let url = format!("http://{host}:{port}/");
        let refused = get(&SystemResolver, is_public, &url, |_| {}).await;
        let words = refused.expect_err(host).0;
        let is_told = words.contains("public internet") || words.contains("not known");
        assert!(is_told, "{host}: {words}");
    }
    assert_eq!(server.hits(), 0);
}

#[tokio::test]
async fn what_is_long_is_cut_and_what_is_no_text_is_refused() {
    let names = Names::of("public.test", &[&[PUBLIC]]);
    let long = Server::start(PUBLIC, answer("text/plain", &"é".repeat(3 << 20))).await;
    let url = format!("http://public.test:{}/", long.port);
    let page = fetch(&names, &url).await.expect("a beginning");
    assert_eq!((page.text.chars().count(), page.truncated), (100_000, true));
    let read = get(&names, allowed, &url, |_| {})
        .await
        .expect("a beginning");
    assert_eq!((read.body.len(), read.more), (2 << 20, true));
    let mut old = answer("text/plain; charset=\"ISO-8859-1\"", "caf").into_bytes();
    old.push(0xe9);
    let old = Server::start(PUBLIC, old).await;
    let url = format!("http://public.test:{}/", old.port);
    assert_eq!(fetch(&names, &url).await.expect("a text").text, "café");
    let image = Server::start(PUBLIC, answer("image/png", "x")).await;
    let url = format!("http://public.test:{}/", image.port);
    let refused = fetch(&names, &url).await.expect_err("no text");
    assert_eq!(refused, "it is `image/png`, which is no text");
    let gone = format!("http://public.test:{}/", image.port);
    drop(image);
    let failed = fetch(&names, &gone).await.expect_err("nobody is there");
    assert_eq!(failed, "`public.test` cannot be reached");
    for url in ["", "x", "http://", "ftp://public.test/", "javascript:1"] {
        assert!(fetch(&names, url).await.is_err(), "{url}");
    }
}
