use std::pin::pin;
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use thalweg_log::{Batch, Condition, NewEvent, StoreError};
use thalweg_wire::{Job, Run, RunStatus, ToolCallStatus, ToolStatus, kind};
use tokio::sync::{oneshot, watch};

use super::called;
use super::judge::{Judge, Verdict, own_id, plain};
use crate::append::{Gone, append};
use crate::events::{self, json};
use crate::gather::Gather;
use crate::jobs::{JobHalt, JobHandle, JobTask, Link, NewJob, OpenJob, Told};
use crate::registry::Halt;
use crate::task::RunTask;
use crate::{Called, ModelRequest, RunPrivate, ToolRequest};

/// What became of the calls of one answer.
pub(crate) enum Round {
    /// All ended.
    Called(Vec<Called>),
    /// The run is to end, and with it the jobs that are open; the others have ended.
    Halted(Halt, Vec<OpenJob>),
    /// What may be called could not be looked up.
    Failed(StoreError),
}

/// Calls that are about to be done.
#[derive(Default)]
struct Begun {
    ids: Vec<String>,
    batch: Batch,
    /// What is told at once of calls that are not executed.
    refused: Vec<ToolStatus>,
    tasks: Vec<JobTask>,
}

/// The jobs of a round, which do not outlive it.
struct Jobs(Vec<Arc<JobHandle>>);

impl Jobs {
    fn halt(&self, why: JobHalt) {
        for job in &self.0 {
            job.halt(why);
        }
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.halt(JobHalt::Interrupted);
    }
}

impl RunTask {
    /// Does what the model calls for, all at the same time, and waits for the ends. `over` is how
    /// often it may call, if it did so already.
    pub(crate) async fn call(
        &self,
        wishes: Vec<ToolRequest>,
        request: &ModelRequest,
        over: Option<usize>,
        gather: &mut Gather,
    ) -> Result<Round, Gone> {
        let chosen = match self.chat.chosen_tools(&self.owner).await {
            Ok(chosen) => chosen,
            Err(failure) => return Ok(Round::Failed(failure)),
        };
        let judge = Judge {
            chat: &self.chat,
            offered: &request.tools,
            chosen: &chosen,
            over,
        };
        let (waits, waiting) = watch::channel(0);
        let begun = self.begin(wishes, &judge, gather, &waits);
        let Begun {
            ids,
            mut batch,
            refused,
            tasks,
        } = begun;
        batch
            .events
            .extend(refused.iter().map(|told| self.status(told)));
        let asks = |task: &JobTask| task.job.status == ToolCallStatus::AwaitingApproval;
        let asking = tasks.iter().any(asks);
        if asking {
            batch.events.push(self.now_is(RunStatus::AwaitingApproval));
        }
        append(self.chat.hub().clone(), batch, self.chat.config().patience).await?;
        let (halt, open) = self.wait_for(tasks, asking, waiting, gather).await?;
        let draft = gather.draft();
        let all = draft.calls().iter().filter(|call| ids.contains(&call.id));
        Ok(match halt {
            Some(halt) => Round::Halted(halt, open),
            // The server goes down, and did not wait for somebody's leave.
            None if !open.is_empty() => Round::Halted(Halt::Interrupted, open),
            None => Round::Called(all.map(called).collect()),
        })
    }

