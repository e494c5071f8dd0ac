//! The chores of the project, in Rust rather than shell. `cargo xtask` lists them.

mod bench;
mod bench_web;
mod codegen;
mod files;
mod fuzz;
mod page;
mod report;
mod run;
mod security;
mod shell;
mod shots;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::Result;
use clap::{CommandFactory, Parser, Subcommand};

use crate::shell::Shell;
use crate::tools::Missing;

/// The chores of the project.
#[derive(Debug, Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    chore: Option<Chore>,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Builds the page and the binary, starts the server and prints its address
    Run(run::Options),
    /// Runs every test and check there is, the cheapest first; what CI runs
    Test(test::Options),
    /// Runs the quick checks only: format, boundaries, lints and types of both languages
    Check,
    /// Writes what is derived from the Rust types: openapi.json, the SDK's types and schemas
    Codegen(codegen::Options),
    /// Checks what no compiler does: who depends on whom, lock files, long files, words left behind
    Tidy,
    /// Measures the server against its goals; arguments are passed on
    Bench(bench::Options),
    /// Measures the page in a browser against its goals: Lighthouse, long streams into long threads
    BenchWeb(bench_web::Options),
    /// Takes a picture of every state of the page, to be looked at
    Shots(shots::Options),
    /// Kills and restarts a loaded server for a long time and compares every log with the store
    Soak(bench::Options),
    /// Looks for bytes that a reader of bytes does not stand; takes a nightly compiler
    Fuzz(fuzz::Options),
    /// Asks every route as several people, and holds the answers against openapi.json; takes Python
    Security(security::Options),
}

fn main() -> ExitCode {
    let Some(wanted) = Arguments::parse().chore else {
        report::note(&Arguments::command().render_help().to_string());
        return ExitCode::SUCCESS;
    };
    match chore(wanted) {
        Ok(code) => code,
        Err(error) => {
            report::failure(&format!("{error:#}"));
            // A machine that lacks something is told apart from a tree that is wrong.
            ExitCode::from(if error.downcast_ref::<Missing>().is_some() {
                2
            } else {
                1
            })
        }
    }
}

fn chore(chore: Chore) -> Result<ExitCode> {
    let shell = Shell::new()?;
    match chore {
        Chore::Run(options) => return run::run(&shell, &options),
        Chore::Test(options) => test::run(&shell, &options)?,
        Chore::Check => test::check(&shell)?,
        Chore::Codegen(options) => codegen::run(&shell, &options)?,
        Chore::Tidy => tidy::run(&shell)?,
        Chore::Bench(options) => return bench::run(&shell, "bench", &options),
        Chore::BenchWeb(options) => bench_web::run(&shell, &options)?,
        Chore::Shots(options) => shots::run(&shell, &options)?,
        Chore::Soak(options) => return bench::run(&shell, "soak", &options),
        Chore::Fuzz(options) => fuzz::run(&shell, &options)?,
        Chore::Security(options) => security::run(&shell, &options)?,
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn arguments_are_consistent_and_each_chore_has_its_sentence() {
        let command = Arguments::command();
        command.clone().debug_assert();
        for chore in command.get_subcommands() {
            assert!(
                chore.get_about().is_some(),
                "`{}` has no help",
                chore.get_name()
            );
        }
    }
}
