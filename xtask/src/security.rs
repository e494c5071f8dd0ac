//! `cargo xtask security`: asks every route of a running server what nobody would ask, as several people,
//! and holds the answers against `openapi.json`.

mod cases;
mod document;
mod report;
mod server;

use std::fs;

use anyhow::{Context, Result, bail};

use self::cases::{CASES, Case};
use self::report::Report;
use self::server::Server;
use crate::report::{headline, note, timed};
use crate::shell::{Shell, capture};
use crate::tools;

/// What an answer is judged by.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance";

/// What `security` understands.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many requests are made up for each route
    #[arg(long, default_value_t = 30)]
    examples: u32,
    /// From which number they are made up: the same number asks the same
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Asks only as these people
    #[arg(value_parser = names())]
    who: Vec<String>,
}

fn names() -> clap::builder::PossibleValuesParser {
    CASES
        .iter()
        .map(|case| case.name)
        .collect::<Vec<_>>()
        .into()
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<()> {
    let asker = tools::schemathesis(shell)?;
    let binary = timed("build the server", || shell.tested_binary())?;
    let folder = shell.target("security");
    fs::create_dir_all(&folder)?;
    let said = capture(shell.command(&binary, &["openapi"]))?;
    let said = serde_json::from_str(&said).context("`openapi` prints JSON")?;
    let document = folder.join("openapi.json");
    fs::write(&document, document::strict(said).to_string())?;
    let wanted =
        |case: &&Case| options.who.is_empty() || options.who.iter().any(|name| name == case.name);
    let mut reports = Vec::new();
    for case in CASES.iter().filter(wanted) {
        headline(&format!("{}: {}", case.name, case.about));
        for (route, reason) in case.left_out {
            note(&format!("left out: {route}: {reason}"));
        }
        let server = Server::start(&binary, &folder.join(case.name), case.options)?;
        let known = (case.enter)(&server)?;
        let config = folder.join(format!("{}.toml", case.name));
        fs::write(&config, known.config())?;
        let result = folder.join(format!("{}.json", case.name));
        let words = folder.join(format!("{}.txt", case.name));
        let mut ask = shell.command(&asker, &["--config-file"]);
        // It keeps what it found where it is started.
        ask.arg(&config)
            .arg("run")
            .arg(&document)
            .current_dir(&folder);
        ask.args(["--url", &server.url(), "--checks", CHECKS, "--no-color"]);
        ask.args([
            "--phases",
            "coverage,fuzzing,stateful",
            "--continue-on-failure",
        ]);
        ask.args(["--max-examples", &options.examples.to_string()]);
        ask.args(["--seed", &options.seed.to_string()]);
        // What was found before must not decide what is asked now.
        ask.args(["--generation-database", "none", "--request-timeout", "10"]);
        ask.args(["--report", "json", "--report-json-path"])
            .arg(&result);
        // It goes to another origin's socket, and what it sends there is none of a route's answers.
        ask.args(["--exclude-path", "/api/ws"]);
        for (route, _) in case.left_out {
            let (method, path) = route.split_once(' ').unwrap_or(("", route));
            ask.args(["--exclude-name", &format!("{method} {path}")]);
        }
        let told = fs::File::create(&words)?;
        ask.stdout(told.try_clone()?).stderr(told);
        let _ = fs::remove_file(&result);
        timed(&format!("ask as {}", case.name), || {
            // What it found is read from its report, which it writes whatever its exit says.
            ask.status().map(drop).context("cannot start schemathesis")
        })?;
        let mut report = Report::read(case.name, &result, &words)?;
        report.check_after(&server, &known)?;
        report.tell();
        reports.push(report);
    }
    headline("what came of it");
    for report in &reports {
        note(&report.line());
    }
    let findings: usize = reports.iter().map(|report| report.findings.len()).sum();
    if findings > 0 {
        bail!("{findings} findings; all of what was asked lies in target/security");
    }
    Ok(())
}
