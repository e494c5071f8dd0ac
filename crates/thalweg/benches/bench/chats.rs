//! Search over many messages, and lists of many conversations, through the door.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use thalweg_client::{Client, Request};
use thalweg_log::{Batch, LogStore as _, NewEvent, PrincipalId};
use thalweg_probe::Dice;
use thalweg_probe::load::Quantiles;
use thalweg_store::SqliteStore;
use thalweg_store::suite::build::{Chat, NOW, note};
use thalweg_testkit::TestServer;

use crate::report::{Report, ms};
use crate::store::open;

const MESSAGES: u128 = 100_000;
/// Messages of each conversation.
const LENGTH: u128 = 100;
const CONVERSATIONS: u128 = 10_000;
/// Different words that the texts are made of; the first are as common as the commonest of a language.
const WORDS: usize = 30_000;
/// How often each question is asked.
const TIMES: usize = 50;
const BATCH: usize = 500;

/// Search over 100,000 messages.
pub(crate) async fn search(report: &mut Report) -> anyhow::Result<()> {
    report.section("Search over 100,000 messages of 60 words, a fifth of them another's");
    let folder = tempfile::tempdir()?;
    let store = open(folder.path())?;
    let mut texts = Texts::new();
    let owner = PrincipalId::owner();
    let mut events = Vec::new();
    for n in 0..MESSAGES {
        let chat = Chat::new(1 + n / LENGTH);
        if n % LENGTH == 0 {
            let of = if n / LENGTH % 5 == 4 {
                "another"
            } else {
                owner.as_str()
            };
            events.push(chat.changed(of, &texts.words(4), false));
        }
        let parent = Some(n).filter(|_| n % LENGTH > 0);
        events.push(chat.user(n + 1, parent, &texts.words(60)));
        append_many(&store, &mut events, BATCH).await?;
    }
    append_many(&store, &mut events, 1).await?;
    added_cost(report, &store, &mut texts).await?;
    store.close().await;
    drop(store);
    let server = TestServer::builder().folder(folder.path()).start().await;
    let client = server.client();
    let word = |rank: usize| texts.vocabulary[rank].clone();
    let (first, second) = (word(0), word(1));
    for (what, query) in [
        ("the commonest word", first.clone()),
        ("the two commonest words", format!("{first} {second}")),
        ("a rare word", word(WORDS - 9)),
        (
            "a common and a rare word",
            format!("{first} \"{}\"", word(WORDS - 99)),
        ),
        ("a word that is not there", "qqqqqqqq".into()),
        ("a prefix of one letter", first[..1].into()),
        ("a prefix of two letters", first[..2].into()),
        ("a prefix of three letters", first[..3].into()),
        (
            "a common word and a prefix of one letter",
            format!("{first} {}", &second[..1]),
        ),
        (
            "a phrase of two common words",
            format!("\"{first} {second}\""),
        ),
        (
            "a phrase that is rare",
            format!("\"{} {}\"", word(60), word(900)),
        ),
    ] {
        let target = format!(
            "/api/search?q={}&limit=50",
            query.replace(' ', "+").replace('"', "%22")
        );
        let (times, hits) = asked(&client, &target).await?;
        goal(
            report,
            &format!("{what}: the slowest of {TIMES} ({hits} hits)"),
            "≤ 50 ms",
            50,
            &times,
        );
    }
    server.stop().await;
    Ok(())
}

/// What entering a message into the index adds to its commit.
async fn added_cost(
    report: &mut Report,
    store: &SqliteStore,
    texts: &mut Texts,
) -> anyhow::Result<()> {
    let (mut plain, mut entered) = (Vec::new(), Vec::new());
    for n in 0..300 {
        let text = texts.words(60);
        let event = note("room:bench", &text);
        plain.push(append_one(store, event).await?);
        let event = Chat::new(1).user(MESSAGES + 10 + n, None, &text);
        entered.push(append_one(store, event).await?);
    }
    let median = |times: Vec<Duration>| times.into_iter().collect::<Quantiles>().at(500);
    let (plain, entered) = (median(plain), median(entered));
    report.note("a commit with an event of 60 words, p50", ms(plain));
    report.note("a commit with a message of 60 words, p50", ms(entered));
    Ok(())
}

