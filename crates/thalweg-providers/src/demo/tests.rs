use std::time::Duration;

use futures_util::StreamExt as _;
use thalweg_chat::{
    DeltaKind, FinishReason, ModelDelta, ModelError, ModelProvider as _, ModelRequest, Turn,
};
use thalweg_wire::{ErrorCode, Role, Usage};
use tokio::time::Instant;

use super::DemoModel;

#[derive(Default)]
struct Heard {
    text: String,
    thinking: String,
    pieces: u32,
    first: Option<Duration>,
    took: Duration,
    usage: Option<Usage>,
    finish: Option<FinishReason>,
    failed: Option<ModelError>,
}

fn turn(role: Role, text: &str) -> Turn {
    Turn {
        role,
        text: text.into(),
        kept: None,
        calls: Vec::new(),
    }
}

fn asking(turns: Vec<Turn>) -> ModelRequest {
    ModelRequest {
        model: DemoModel::ID.into(),
        turns,
        context: None,
        reasoning: None,
        system: None,
        max_tokens: None,
        tools: Vec::new(),
        no_calls: false,
    }
}

async fn hear(turns: Vec<Turn>) -> Heard {
    listen(asking(turns)).await
}

async fn listen(request: ModelRequest) -> Heard {
    let mut heard = Heard::default();
    let start = Instant::now();
    let mut stream = match DemoModel.stream(&request).await {
        Ok(stream) => stream,
        Err(error) => {
            heard.failed = Some(error);
            return heard;
        }
    };
    while let Some(said) = stream.next().await {
        match said {
            Ok(ModelDelta::Piece { kind, text }) => {
                heard.first.get_or_insert(start.elapsed());
                heard.pieces += 1;
                match kind {
                    DeltaKind::Text => heard.text.push_str(&text),
                    DeltaKind::Reasoning => heard.thinking.push_str(&text),
                }
            }
            Ok(ModelDelta::Usage(usage)) => heard.usage = Some(usage),
            Ok(ModelDelta::Finish(reason)) => heard.finish = Some(reason),
            Ok(other) => panic!("the demonstration model only speaks, not {other:?}"),
            Err(error) => heard.failed = Some(error),
        }
    }
    heard.took = start.elapsed();
    heard
}

