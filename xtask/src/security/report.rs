use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use super::cases::Known;
use super::server::Server;
use crate::report::note;

/// What came of asking as somebody.
pub(super) struct Report {
    who: &'static str,
    /// How many requests were judged, of how many routes, and of how many of these some did not fail.
    requests: u64,
    routes: u64,
    reached: usize,
    /// Each in a line.
    pub(super) findings: Vec<String>,
    /// Them at length, with how to ask again.
    words: String,
}

impl Report {
    /// Reads what schemathesis wrote.
    pub(super) fn read(who: &'static str, result: &Path, words: &Path) -> Result<Self> {
        let words = fs::read_to_string(words).unwrap_or_default();
        let read = fs::read(result)
            .with_context(|| format!("schemathesis wrote no report; it said:\n{words}"))?;
        let report: Value = serde_json::from_slice(&read).context("its report is JSON")?;
        let list = |field: &str| report[field].as_array().cloned().unwrap_or_default();
        let mut findings = Vec::new();
        for found in list("failures").iter().chain(&list("errors")) {
            let title = found["title"].as_str().unwrap_or("an error");
            let routes = found["operations"].as_array().into_iter().flatten();
            let routes: Vec<_> = routes.filter_map(Value::as_str).collect();
            findings.push(format!("{title}: {}", routes.join(", ")));
        }
        if report["complete"] != true {
            findings.push(format!(
                "it did not get to its end: {}",
                report["stop_reason"]
            ));
        }
        let count = |path: &str| report.pointer(path).and_then(Value::as_u64).unwrap_or(0);
        let (requests, routes) = (count("/test_cases/generated"), count("/operations/tested"));
        let rates = report["valid_rates"].as_object();
        let phases = |rates: &Value| -> u64 {
            let phases = rates.as_object().into_iter().flatten();
            let accepted = phases.filter_map(|(_, rates)| rates["accepted"].as_u64());
            accepted.sum()
        };
        let reached = rates.map_or(0, |rates| {
            rates.values().filter(|of| phases(of) > 0).count()
        });
        if requests == 0 || routes == 0 || reached == 0 {
            findings.push("nothing was asked".into());
        }
        let begin = words.find("= FAILURES").or_else(|| words.find("= ERRORS"));
        let words = begin.map_or("", |begin| &words[begin..]);
        let end = words.find("= WARNINGS").or_else(|| words.find("= SUMMARY"));
        let words = words[..end.unwrap_or(words.len())].to_owned();
        Ok(Self {
            who,
            requests,
            routes,
            reached,
            findings,
            words,
        })
    }

    /// Whether the server stands, and knows who asked as well as before.
    pub(super) fn check_after(&mut self, server: &Server, known: &Known) -> Result<()> {
        match known.status(server) {
            Ok(status) if status == known.expected => {}
            Ok(status) => self.findings.push(format!(
                "the credential did not last: {status} instead of {}",
                known.expected
            )),
            Err(error) => self.findings.push(format!("the server is gone: {error:#}")),
        }
        let log = server.log()?;
        for line in log.lines() {
            if line.contains("panicked at") || line.contains(" ERROR ") {
                self.findings.push(format!("in the log: {line}"));
            }
        }
        Ok(())
    }

    pub(super) fn tell(&self) {
        for line in self.words.lines() {
            note(line);
        }
        for finding in &self.findings {
            note(&format!("✗ {finding}"));
        }
    }

    /// `member     3528 requests to 64 routes, 30 of which did something: nothing found`.
    pub(super) fn line(&self) -> String {
        let found = match self.findings.len() {
            0 => "nothing found".to_owned(),
            count => format!("{count} FOUND"),
        };
        format!(
            "{:<8} {:>6} requests to {} routes, {} of which did something: {found}",
            self.who, self.requests, self.routes, self.reached
        )
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Report;

    fn read(report: &serde_json::Value, words: &str) -> Report {
        let folder = tempfile::tempdir().expect("a folder");
        let (result, told) = (folder.path().join("r.json"), folder.path().join("r.txt"));
        std::fs::write(&result, report.to_string()).expect("written");
        std::fs::write(&told, words).expect("written");
        Report::read("member", &result, &told).expect("a report")
    }

    fn clean() -> serde_json::Value {
        json!({
            "complete": true,
            "operations": { "tested": 2 },
            "test_cases": { "generated": 9 },
            "failures": [],
            "errors": [],
            "valid_rates": {
                "GET /a": { "coverage": { "accepted": 0 }, "fuzzing": { "accepted": 3 } },
                "GET /b": { "coverage": { "accepted": 0 } },
            },
        })
    }

    #[test]
    fn what_was_found_is_told_with_its_words() {
        let mut report = clean();
        report["failures"] =
            json!([{ "title": "Server error", "operations": ["GET /a", "GET /b"] }]);
        let words = "asked\n= FAILURES =\nGET /a: 500\n= WARNINGS =\nmuch\n= SUMMARY =\n";
        let read = read(&report, &words.replace("\\\n", "\n"));
        assert_eq!(read.findings, ["Server error: GET /a, GET /b"]);
        assert_eq!(read.words, "= FAILURES =\nGET /a: 500\n");
        assert!(read.line().ends_with("1 FOUND"), "{}", read.line());
    }

    #[test]
    fn a_run_that_asked_nothing_or_broke_off_is_no_clean_one() {
        let line = read(&clean(), "").line();
        let expected =
            "member        9 requests to 2 routes, 1 of which did something: nothing found";
        assert_eq!(line, expected);
        for (field, value) in [
            ("complete", json!(false)),
            ("test_cases", json!({})),
            ("valid_rates", json!({})),
            ("errors", json!([{}])),
        ] {
            let mut report = clean();
            report[field] = value;
            assert_eq!(read(&report, "").findings.len(), 1, "{field}");
        }
    }
}