/// Lists of 10,000 conversations, and of 10,000 messages of one.
pub(crate) async fn lists(report: &mut Report) -> anyhow::Result<()> {
    report.section("Lists of 10,000 conversations and of 10,000 messages, 50 on a page");
    let folder = tempfile::tempdir()?;
    let store = open(folder.path())?;
    let mut texts = Texts::new();
    let owner = PrincipalId::owner();
    let mut events = Vec::new();
    for n in 1..=CONVERSATIONS {
        let pinned = n % 100 == 0;
        events.push(Chat::new(n).pinned(owner.as_str(), &texts.words(4), pinned, false));
        append_many(&store, &mut events, BATCH).await?;
    }
    let chat = Chat::new(1);
    for n in 1..=CONVERSATIONS {
        let parent = Some(n - 1).filter(|parent| *parent > 0);
        events.push(chat.user(n, parent, &texts.words(60)));
        append_many(&store, &mut events, BATCH).await?;
    }
    append_many(&store, &mut events, 1).await?;
    store.close().await;
    drop(store);
    let server = TestServer::builder().folder(folder.path()).start().await;
    let client = server.client();
    let messages = format!("/api/messages?conversationId={}", chat.id);
    let leaf = thalweg_store::suite::build::id(CONVERSATIONS);
    for (what, list) in [
        ("conversations", "/api/conversations?limit=50".to_owned()),
        (
            "conversations that are not pinned",
            "/api/conversations?pinned=false&limit=50".into(),
        ),
        ("messages", format!("{messages}&limit=50")),
        (
            "messages of a branch",
            format!("{messages}&limit=50&leaf={leaf}"),
        ),
    ] {
        let pages = pages(&client, &list).await?;
        let last = pages.len() - 1;
        for (which, page) in [("first", 0), ("middle", last / 2), ("last", last)] {
            let (times, _) = asked(&client, &pages[page]).await?;
            let what = format!(
                "{what}, the {which} of {} pages, the slowest of {TIMES}",
                pages.len()
            );
            goal(report, &what, "≤ 20 ms", 20, &times);
        }
    }
    server.stop().await;
    Ok(())
}

fn goal(report: &mut Report, what: &str, goal: &str, most_ms: u64, times: &Quantiles) {
    let worst = times.at(1_000);
    report.goal(
        what,
        goal,
        ms(worst),
        worst <= Duration::from_millis(most_ms),
    );
}

/// The addresses of all pages of a list.
async fn pages(client: &Client, list: &str) -> anyhow::Result<Vec<String>> {
    let mut pages = vec![list.to_owned()];
    loop {
        let at = pages.last().context("a page")?;
        let answer = client.send(Request::get(at)).await?;
        ensure!(answer.status == 200, "{at}: {}", answer.status);
        match answer.json()["nextCursor"].as_str() {
            Some(next) => pages.push(format!("{list}&cursor={next}")),
            None => return Ok(pages),
        }
    }
}

/// How long the answers take, and how many entries they have.
async fn asked(client: &Client, target: &str) -> anyhow::Result<(Quantiles, usize)> {
    let (mut times, mut entries) = (Vec::new(), 0);
    for _ in 0..TIMES {
        let begun = Instant::now();
        let answer = client.send(Request::get(target)).await?;
        times.push(begun.elapsed());
        ensure!(answer.status == 200, "{target}: {}", answer.status);
        entries = answer.json()["items"].as_array().map_or(0, Vec::len);
    }
    Ok((times.into_iter().collect(), entries))
}

async fn append_many(
    store: &SqliteStore,
    events: &mut Vec<NewEvent>,
    least: usize,
) -> anyhow::Result<()> {
    if events.len() < least {
        return Ok(());
    }
    let batch = Batch::of(std::mem::take(events));
    for result in store.append(vec![batch], NOW).await? {
        result?;
    }
    Ok(())
}

async fn append_one(store: &SqliteStore, event: NewEvent) -> anyhow::Result<Duration> {
    let begun = Instant::now();
    append_many(store, &mut vec![event], 1).await?;
    Ok(begun.elapsed())
}

/// Texts whose words are as unevenly common as those of a language (Zipf).
struct Texts {
    dice: Dice,
    vocabulary: Vec<String>,
    /// The sums of the words' shares.
    sums: Vec<f64>,
}

impl Texts {
    fn new() -> Self {
        let mut dice = Dice::new(7);
        let letters = b"etaoinshrdlucmfwypvbgk";
        let mut word = || {
            let length = dice.between(3, 11);
            let letter = |dice: &mut Dice| {
                // Early letters are likelier, as in English.
                let at = dice.between(0, 22).min(dice.between(0, 22));
                char::from(letters[usize::try_from(at).unwrap_or_default()])
            };
            (0..length).map(|_| letter(&mut dice)).collect::<String>()
        };
        let vocabulary: Vec<_> = (0..WORDS).map(|_| word()).collect();
        let mut sum = 0.0;
        let mut sums = Vec::with_capacity(WORDS);
        for rank in 1..=u32::try_from(WORDS).unwrap_or(u32::MAX) {
            sum += 1.0 / f64::from(rank);
            sums.push(sum);
        }
        Self {
            dice,
            vocabulary,
            sums,
        }
    }

    fn words(&mut self, count: usize) -> String {
        let all = self.sums.last().copied().unwrap_or_default();
        let mut text = String::new();
        for _ in 0..count {
            let share =
                f64::from(u32::try_from(self.dice.roll() >> 32).unwrap_or(0)) / f64::from(u32::MAX);
            let rank = self.sums.partition_point(|sum| *sum < share * all);
            text.push_str(&self.vocabulary[rank.min(WORDS - 1)]);
            text.push(' ');
        }
        text.pop();
        text
    }
}
