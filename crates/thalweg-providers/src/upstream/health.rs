use std::time::Duration;

use parking_lot::Mutex;
use thalweg_chat::ModelError;
use thalweg_wire::{ErrorCode, Model, ModelProblem};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// How often the list is asked for when all is well.
const USUAL: Duration = Duration::from_secs(300);
/// How soon after a failure; twice as late each time.
const SOON: Duration = Duration::from_secs(5);

/// What is known of an upstream: its models, and what is wrong with it.
pub(crate) struct Health {
    known: Mutex<Known>,
    hurry: Notify,
}

struct Known {
    models: Vec<Model>,
    problem: Option<ModelProblem>,
    /// How many lists in a row were not got.
    failures: u32,
    /// When the last list was asked for.
    looked: Instant,
}

impl Health {
    pub(crate) fn new(models: Vec<Model>) -> Self {
        Self {
            known: Mutex::new(Known {
                models,
                problem: None,
                failures: 0,
                looked: Instant::now(),
            }),
            hurry: Notify::new(),
        }
    }

    /// The models, each with what is wrong with the upstream.
    pub(crate) fn models(&self) -> Vec<Model> {
        let known = self.known.lock();
        let mut models = known.models.clone();
        for model in &mut models {
            model.problem.clone_from(&known.problem);
        }
        models
    }

    /// How a list came out. `None` is a server without a list, which may chat all the same. Answers
    /// whether something is wrong that was not before.
    pub(crate) fn listed(&self, list: Result<Option<Vec<Model>>, &ModelError>) -> bool {
        let mut known = self.known.lock();
        known.looked = Instant::now();
        let before = known.problem.as_ref().map(|problem| problem.code);
        match list {
            Ok(models) => {
                known.problem = None;
                known.failures = 0;
                if let Some(models) = models {
                    known.models = models;
                }
            }
            Err(error) => {
                known.failures += 1;
                known.problem = problem(error);
            }
        }
        let after = known.problem.as_ref().map(|problem| problem.code);
        after.is_some() && after != before
    }

    /// How a call came out.
    pub(crate) fn called(&self, failed: Option<&ModelError>) {
        let mut known = self.known.lock();
        match failed {
            None => known.problem = None,
            Some(error) => {
                if let Some(problem) = problem(error) {
                    known.problem = Some(problem);
                } else if error.code != ErrorCode::ModelGone {
                    return;
                }
                self.hurry.notify_one();
            }
        }
    }

    /// Waits until the list is due: after the usual time, or soon after a failure.
    pub(crate) async fn due(&self) {
        let (looked, failures) = {
            let known = self.known.lock();
            (known.looked, known.failures)
        };
        let wait = match failures {
            0 => USUAL,
            failures => SOON.saturating_mul(1 << (failures - 1).min(10)).min(USUAL),
        };
        tokio::select! {
            () = sleep_until(looked + wait) => {}
            // Not at once for each of many calls that fail.
            () = self.hurry.notified() => sleep_until(looked + SOON.min(wait)).await,
        }
    }
}

/// What of a failure concerns every call.
fn problem(error: &ModelError) -> Option<ModelProblem> {
    let lasting = matches!(
        error.code,
        ErrorCode::ModelUnreachable | ErrorCode::ModelUnauthorized
    );
    lasting.then(|| ModelProblem {
        code: error.code,
        message: error.message.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use crate::upstream::listing::model;

    #[tokio::test(start_paused = true)]
    async fn the_list_is_due_every_five_minutes_and_soon_after_a_failure() {
        let health = Health::new(Vec::new());
        let start = Instant::now();
        health.due().await;
        assert_eq!(start.elapsed().as_secs(), 300);
        assert!(!health.listed(Ok(None)));
        health.called(Some(&words::unreachable("x")));
        let start = Instant::now();
        health.due().await;
        assert_eq!(start.elapsed().as_secs(), 5);
        for seconds in [5, 10, 20] {
            health.listed(Err(&words::unreachable("x")));
            let start = Instant::now();
            health.due().await;
            assert_eq!(start.elapsed().as_secs(), seconds);
        }
    }

    #[test]
    fn a_failure_keeps_the_list_and_says_what_is_wrong_until_it_is_well() {
        let health = Health::new(vec![model("x", "a")]);
        let code = || {
            health.models()[0]
                .problem
                .clone()
                .map(|problem| problem.code)
        };
        assert!(health.listed(Err(&words::unauthorized("x"))));
        assert!(
            !health.listed(Err(&words::unauthorized("x"))),
            "it is told once"
        );
        assert_eq!(code(), Some(ErrorCode::ModelUnauthorized));
        health.called(None);
        assert_eq!(code(), None);
        health.called(Some(&words::garbled("x")));
        assert_eq!(code(), None, "one bad answer says nothing of the next");
        health.called(Some(&words::unreachable("x")));
        assert_eq!(code(), Some(ErrorCode::ModelUnreachable));
    }
}
