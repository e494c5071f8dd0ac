//! The pool with servers that are started or listened to, and that misbehave.

mod asks;
mod calls;
mod dies;
mod health;
mod only_tasks;
mod over_http;
mod process;
mod sdk;
mod slow;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::{Map, Value, json};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use thalweg_chat::{Answered, Question, Tool as _, ToolError};
use thalweg_wire::McpServerStatus as Status;

use super::running::Told;
use super::tool::McpTool;
use super::{McpHealth, McpOptions, McpPool, McpServerSetup, McpTransport};
use crate::Secrets;

/// How long anything that must come may take, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

const QUICK: McpOptions = McpOptions {
    connect: PATIENCE,
    test: PATIENCE,
    answer: PATIENCE,
    look: Duration::from_secs(3_600),
    first_wait: Duration::from_millis(10),
    longest_wait: Duration::from_millis(40),
    farewell: Duration::from_millis(500),
};

/// The same, but what has ended is not tried again while a test looks.
const PATIENT: McpOptions = McpOptions {
    first_wait: PATIENCE,
    longest_wait: PATIENCE,
    ..QUICK
};

fn secrets() -> Secrets {
    Secrets::new([("TOKEN".to_owned(), "s3cret-token".to_owned())])
}

fn pool() -> McpPool {
    pool_with(QUICK)
}

fn pool_with(options: McpOptions) -> McpPool {
    McpPool::with(secrets(), options)
}

/// The example `mcp_fake`, which `cargo test` builds beside the tests.
fn fake() -> String {
    let tests = std::env::current_exe().expect("the tests have a place");
    let folder = tests
        .parent()
        .and_then(|deps| deps.parent())
        .expect("a folder");
    let fake: PathBuf = folder.join("examples/mcp_fake");
    assert!(
        fake.exists(),
        "build it: cargo build -p thalweg-tools --example mcp_fake"
    );
    fake.to_string_lossy().into_owned()
}

/// A server `s` that is the fake in that mode.
fn stdio(mode: &str) -> McpServerSetup {
    McpServerSetup {
        name: "s".into(),
        title: None,
        transport: McpTransport::Stdio {
            command: fake(),
            args: vec![mode.into()],
            env: vec![],
            cwd: None,
        },
        enabled: true,
        timeout: PATIENCE,
    }
}

/// Waits until the health of `s` is so.
async fn until(pool: &McpPool, what: impl Fn(&McpHealth) -> bool) -> McpHealth {
    let mut changes = pool.changes();
    let comes = async {
        loop {
            let health = pool.health("s").expect("it is set");
            if what(&health) {
                return health;
            }
            changes.changed().await.expect("the pool lives");
        }
    };
    let come = timeout(PATIENCE, comes).await;
    come.unwrap_or_else(|_| panic!("it stays as {:?}", pool.health("s")))
}

async fn ready(pool: &McpPool) -> McpHealth {
    until(pool, |health| health.status == Status::Ready).await
}

/// A pool whose server `s` is the fake in that mode, ready.
async fn ready_with(mode: &str) -> McpPool {
    let pool = pool();
    pool.set(stdio(mode));
    ready(&pool).await;
    pool
}

fn tool(pool: &McpPool, name: &str) -> Arc<McpTool> {
    let name = format!("s__{name}");
    let tools = pool.of_servers();
    let tool = tools.into_iter().find(|tool| tool.name() == name);
    tool.unwrap_or_else(|| panic!("`{name}` is there"))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => panic!("an object"),
    }
}

/// Calls a tool of `s` to its end.
async fn call(pool: &McpPool, name: &str, args: Value) -> Result<Value, String> {
    let told = Arc::new(Heard::default());
    call_told(pool, name, args, told).await
}

async fn call_told(
    pool: &McpPool,
    name: &str,
    args: Value,
    told: Arc<Heard>,
) -> Result<Value, String> {
    let (tool, stopped) = (tool(pool, name), CancellationToken::new());
    let call = tool.call(object(args), told, &stopped);
    let result = timeout(PATIENCE, call).await.expect("it ends");
    result.map_err(|error| error.0)
}

/// A call that goes on by itself.
fn begin(
    pool: &McpPool,
    name: &str,
) -> (
    tokio::task::JoinHandle<Result<Value, String>>,
    CancellationToken,
) {
    let (tool, stopped) = (tool(pool, name), CancellationToken::new());
    let token = stopped.clone();
    #[expect(clippy::disallowed_methods, reason = "the test ends it")]
    let call = tokio::spawn(async move {
        let told = Arc::new(Heard::default());
        let result = tool.call(object(json!({})), told, &token).await;
        result.map_err(|error| error.0)
    });
    (call, stopped)
}

/// Waits until a server that works off one message after the other has got the calls before.
async fn arrived(pool: &McpPool) {
    call(pool, "echo", json!({})).await.expect("an answer");
}

/// What was told of a call.
#[derive(Default)]
struct Heard {
    said: Mutex<Vec<String>>,
    heard: Notify,
    /// What it was asked.
    asked: Mutex<Vec<Question>>,
    /// What it answers, one after the other; without, it thinks for ever.
    answers: Mutex<VecDeque<Result<Answered, ToolError>>>,
}

impl Heard {
    fn all(&self) -> Vec<String> {
        self.said.lock().clone()
    }

    fn hear(&self, what: String) {
        self.said.lock().push(what);
        self.heard.notify_one();
    }
}

#[async_trait]
impl Told for Heard {
    fn progress(&self, done: f64) {
        self.hear(done.to_string());
    }

    fn log(&self, line: &str) {
        self.hear(line.into());
    }

    fn principal(&self) -> &str {
        "owner"
    }

    async fn ask(&self, question: Question) -> Result<Answered, ToolError> {
        self.asked.lock().push(question);
        self.heard.notify_one();
        let answer = self.answers.lock().pop_front();
        match answer {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }
}
