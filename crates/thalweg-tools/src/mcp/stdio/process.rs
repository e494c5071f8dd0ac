use std::io;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Lines;

/// What a process finds in its environment of ours.
const KEPT: [&str; 4] = ["PATH", "HOME", "LANG", "TMPDIR"];

/// A process that was started, with what it is spoken to by.
pub(in crate::mcp) struct Spawned {
    pub(in crate::mcp) process: Process,
    pub(in crate::mcp) stdin: ChildStdin,
    pub(in crate::mcp) stdout: ChildStdout,
}

/// A process and all that it starts, which are one group. Whoever drops it kills them.
pub(in crate::mcp) struct Process {
    group: Group,
    exit: watch::Receiver<Option<ExitStatus>>,
    /// Kills the process itself where there are no groups.
    kill: CancellationToken,
}

/// Starts a process with the least environment, in a group of its own. `lines` has what it writes to
/// standard error; `tasks` has the tasks that wait for its end and read that.
pub(in crate::mcp) fn spawn(
    command: &str,
    args: &[String],
    env: &[(String, String)],
    cwd: Option<&Path>,
    lines: Lines,
    tasks: &TaskTracker,
) -> io::Result<Spawned> {
    let mut command = Command::new(command);
    command.args(args).env_clear();
    for name in KEPT {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.envs(env.iter().map(|(name, value)| (name, value)));
    if let Some(cwd) = cwd {
        command.current_dir(cwd);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped()).kill_on_drop(true);
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.spawn()?;
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    if let Some(stderr) = child.stderr.take() {
        tasks.spawn(lines.read(stderr));
    }
    let group = Group(child.id());
    let (told, exit) = watch::channel(None);
    let kill = CancellationToken::new();
    tasks.spawn(wait(child, told, kill.clone()));
    let process = Process { group, exit, kill };
    match (stdin, stdout) {
        (Some(stdin), Some(stdout)) => Ok(Spawned {
            process,
            stdin,
            stdout,
        }),
        _ => Err(io::Error::other("its input and output are not there")),
    }
}

/// Waits for the end of a process, so that no zombie is left, and tells of it.
async fn wait(mut child: Child, told: watch::Sender<Option<ExitStatus>>, kill: CancellationToken) {
    let status = tokio::select! {
        status = child.wait() => status,
        () = kill.cancelled() => {
            let _ = child.start_kill();
            child.wait().await
        }
    };
    // It was started, so that it ends; if the system cannot say how, nobody can.
    told.send_replace(Some(status.unwrap_or_default()));
}

impl Process {
    /// How it ended, as soon as it has.
    pub(in crate::mcp) async fn exited(&self) -> ExitStatus {
        let mut exit = self.exit.clone();
        let status = exit.wait_for(Option::is_some).await;
        // The task that tells lives as long as the process.
        status.ok().and_then(|status| *status).unwrap_or_default()
    }

    /// How it ended, if it does within `limit`.
    pub(in crate::mcp) async fn exited_within(&self, limit: Duration) -> Option<ExitStatus> {
        timeout(limit, self.exited()).await.ok()
    }

    /// Ends it, whose standard input was closed: lets it go by itself, asks it to go, and kills what is
    /// left of it. Returns when it is gone, after three times `limit` at most.
    pub(in crate::mcp) async fn end(self, limit: Duration) {
        if self.exited_within(limit).await.is_none() {
            self.group.ask();
            if self.exited_within(limit).await.is_none() {
                self.kill.cancel();
                self.group.kill();
                self.exited_within(limit).await;
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Also after its end: what it started may have stayed. A group keeps its number while anybody is
        // in it.
        self.kill.cancel();
        self.group.kill();
    }
}

/// A process with all that it started, by its number.
struct Group(Option<u32>);

impl Group {
    /// Asks all of them to end.
    #[cfg(unix)]
    fn ask(&self) {
        self.send(rustix::process::Signal::TERM);
    }

    #[cfg(unix)]
    fn kill(&self) {
        self.send(rustix::process::Signal::KILL);
    }

    #[cfg(unix)]
    fn send(&self, signal: rustix::process::Signal) {
        let group = self.0.and_then(|group| i32::try_from(group).ok());
        if let Some(group) = group.and_then(rustix::process::Pid::from_raw) {
            // If nobody is in it any more, there is nothing to do.
            let _ = rustix::process::kill_process_group(group, signal);
        }
    }

    #[cfg(not(unix))]
    fn ask(&self) {}

    #[cfg(not(unix))]
    fn kill(&self) {}
}
