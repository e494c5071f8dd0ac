use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;

/// Ticks of the scheduler's clock in `/proc` in a second: the kernel's `USER_HZ`, which has been 100
/// on every platform that this is used on.
const TICKS: u64 = 100;

/// What a process has used, as Linux tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Time on processors, the kernel's share included.
    pub cpu: Duration,
    /// Resident memory, in KiB.
    pub resident_kib: u64,
    /// Of that, what is no page of a file, in KiB.
    pub anonymous_kib: u64,
    /// Open sockets.
    pub sockets: usize,
}

impl Usage {
    /// The figures of a process now.
    ///
    /// # Errors
    /// If it has ended, or the system is not Linux.
    pub fn of(process: u32) -> anyhow::Result<Self> {
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        let figure = |name: &str| -> anyhow::Result<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|line| line.split_whitespace().next());
            Ok(number.with_context(|| name.to_owned())?.parse()?)
        };
        let files = fs::read_dir(format!("/proc/{process}/fd"))?.flatten();
        let is_socket = |path: PathBuf| path.to_string_lossy().starts_with("socket:");
        Ok(Self {
            cpu: cpu(&format!("/proc/{process}/stat"))?,
            resident_kib: figure("VmRSS:")?,
            anonymous_kib: figure("RssAnon:")?,
            // One that was closed meanwhile is none.
            sockets: files
                .filter(|file| fs::read_link(file.path()).is_ok_and(is_socket))
                .count(),
        })
    }

    /// The time on processors of the threads of a process that have this name.
    ///
    /// # Errors
    /// As [`Usage::of`].
    pub fn cpu_of_threads(process: u32, name: &str) -> anyhow::Result<Duration> {
        let mut sum = Duration::ZERO;
        for entry in fs::read_dir(format!("/proc/{process}/task"))? {
            let path = entry?.path();
            if fs::read_to_string(path.join("comm"))?.trim_end() == name {
                sum += cpu(&path.join("stat").to_string_lossy())?;
            }
        }
        Ok(sum)
    }
}

fn cpu(path: &str) -> anyhow::Result<Duration> {
    let stat = fs::read_to_string(path)?;
    // The name in parentheses may hold anything; figures follow its end, state first.
    let (_, figures) = stat.rsplit_once(") ").context("a name")?;
    let mut figures = figures.split_whitespace().skip(11);
    let mut ticks = || -> anyhow::Result<u64> { Ok(figures.next().context("a figure")?.parse()?) };
    Ok(Duration::from_millis((ticks()? + ticks()?) * 1_000 / TICKS))
}

/// The machine in a line: processor, how many, memory, kernel.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let value = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key));
        let value = line.and_then(|line| line.split_once(':'));
        value.map_or_else(|| "?".into(), |(_, value)| value.trim().to_owned())
    };
    let processor = value(&read("/proc/cpuinfo"), "model name");
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = value(&read("/proc/meminfo"), "MemTotal");
    let kib: u64 = memory
        .split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or_default();
    let kernel = read("/proc/sys/kernel/osrelease");
    format!(
        "{count} × {processor}, {} GiB, Linux {}",
        (kib + 512 * 1024) / (1024 * 1024),
        kernel.trim()
    )
}
