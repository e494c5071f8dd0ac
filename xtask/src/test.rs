//! `cargo xtask test`: everything that has to hold, the cheapest first; `check` is its quick part.

mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use self::steps::{STEPS, Step};
use crate::shell::Shell;
use crate::{report, tools};

/// What `cargo xtask check` runs.
const QUICK: [&str; 5] = ["fmt", "tidy", "lint", "types", "clippy"];

/// What `cargo xtask test` understands.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Runs only these steps, in the usual order
    #[arg(value_parser = names())]
    steps: Vec<String>,
    /// Lists the steps and runs none
    #[arg(long)]
    list: bool,
}

fn names() -> clap::builder::PossibleValuesParser {
    STEPS
        .iter()
        .map(|step| step.name)
        .collect::<Vec<_>>()
        .into()
}

pub(crate) fn run(shell: &Shell, options: &Options) -> Result<()> {
    if options.list {
        for step in &STEPS {
            report::note(&format!("{:<8} {}", step.name, step.about));
        }
        return Ok(());
    }
    let wanted = |step: &&Step| {
        options.steps.is_empty() || options.steps.iter().any(|name| name == step.name)
    };
    run_all(shell, &STEPS.iter().filter(wanted).collect::<Vec<_>>())
}

/// The quick steps.
pub(crate) fn check(shell: &Shell) -> Result<()> {
    run_all(
        shell,
        &STEPS
            .iter()
            .filter(|step| QUICK.contains(&step.name))
            .collect::<Vec<_>>(),
    )
}

fn run_all(shell: &Shell, steps: &[&Step]) -> Result<()> {
    let start = Instant::now();
    let mut summary = Summary {
        planned: STEPS.len(),
        ..Summary::default()
    };
    // What the machine lacks is said now rather than after ten minutes of work.
    if steps.iter().any(|step| step.needs_browser) {
        tools::chromium(shell)?;
    }
    if steps.iter().any(|step| step.needs_node) {
        tools::node_modules(shell)?;
    }
    for (number, step) in steps.iter().enumerate() {
        report::headline(&format!(
            "{} of {}: {}: {}",
            number + 1,
            steps.len(),
            step.name,
            step.about
        ));
        let begun = Instant::now();
        let remarks = match (step.run)(shell) {
            Ok(remarks) => remarks,
            Err(error) if error.is::<tools::Missing>() => return Err(error),
            Err(error) => {
                summary.tell();
                report::failure(&format!("{error:#}"));
                let after = report::elapsed(start.elapsed());
                bail!(
                    "`{0}` failed, {after} from the start; again: cargo xtask test {0}",
                    step.name
                )
            }
        };
        summary.passed.push((step.name, begun.elapsed()));
        summary.remarks.extend(remarks);
    }
    summary.tell();
    let count = summary.passed.len();
    if count == 0 {
        bail!("no step was run");
    }
    report::headline(&summary.verdict(start.elapsed()));
    Ok(())
}

/// What has been done, and what is to be known of it.
#[derive(Debug, Default)]
struct Summary {
    /// How many steps a complete run has.
    planned: usize,
    passed: Vec<(&'static str, Duration)>,
    /// What was left out, and what passed only on a second try.
    remarks: Vec<String>,
}

impl Summary {
    fn tell(&self) {
        report::headline("passed");
        for (name, duration) in &self.passed {
            report::note(&format!("{name:<8} {:>12}", report::elapsed(*duration)));
        }
        if !self.remarks.is_empty() {
            report::headline("TO KNOW");
            for remark in &self.remarks {
                report::note(&format!("! {remark}"));
            }
        }
    }

    /// The last line of a run in which nothing failed.
    fn verdict(&self, elapsed: Duration) -> String {
        let elapsed = report::elapsed(elapsed);
        let remarks = match self.remarks.len() {
            0 => String::new(),
            1 => " (with 1 remark, see above)".to_owned(),
            count => format!(" (with {count} remarks, see above)"),
        };
        if self.passed.len() == self.planned {
            format!("all {} steps passed in {elapsed}{remarks}", self.planned)
        } else {
            format!(
                "{} of {} steps were run and passed in {elapsed}{remarks}",
                self.passed.len(),
                self.planned
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{QUICK, STEPS, Summary};

    #[test]
    fn a_partial_run_does_not_read_like_a_whole_one() {
        let mut summary = Summary {
            planned: 2,
            ..Summary::default()
        };
        summary.passed.push(("fmt", Duration::ZERO));
        assert_eq!(
            summary.verdict(Duration::ZERO),
            "1 of 2 steps were run and passed in 0.0 s"
        );
        summary.passed.push(("tidy", Duration::ZERO));
        assert_eq!(
            summary.verdict(Duration::ZERO),
            "all 2 steps passed in 0.0 s"
        );
    }

    #[test]
    fn remarks_stand_in_the_last_line() {
        let mut summary = Summary {
            planned: 1,
            ..Summary::default()
        };
        summary.passed.push(("deny", Duration::ZERO));
        summary.remarks.push("skipped: advisories".to_owned());
        let verdict = summary.verdict(Duration::from_secs(61));
        assert_eq!(
            verdict,
            "all 1 steps passed in 1 min 01 s (with 1 remark, see above)"
        );
    }

    #[test]
    fn quick_steps_exist() {
        for name in QUICK {
            assert!(STEPS.iter().any(|step| step.name == name), "{name}");
        }
    }
}