async fn ask(prompt: &str) -> Heard {
    hear(vec![turn(Role::User, prompt)]).await
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_says_what_it_is_and_what_to_try() {
    let heard = ask("Hi there").await;
    for phrase in [
        "demonstration model",
        "no language model",
        "fail in the middle",
        "say nothing",
        "**Continue**",
    ] {
        assert!(heard.text.contains(phrase), "{phrase}");
    }
    assert_eq!(heard.finish, Some(FinishReason::Complete));
    assert_eq!(heard.first, Some(Duration::from_millis(250)));
}

#[tokio::test(start_paused = true)]
async fn every_phrase_of_the_introduction_does_what_it_says() {
    let middle = ask("fail in the middle").await;
    assert_eq!(middle.failed.map(|e| e.code), Some(ErrorCode::ModelFailed));
    assert!(middle.text.len() > 50);
    let once = ask("Fail at once!").await;
    assert_eq!(
        (once.pieces, once.failed.map(|e| e.code)),
        (0, Some(ErrorCode::ModelFailed))
    );
    assert_eq!(ask("refuse").await.finish, Some(FinishReason::Refused));
    let limit = ask("stop at the length limit").await;
    assert_eq!(limit.finish, Some(FinishReason::Length));
    let nothing = ask("say nothing").await;
    assert_eq!(
        (nothing.pieces, nothing.finish),
        (0, Some(FinishReason::Complete))
    );
    let off = ask("break off").await;
    assert!(off.pieces > 10 && off.finish.is_none() && off.failed.is_none());
    let wait = ask("wait 10 seconds").await;
    assert_eq!(wait.first, Some(Duration::from_secs(10)));
    let think = ask("think first: why is the sea salty").await;
    assert!(think.thinking.contains("why is the sea salty") && !think.text.is_empty());
    let echo = "שלום 👋🏽 \u{202e}abc\nline two";
    let heard = ask(&format!("repeat after me: {echo}")).await;
    assert_eq!(heard.text, echo);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_ended_early_goes_on_where_it_ended() {
    for prompt in [
        "stop at the length limit",
        "please break off",
        "write 50 words and fail in the middle",
    ] {
        let half = ask(prompt).await.text;
        let turns = vec![turn(Role::User, prompt), turn(Role::Assistant, &half)];
        let rest = hear(turns).await;
        assert_eq!(rest.finish, Some(FinishReason::Complete), "{prompt}");
        assert!(rest.thinking.is_empty() && !rest.text.is_empty());
        assert!(!rest.text.contains("as you asked"), "{}", rest.text);
    }
    let limit = ask("stop at the length limit").await;
    assert!(limit.text.contains("**Continue**"), "{}", limit.text);
    // A thought that was asked for beside the prompt changed the words that followed.
    let mut request = asking(vec![turn(Role::User, "write 50 words")]);
    request.reasoning = Some(true);
    let whole = listen(request).await.text;
    let (said, rest) = whole.split_at(20);
    let turns = vec![
        turn(Role::User, "write 50 words"),
        turn(Role::Assistant, said),
    ];
    assert_eq!(hear(turns).await.text, rest);
    // What another model began is answered from the start.
    let turns = vec![
        turn(Role::User, "write 9 words"),
        turn(Role::Assistant, "Mine"),
    ];
    assert_eq!(hear(turns).await.text, ask("write 9 words").await.text);
}

#[tokio::test(start_paused = true)]
async fn a_long_answer_has_its_length_and_its_pace() {
    let heard = ask("write 300 words about rivers").await;
    assert_eq!(heard.text.split_whitespace().count(), 300);
    let usage = heard.usage.expect("it counts");
    assert_eq!(usage.output_tokens, heard.pieces);
    let rate = f64::from(heard.pieces) / heard.took.as_secs_f64();
    assert!((40.0..=50.5).contains(&rate), "{rate}");
    let slow = ask("stream slowly: write 300 words about rivers").await;
    assert!(slow.took > 5 * heard.took);
    let fast = ask("stream fast: write 300 words about rivers").await;
    assert!(5 * fast.took < heard.took);
    let most = ask("stream fast and write 50000 words").await;
    assert!((20_000..20_100).contains(&most.text.split_whitespace().count()));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_understood_is_quoted_honestly_and_always_the_same() {
    let talk = |prompt: &str| {
        vec![
            turn(Role::User, "hi"),
            turn(Role::Assistant, "hello"),
            turn(Role::User, prompt),
        ]
    };
    let heard = hear(talk("What is\na thalweg?")).await;
    assert!(
        heard.text.contains("> What is a thalweg?"),
        "{}",
        heard.text
    );
    assert!(heard.text.contains("rule") || heard.text.contains("demonstration"));
    assert_eq!(hear(talk("What is\na thalweg?")).await.text, heard.text);
    let mut answers = std::collections::HashSet::new();
    for prompt in ["a", "b", "c", "d", "e", "f"] {
        let text = hear(talk(prompt)).await.text;
        answers.insert(text.replace(&format!("> {prompt}"), ""));
    }
    assert!(answers.len() >= 4, "{answers:?}");
}

#[tokio::test(start_paused = true)]
async fn the_instructions_are_told_when_asked_for() {
    let told = |system: Option<&str>| {
        let request = ModelRequest {
            system: system.map(Into::into),
            ..asking(vec![turn(Role::User, "What are your instructions?")])
        };
        async { listen(request).await.text }
    };
    assert!(
        told(Some("Be brief.\nBe kind."))
            .await
            .ends_with("> Be brief.\n> Be kind.")
    );
    assert!(told(None).await.contains("no instructions"));
}
