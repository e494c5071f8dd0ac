//! Servers that ask back in the midst of a call, in both eras of the protocol.

use super::*;

/// Both ways to ask: on the connection, and in the stead of a result.
const ERAS: [&str; 2] = ["", "stateless"];

fn answering(answers: impl IntoIterator<Item = Result<Answered, ToolError>>) -> Arc<Heard> {
    let told = Heard::default();
    told.answers.lock().extend(answers);
    Arc::new(told)
}

/// What the server says that it was answered.
fn answered(result: Result<Value, String>) -> Value {
    let words = result.expect("a result");
    serde_json::from_str(words.as_str().expect("a text")).expect("json")
}

#[tokio::test]
async fn a_question_is_put_to_whoever_called_and_its_answer_given() {
    for mode in ERAS {
        let pool = ready_with(mode).await;
        let given = Answered::Given(object(json!({ "name": "Jo" })));
        let told = answering([Ok(given), Ok(Answered::Declined), Ok(Answered::Dismissed)]);
        for expected in [
            json!({ "action": "accept", "content": { "name": "Jo" } }),
            json!({ "action": "decline" }),
            json!({ "action": "cancel" }),
        ] {
            let result = call_told(&pool, "ask", json!({}), told.clone()).await;
            assert_eq!(answered(result), expected, "{mode}");
        }
        let question = told.asked.lock()[0].clone();
        assert_eq!(
            (&*question.server, &*question.message),
            ("s", "What is your name?")
        );
        assert_eq!(question.order, ["age", "name"]);
        let name = &question.schema["properties"]["name"];
        assert_eq!(
            (name, &question.schema["required"]),
            (&json!({ "type": "string" }), &json!(["name"]))
        );
        assert!(told.all().is_empty());
        pool.close().await;
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_and_that_is_said() {
    let nested = json!({ "type": "object", "properties": { "a": { "type": "object" } } });
    for (wish, words) in [
        (
            json!({ "url": "https://elsewhere.example/" }),
            "an address to be opened",
        ),
        (json!({ "schema": nested }), "none that the protocol has"),
        (json!({ "schema": "text" }), "none that the protocol has"),
        (json!({}), "too many"),
    ] {
        for (mode, expected) in [
            ("", json!(-32602)),
            ("stateless", json!({ "action": "decline" })),
        ] {
            let pool = ready_with(mode).await;
            let told = answering([Err(ToolError::new("too many"))]);
            let result = call_told(&pool, "ask", wish.clone(), told.clone()).await;
            assert_eq!(answered(result), expected, "{mode} {wish}");
            let said = told.all();
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].contains(words), "{said:?}");
            pool.close().await;
        }
    }
}

#[tokio::test]
async fn thinking_is_not_the_servers_time() {
    for mode in ERAS {
        let pool = pool();
        pool.set(McpServerSetup {
            timeout: Duration::from_secs(1),
            ..stdio(mode)
        });
        ready(&pool).await;
        let (tool, told) = (tool(&pool, "ask"), answering([]));
        let stopped = CancellationToken::new();
        let call = tool.call(Map::new(), told.clone(), &stopped);
        let thinks = async {
            while told.asked.lock().is_empty() {
                told.heard.notified().await;
            }
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            stopped.cancel();
        };
        let ended = async { tokio::join!(call, thinks).0 };
        let result = timeout(PATIENCE, ended).await.expect("a stop ends it");
        let words = result.expect_err("it was stopped").0;
        assert!(words.contains("nobody wants the result"), "{mode}: {words}");
        pool.close().await;
    }
}

#[tokio::test]
async fn a_question_ends_with_whoever_asked_it() {
    let pool = ready_with("").await;
    let (asks, told, stopped) = (
        tool(&pool, "ask"),
        Arc::new(Dropped::default()),
        CancellationToken::new(),
    );
    let asking = asks.call(Map::new(), told.clone(), &stopped);
    let dies = async {
        told.asked.notified().await;
        call(&pool, "die", json!({})).await.expect_err("it died");
        told.dropped.notified().await;
    };
    let taken_down = async { tokio::join!(asking, dies).0 };
    let result = timeout(PATIENCE, taken_down).await;
    let words = result
        .expect("its question is taken down")
        .expect_err("it died");
    assert!(words.0.contains("exited with status 3"), "{words:?}");
    ready(&pool).await;
    // One that was given up is not answered, and the call waits on.
    let (tool, told, stopped) = (
        tool(&pool, "ask"),
        Arc::new(Dropped::default()),
        CancellationToken::new(),
    );
    let call = tool.call(object(json!({ "then": "give up" })), told.clone(), &stopped);
    let ends = async {
        told.asked.notified().await;
        arrived(&pool).await;
        told.dropped.notified().await;
        stopped.cancel();
    };
    let ended = async { tokio::join!(call, ends).0 };
    let result = timeout(PATIENCE, ended)
        .await
        .expect("the question is given up");
    assert!(result.is_err());
    pool.close().await;
}

#[tokio::test]
async fn a_server_that_asks_again_and_again_is_given_up() {
    let pool = ready_with("stateless").await;
    let told = answering((0..20).map(|_| Ok(Answered::Declined)));
    let result = call_told(&pool, "ask", json!({ "then": "again" }), told.clone()).await;
    let words = "the MCP server `s` asked for more again and again";
    assert_eq!(result, Err(words.into()));
    assert_eq!(told.asked.lock().len(), 8);
    pool.close().await;
}

/// Thinks for ever, and tells when nobody waits for it any more.
#[derive(Default)]
struct Dropped {
    asked: Notify,
    dropped: Arc<Notify>,
}

struct Tells(Arc<Notify>);

impl Drop for Tells {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[async_trait]
impl Told for Dropped {
    fn progress(&self, _done: f64) {}

    fn log(&self, _line: &str) {}

    fn principal(&self) -> &'static str {
        "owner"
    }

    async fn ask(&self, _question: Question) -> Result<Answered, ToolError> {
        self.asked.notify_one();
        let _tells = Tells(Arc::clone(&self.dropped));
        std::future::pending().await
    }
}
