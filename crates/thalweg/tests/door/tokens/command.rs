//! `thalweg token`.

use std::path::Path;

use serde_json::{Value, json};
use tokio::process::Command;

const SECRET: &str = "a secret of more than thirty-two bytes, again";

/// What the command prints, or what it says of why it fails.
async fn run(folder: &Path, args: &[&str]) -> Result<String, String> {
    let output = Command::new(env!("CARGO_BIN_EXE_thalweg"))
        .arg("token")
        .args(args)
        .env_clear()
        .env("THALWEG_JWT_SECRET", SECRET)
        .current_dir(folder)
        .output()
        .await
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text").trim().to_owned();
    if output.status.success() {
        Ok(text(output.stdout))
    } else {
        Err(text(output.stderr))
    }
}

#[tokio::test]
async fn tokens_are_made_shown_and_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = "[[rules]]\nrole = \"viewer\"\nchannel = \"room:*\"\nverbs = [\"subscribe\"]\n";
    std::fs::write(folder.path().join("thalweg.toml"), rules).expect("written");
    let run = async |args: &[&str]| run(folder.path(), args).await;
    let make = [
        "make",
        "ada",
        "--role",
        "viewer",
        "--channel",
        "room:vip=publish",
        "--jwt-audience",
        "chat",
    ];
    let token = run(&make).await.expect("a token");
    assert_eq!(token.split('.').count(), 3, "{token}");

    let shown = run(&["inspect", &token, "--jwt-audience", "chat"])
        .await
        .expect("it is shown");
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(shown["claims"]["sub"], "ada");
    assert_eq!(shown["verdict"]["counts"], true);
    let other = run(&["inspect", &token, "--jwt-audience", "mail"])
        .await
        .expect("it is shown");
    let other: Value = serde_json::from_str(&other).expect("JSON");
    assert_eq!(other["verdict"]["counts"], false);
    assert_eq!(other["verdict"]["why"], "the token is for another audience");

    let explained = run(&["explain", "room:vip", &token, "--jwt-audience", "chat"]).await;
    let explained: Value = serde_json::from_str(&explained.expect("it is said")).expect("JSON");
    let verb = |at: usize| {
        let verb = &explained["verbs"][at];
        (
            verb["verb"].clone(),
            verb["allowed"].clone(),
            verb["by"].clone(),
        )
    };
    let by = |text: &str| json!(text);
    assert_eq!(
        verb(0),
        (
            by("subscribe"),
            json!(true),
            by("rule 1 of the configuration, for `room:*`")
        )
    );
    assert_eq!(
        verb(1),
        (
            by("publish"),
            json!(true),
            by("their own credential, for `room:vip`")
        )
    );
    assert_eq!(
        verb(3),
        (
            by("history"),
            json!(false),
            by("no rule allows this verb there")
        )
    );
}

#[tokio::test]
async fn what_cannot_be_done_says_what_to_write() {
    let folder = tempfile::tempdir().expect("a folder");
    for (args, words) in [
        (
            vec!["make", "ada", "--channel", "room:a"],
            "give a channel as",
        ),
        (
            vec!["make", "ada", "--channel", "room:a=own"],
            "`own` is no verb",
        ),
        (
            vec!["make", "ada", "--channel", "job:a=publish"],
            "a pattern is",
        ),
        (
            vec!["make", "ada", "--private-key", "absent.pem"],
            "cannot read `absent.pem`",
        ),
        (vec!["inspect", "rubbish"], "no JSON Web Token"),
        (vec!["explain", "room:a", "rubbish"], "cannot be read"),
        (
            vec!["make", "ada", "--jwt-secret", "short"],
            "at least 32 bytes",
        ),
        (
            vec!["make", "ada", "--jwks-url", "https://x.example/"],
            "not several",
        ),
    ] {
        let said = run(folder.path(), &args)
            .await
            .expect_err("it cannot be done");
        assert!(said.contains(words) && said.lines().count() == 1, "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }
}
