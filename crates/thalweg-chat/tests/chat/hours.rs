//! Jobs that take long: nobody need be there.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Map, Value, json};
use thalweg_chat::{ChatConfig, InputSchema, Tool, ToolContext, ToolError, Toolbox};
use thalweg_providers::FakeProvider;
use thalweg_wire::{ToolCallStatus, ToolPermission, kind};
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{Bench, owner};

const HOUR: Duration = Duration::from_secs(3_600);

/// Works for an hour and tells each minute how far it is. It never looks whether it is stopped.
struct Slow {
    input: InputSchema,
    limit: Duration,
}

#[async_trait]
impl Tool for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }

    fn title(&self) -> &'static str {
        "Slow"
    }

    fn description(&self) -> &'static str {
        "Takes an hour."
    }

    fn input(&self) -> &InputSchema {
        &self.input
    }

    fn permission(&self) -> ToolPermission {
        ToolPermission::Allow
    }

    fn limit(&self) -> Duration {
        self.limit
    }

    async fn run(&self, context: ToolContext, _: Map<String, Value>) -> Result<Value, ToolError> {
        for minute in 0..60_u32 {
            context.progress(f64::from(minute) / 60.0);
            sleep(HOUR / 60).await;
        }
        Ok(json!("done"))
    }
}

fn bench(limit: Duration) -> Bench {
    let schema = json!({ "type": "object", "additionalProperties": false });
    let input = InputSchema::new(schema).expect("a schema");
    let tools = Toolbox::new([Arc::new(Slow { input, limit }) as Arc<dyn Tool>]);
    Bench::with_tools(FakeProvider::new(), tools, ChatConfig::default())
}

async fn call(bench: &Bench, session: Uuid) -> Uuid {
    let handle = bench.chat.open_session(&owner(), session);
    let (call, tool, request) = ("c".into(), "slow".into(), "r".into());
    let invoked = handle.invoke(call, tool, Map::new(), request).await;
    invoked.expect("it is called").job
    // The handle is the connection: from here on there is none.
}

#[tokio::test(start_paused = true)]
async fn a_job_of_an_hour_needs_no_connection_and_is_told_afterwards() {
    let bench = bench(2 * HOUR);
    let session = Uuid::from_u128(7);
    let id = call(&bench, session).await;
    // Timers are a millisecond late each time.
    sleep(HOUR / 2 + Duration::from_secs(5)).await;
    let job = bench.chat.job(&owner(), id).await.expect("it is there");
    assert_eq!(
        (job.status, job.progress),
        (ToolCallStatus::Running, Some(0.5))
    );
    // Twice as long as a session waits without a job.
    sleep(HOUR / 2 + Duration::from_secs(5)).await;
    let resumed = bench.chat.resume_session(&owner(), session, 1).await;
    let resumed = resumed.expect("readable").expect("it is waited for");
    assert_eq!(resumed.last, 2, "the end is there to be told");
    let channel = [resumed.handle.channel()];
    let page = bench.hub.store();
    let page = page.read(&channel, resumed.from, Default::default()).await;
    let last = page.expect("readable").events.pop().expect("an event");
    assert_eq!((last.seq.get(), last.kind), (2, kind::COMPLETE));
    let told: Value = serde_json::from_slice(&last.data).expect("JSON");
    assert_eq!(told["output"], "done");
    assert_eq!(told["durationMs"].as_u64(), Some(0), "by the manual clock");
    drop(resumed);
    sleep(HOUR / 4 + Duration::from_secs(5)).await;
    let gone = bench.chat.resume_session(&owner(), session, 2).await;
    assert!(
        gone.expect("readable").is_none(),
        "nobody came in 15 minutes"
    );
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_goes_on_for_too_long_is_ended_at_its_limit() {
    let bench = bench(HOUR / 4);
    let id = call(&bench, Uuid::from_u128(8)).await;
    sleep(HOUR / 4 - Duration::from_secs(1)).await;
    let job = bench.chat.job(&owner(), id).await.expect("it is there");
    assert_eq!(job.status, ToolCallStatus::Running);
    sleep(Duration::from_secs(2)).await;
    let job = bench.chat.job(&owner(), id).await.expect("it is there");
    assert_eq!(job.status, ToolCallStatus::Error);
    let words = job.error.expect("words");
    assert_eq!(words, "it took longer than 900 s and was ended");
    assert_eq!(bench.chat.jobs_in_progress(), 0);
}
