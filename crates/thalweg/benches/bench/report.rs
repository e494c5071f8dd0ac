use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;
use thalweg_probe::load::machine;

/// Between these lines of docs/PERFORMANCE.md lies what a run wrote.
const BEGIN: &str = "<!-- measured: begin -->";
const END: &str = "<!-- measured: end -->";

/// What was measured, row by row.
pub(crate) struct Report {
    /// What else the machine did before: processes that wanted a processor, mean of a minute.
    load: String,
    sections: Vec<(String, Vec<Row>)>,
}

struct Row {
    what: String,
    goal: String,
    got: String,
    met: Option<bool>,
}

impl Report {
    /// Nothing was measured yet.
    pub(crate) fn new() -> Self {
        let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
        Self {
            load: load.split(' ').next().unwrap_or_default().into(),
            sections: Vec::new(),
        }
    }

    /// Begins a part.
    pub(crate) fn section(&mut self, name: &str) {
        println!("\n{name}");
        self.sections.push((name.into(), Vec::new()));
    }

    /// A figure without a goal.
    pub(crate) fn note(&mut self, what: &str, got: impl Into<String>) {
        self.row(what, "", got.into(), None);
    }

    /// A figure with a goal.
    pub(crate) fn goal(&mut self, what: &str, goal: &str, got: impl Into<String>, met: bool) {
        self.row(what, goal, got.into(), Some(met));
    }

    fn row(&mut self, what: &str, goal: &str, got: String, met: Option<bool>) {
        let verdict = verdict(met);
        println!("  {what:<58} {got:>26}  {goal:<14} {verdict}");
        if let Some((_, rows)) = self.sections.last_mut() {
            rows.push(Row {
                what: what.into(),
                goal: goal.into(),
                got,
                met,
            });
        }
    }

    /// Puts the rows in place of those that docs/PERFORMANCE.md has.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        let path = root().join("docs/PERFORMANCE.md");
        let text = std::fs::read_to_string(&path).context("docs/PERFORMANCE.md")?;
        let (head, rest) = text.split_once(BEGIN).context("where to begin")?;
        let (_, tail) = rest.split_once(END).context("where to end")?;
        let text = format!("{head}{BEGIN}\n{}\n{END}{tail}", self.markdown()?);
        std::fs::write(&path, text).context("docs/PERFORMANCE.md")
    }

    fn markdown(&self) -> anyhow::Result<String> {
        let arguments: Vec<_> = std::env::args()
            .skip(1)
            .filter(|a| a != "--bench")
            .collect();
        let today = Command::new("date").args(["-u", "+%Y-%m-%d"]).output()?;
        let mut out = format!(
            "\nMeasured on {} on {} with `cargo xtask bench -- {}`. Load average of the machine before: {}.\n",
            String::from_utf8(today.stdout)?.trim(),
            machine(),
            arguments.join(" "),
            self.load
        );
        for (name, rows) in &self.sections {
            write!(
                out,
                "\n### {name}\n\n| | goal | measured | |\n| --- | --- | --- | --- |\n"
            )?;
            for Row {
                what,
                goal,
                got,
                met,
            } in rows
            {
                writeln!(out, "| {what} | {goal} | {got} | {} |", verdict(*met))?;
            }
        }
        Ok(out)
    }
}

const fn verdict(met: Option<bool>) -> &'static str {
    match met {
        None => "",
        Some(true) => "met",
        Some(false) => "**not met**",
    }
}

/// The tree that this program was built from.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A duration as people read it.
pub(crate) fn ms(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1_000.0)
}

/// Time on processors as a share of one.
pub(crate) fn cores(cpu: Duration, over: Duration) -> f64 {
    cpu.as_secs_f64() / over.as_secs_f64()
}