    /// Judges the calls and writes down their beginnings: first of all of them, so that it can be
    /// seen from the log which ones belong together.
    fn begin(
        &self,
        wishes: Vec<ToolRequest>,
        judge: &Judge<'_>,
        gather: &mut Gather,
        waits: &watch::Sender<usize>,
    ) -> Begun {
        let mut begun = Begun::default();
        begun.batch.events = gather.take(&self.channel);
        begun.batch.conditions.push(self.condition());
        for wish in wishes {
            let taken = |id: &str| gather.draft().calls().iter().any(|call| call.id == id);
            let id = own_id(&wish.id, taken);
            let (args, verdict) = judge.judge(&wish);
            let mut told = ToolStatus {
                args: Some(args),
                ..ToolStatus::new(
                    id.clone(),
                    self.run.assistant_message_id,
                    gather.fresh_part(),
                    plain(&wish.name),
                    ToolCallStatus::Queued,
                )
            };
            let words = match verdict {
                Verdict::No(words) => Some(words),
                Verdict::Go { tool, args, asks } => {
                    let link = self.link(&told.part_id, waits);
                    let id = self.chat.ids().next();
                    let job = Job {
                        run_id: Some(self.run.id),
                        tool_call_id: Some(told.id.clone()),
                        ..self.chat.new_job(id, &told.name, args, asks)
                    };
                    let taken = self.chat.take_on(NewJob {
                        job,
                        owner: self.owner.clone(),
                        tool,
                        request_id: self.request_id.clone(),
                        session: None,
                        link: Some(link.clone()),
                    });
                    match taken {
                        Ok(task) => {
                            told = link.told(&task.job);
                            task.add_to(&mut begun.batch);
                            begun.tasks.push(task);
                            None
                        }
                        Err(_) => Some("there are too many jobs; it can be called later".into()),
                    }
                }
            };
            gather.hear(&told);
            begun.ids.push(id);
            if let Some(words) = words {
                begun.batch.events.push(self.status(&told));
                begun.refused.push(ToolStatus {
                    status: ToolCallStatus::Error,
                    args: None,
                    error: Some(words),
                    ended_at: Some(self.chat.now()),
                    ..told
                });
            }
        }
        for told in &begun.refused {
            gather.hear(told);
        }
        begun
    }

    /// Executes jobs and waits until all have ended or are to end with the run, and tells when the run
    /// begins and ceases to wait for people. Says why it is to end, if so, and which jobs are open.
    async fn wait_for(
        &self,
        tasks: Vec<JobTask>,
        mut waits: bool,
        mut waiting: watch::Receiver<usize>,
        gather: &mut Gather,
    ) -> Result<(Option<Halt>, Vec<OpenJob>), Gone> {
        let get = |task: &JobTask| self.chat.jobs().get(task.job.id);
        let jobs = Jobs(tasks.iter().filter_map(get).collect());
        let mut ends = FuturesUnordered::new();
        for mut task in tasks {
            let (tell, end) = oneshot::channel();
            task.tell = Some(tell);
            let link = task.link.clone();
            self.chat.execute(task);
            ends.push(async move { (link, end.await) });
        }
        let mut halted = pin!(self.slot.handle().halted());
        let mut halt = None;
        let mut open = Vec::new();
        loop {
            tokio::select! {
                biased;
                why = &mut halted, if halt.is_none() => {
                    halt = Some(why);
                    jobs.halt(JobHalt::WithRun);
                }
                Ok(()) = waiting.changed(), if halt.is_none() => {
                    let now = *waiting.borrow_and_update() > 0;
                    if now == waits {
                        continue;
                    }
                    waits = now;
                    let status = if now { RunStatus::AwaitingApproval } else { RunStatus::Running };
                    let mut batch = Batch::of(vec![self.now_is(status)]);
                    batch.conditions.push(self.condition());
                    let patience = self.chat.config().patience;
                    append(self.chat.hub().clone(), batch, patience).await?;
                }
                end = ends.next() => match end {
                    None => return Ok((halt, open)),
                    Some((Some(link), Ok(Told::Ended(job)))) => gather.hear(&link.told(&job)),
                    Some((_, Ok(Told::Open(job)))) => open.push(*job),
                    // The log did not take its end; the run's end closes the call.
                    Some(_) => return Err(Gone::GaveUp),
                },
            }
        }
    }

    fn link(&self, part: &str, waits: &watch::Sender<usize>) -> Link {
        Link {
            message: self.run.assistant_message_id,
            part: part.into(),
            channel: self.channel.clone(),
            fence: self.fence.clone(),
            shown_bytes: self.chat.config().result_bytes,
            waiting: waits.clone(),
        }
    }

    fn condition(&self) -> Condition {
        Condition::Fence {
            name: self.fence.0.clone(),
            token: self.fence.1,
        }
    }

    fn status(&self, told: &ToolStatus) -> NewEvent {
        NewEvent::new(self.channel.clone(), kind::TOOL_STATUS, json(told))
    }

    fn now_is(&self, status: RunStatus) -> NewEvent {
        let run = Run {
            status: Some(status),
            ..self.run.clone()
        };
        let private = RunPrivate {
            owner: self.owner.to_string(),
            // Only a run's first event says where its stream begins.
            lead: 0,
            request_id: self.request_id.clone(),
        };
        events::run(&run, &private)
    }
}
