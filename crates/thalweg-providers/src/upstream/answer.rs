use bytes::Bytes;
use thalweg_chat::ModelDelta;

use super::dialect::{Dialect, Step};
use super::events::{Event, Events};
use super::fault::Fault;

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Going on.
    On,
    /// It may end at any moment; only what counts tokens may still come.
    Ending,
    /// Over: nothing more comes.
    Over,
}

/// From the bytes of an answer to what the model said. It knows no time and no network.
pub(crate) struct Answer<D> {
    events: Events,
    dialect: D,
    progress: Progress,
}

impl<D: Dialect> Answer<D> {
    pub(crate) fn new(dialect: D) -> Self {
        Self {
            events: Events::new(),
            dialect,
            progress: Progress::On,
        }
    }

    pub(crate) const fn progress(&self) -> Progress {
        self.progress
    }

    /// Ends it at once: it took too long.
    pub(crate) const fn give_up(&mut self) {
        self.progress = Progress::Over;
    }

    /// Takes bytes as they come; deltas go to `out`, also before a fault.
    ///
    /// # Errors
    /// [`Fault`], which ends the answer.
    pub(crate) fn push(&mut self, bytes: Bytes, out: &mut Vec<ModelDelta>) -> Result<(), Fault> {
        if self.progress == Progress::Over {
            return Ok(());
        }
        let (dialect, progress) = (&mut self.dialect, &mut self.progress);
        let mut taken = Ok(());
        let framed = self.events.push(bytes, |event| {
            taken = step(dialect, progress, &event, out);
            taken.is_ok() && *progress != Progress::Over
        });
        let result = taken.and(framed.map_err(|_| Fault::Garbled));
        if result.is_err() {
            self.progress = Progress::Over;
        }
        result
    }

    /// Takes a whole answer that came as one JSON, from a server that does not stream.
    ///
    /// # Errors
    /// [`Fault`], which ends the answer.
    pub(crate) fn whole(&mut self, data: String, out: &mut Vec<ModelDelta>) -> Result<(), Fault> {
        let event = Event {
            kind: "message".into(),
            data,
        };
        let result = step(&mut self.dialect, &mut self.progress, &event, out);
        match (result, self.progress) {
            (Ok(()), Progress::On) => Err(Fault::Garbled),
            (Ok(()), _) => self.end(out),
            (fault, _) => fault,
        }
    }

    /// The end of the bytes, or of the time for what may follow. An answer that had not ended by
    /// itself was cut: nothing tells its reason then.
    ///
    /// # Errors
    /// [`Fault`], if the last event was one.
    pub(crate) fn end(&mut self, out: &mut Vec<ModelDelta>) -> Result<(), Fault> {
        if self.progress == Progress::Over {
            return Ok(());
        }
        let mut result = Ok(());
        if let Some(event) = self.events.end() {
            result = step(&mut self.dialect, &mut self.progress, &event, out);
            if result == Err(Fault::Garbled) {
                // A part of an event says nothing of what it would have become.
                result = Ok(());
            }
        }
        if result.is_ok() && self.progress == Progress::Ending {
            result = self.dialect.finish(out);
        }
        self.progress = Progress::Over;
        result
    }
}

fn step<D: Dialect>(
    dialect: &mut D,
    progress: &mut Progress,
    event: &Event,
    out: &mut Vec<ModelDelta>,
) -> Result<(), Fault> {
    match dialect.take(event, out)? {
        Step::On => {}
        Step::Ending => *progress = Progress::Ending,
        Step::Ended => {
            *progress = Progress::Over;
            dialect.finish(out)?;
        }
    }
    Ok(())
}
