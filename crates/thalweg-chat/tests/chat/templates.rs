use std::collections::BTreeMap;

use thalweg_chat::{MAX_TEMPLATES, Rejection, StartRunError, TemplateError};
use thalweg_wire::{NewTemplate, StartRun, Template, TemplatePatch};
use uuid::Uuid;

use crate::support::{Bench, owner, prompt, stranger};

fn new(name: &str, text: &str) -> NewTemplate {
    NewTemplate {
        name: name.into(),
        text: text.into(),
    }
}

async fn create(
    bench: &Bench,
    name: &str,
    text: &str,
    key: Option<&str>,
) -> Result<Template, TemplateError> {
    let key = key.map(ToOwned::to_owned);
    bench
        .chat
        .create_template(&owner(), new(name, text), key)
        .await
}

async fn made(bench: &Bench, name: &str, text: &str) -> Template {
    create(bench, name, text, None).await.expect("it is made")
}

async fn names(bench: &Bench) -> Vec<String> {
    let page = bench.chat.templates(&owner()).await.expect("a list");
    assert!(page.as_of.is_some());
    page.items.into_iter().map(|item| item.name).collect()
}

fn filled(template: Uuid, variables: &[(&str, &str)]) -> StartRun {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    StartRun {
        template_id: Some(template),
        variables: Some(variables.iter().map(own).collect::<BTreeMap<_, _>>()),
        ..StartRun::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_template_is_made_changed_and_deleted() {
    let bench = Bench::new();
    let one = made(&bench, "  Translate ", "To {{lang}}: {{prompt}} ({{tone}})").await;
    assert_eq!(
        (one.name.as_str(), &one.variables[..]),
        ("Translate", &["lang".to_owned(), "tone".to_owned()][..])
    );
    made(&bench, "answer", "Be brief.").await;
    assert_eq!(names(&bench).await, ["answer", "Translate"]);
    let patch = TemplatePatch {
        text: Some("{{a}}".into()),
        ..TemplatePatch::default()
    };
    let changed = bench.chat.update_template(&owner(), one.id, patch).await;
    let changed = changed.expect("it changes");
    assert_eq!(
        (changed.name.as_str(), changed.variables),
        ("Translate", vec!["a".to_owned()])
    );
    let deleted = bench.chat.delete_template(&owner(), one.id).await;
    assert_eq!(deleted, Ok(()));
    assert_eq!(names(&bench).await, ["answer"]);
    let again = bench.chat.delete_template(&owner(), one.id).await;
    assert_eq!(again, Err(TemplateError::NotFound));
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_name_counts_once_whatever_its_case() {
    let bench = Bench::new();
    let one = made(&bench, "Émile", "a").await;
    let two = made(&bench, "two", "b").await;
    let taken = create(&bench, "éMILE ", "c", None).await;
    assert_eq!(taken, Err(TemplateError::NameTaken));
    let rename = |name: &str| TemplatePatch {
        name: Some(name.into()),
        ..TemplatePatch::default()
    };
    let taken = bench
        .chat
        .update_template(&owner(), two.id, rename("émile"))
        .await;
    assert_eq!(taken, Err(TemplateError::NameTaken));
    let own = bench
        .chat
        .update_template(&owner(), one.id, rename("ÉMILE"))
        .await;
    assert_eq!(own.expect("its own name").name, "ÉMILE");
    let theirs = bench
        .chat
        .create_template(&stranger(), new("two", "c"), None)
        .await;
    assert!(theirs.is_ok(), "names of others do not count");
    let races = (0..8).map(|_| create(&bench, "race", "x", None));
    let won = futures_util::future::join_all(races).await;
    assert_eq!(won.iter().filter(|result| result.is_ok()).count(), 1);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_no_template_is_refused_and_there_is_a_most() {
    let bench = Bench::new();
    let long = "x".repeat(32_001);
    for (name, text, path) in [
        (" ", "a", "name"),
        ("two\nlines", "a", "name"),
        (&"n".repeat(81), "a", "name"),
        ("n", "", "text"),
        ("n", &long, "text"),
        ("n", "{{not closed", "text"),
        ("n", "{{1}}", "text"),
    ] {
        let refused = create(&bench, name, text, None);
        let Err(TemplateError::Invalid(errors)) = refused.await else {
            panic!("{name} {text:.20} is taken");
        };
        assert_eq!(errors[0].path, path, "{name} {text:.20}");
    }
    for number in 0..MAX_TEMPLATES {
        made(&bench, &number.to_string(), "a").await;
    }
    let full = create(&bench, "more", "a", None);
    assert_eq!(full.await, Err(TemplateError::Full));
    assert_eq!(names(&bench).await.len(), MAX_TEMPLATES);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_key_makes_one_template() {
    let bench = Bench::new();
    let make = async |name: &str, text: &str| create(&bench, name, text, Some("k")).await;
    let one = make("a", "x").await.expect("it is made");
    assert_eq!(make("a", "x").await, Ok(one));
    assert_eq!(make("a", "y").await, Err(TemplateError::Mismatch));
    assert_eq!(names(&bench).await, ["a"]);
}

#[tokio::test(start_paused = true)]
async fn a_run_is_asked_what_its_template_says() {
    let bench = Bench::new();
    let one = made(&bench, "t", r"To {{lang}}: {{prompt}} \{{raw}}").await;
    let ask = StartRun {
        prompt: Some("good {{lang}}".into()),
        ..filled(one.id, &[("lang", "French")])
    };
    let (started, _) = bench.finished(ask).await;
    let question = bench
        .message(started.run.conversation_id, started.run.message_id)
        .await;
    assert_eq!(question.content, "To French: good {{lang}} {{raw}}");
    let asked = bench.model.requests();
    assert_eq!(asked[0].turns[0].text, question.content);
    let whole = made(&bench, "whole", "Tell me of {{it}}.").await;
    bench.finished(filled(whole.id, &[("it", "rivers")])).await;
    let after = StartRun {
        prompt: Some("Briefly.".into()),
        ..filled(whole.id, &[("it", "seas")])
    };
    bench.finished(after).await;
    let asked = bench.model.requests();
    let said: Vec<_> = asked[1..]
        .iter()
        .map(|r| r.turns[0].text.as_str())
        .collect();
    assert_eq!(said, ["Tell me of rivers.", "Tell me of seas.\n\nBriefly."]);
}

#[tokio::test(start_paused = true)]
async fn a_run_needs_its_templates_variables_and_nobody_elses_template() {
    let bench = Bench::new();
    let one = made(&bench, "t", "{{a}} {{b}}").await;
    let head = bench.hub.watermark();
    let refused = |ask: StartRun| async {
        match bench.start(ask).await {
            Err(StartRunError::Rejected(Rejection::Fields(errors))) => errors
                .into_iter()
                .map(|error| error.path)
                .collect::<Vec<_>>(),
            other => panic!("not refused: {other:?}"),
        }
    };
    assert_eq!(
        refused(filled(one.id, &[("b", "x"), ("c", "y")])).await,
        ["variables.a", "variables.c"]
    );
    let long = "x".repeat(20_000);
    assert_eq!(
        refused(filled(one.id, &[("a", &long), ("b", &long)])).await,
        ["prompt"]
    );
    let without = StartRun {
        variables: Some(BTreeMap::new()),
        ..prompt("hi")
    };
    assert_eq!(refused(without).await, ["variables"]);
    let foreign = bench
        .chat
        .start_run(&stranger(), filled(one.id, &[]), None, "r")
        .await;
    let unknown = Rejection::UnknownTemplate(one.id);
    assert_eq!(foreign, Err(StartRunError::Rejected(unknown)));
    assert_eq!(bench.hub.watermark(), head);
}
