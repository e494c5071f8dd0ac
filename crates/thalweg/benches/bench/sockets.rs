use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{bail, ensure};
use serde_json::{Value, json};
use thalweg_probe::load::{Quantiles, Usage};
use thalweg_testkit::{Said, Socket, handshake};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::counting_server::{end, spawn};
use crate::fanout;
use crate::report::{Report, cores, ms};

/// Connections that do nothing, and those that were there before, so that what is made once is.
const IDLE: usize = 4_000;
const BEFORE: usize = 200;
/// Calls that are made one after the other.
const CALLS: usize = 500;
const JOBS: usize = 1_000;
const WARM: Duration = Duration::from_secs(3);

/// What WebSockets cost, and how fast tools are that are called over them.
pub(crate) async fn measure(report: &mut Report, seconds: u64) -> anyhow::Result<()> {
    report.section("WebSockets and jobs");
    idle(report).await?;
    calls(report).await?;
    for sockets in [1, 100] {
        jobs(report, sockets, seconds).await?;
    }
    fanout::measure(report, seconds.div_ceil(4)).await
}

pub(crate) async fn open(address: SocketAddr) -> anyhow::Result<Socket> {
    let socket = Socket::open(address, &handshake()).await?;
    let mut socket = match socket {
        Ok(socket) => socket,
        Err(refused) => bail!("refused: {refused:?}"),
    };
    ensure!(frame(&mut socket).await?["type"] == "welcome");
    Ok(socket)
}

/// The next frame. Pings are answered.
pub(crate) async fn frame(socket: &mut Socket) -> anyhow::Result<Value> {
    loop {
        match socket.next().await? {
            Said::Frame(frame) => return Ok(frame),
            Said::Ping(payload) => socket.send_raw(0x8a, &payload).await?,
            other => bail!("it said {other:?}"),
        }
    }
}

/// The next frame of that call.
async fn of_call(socket: &mut Socket, id: &str) -> anyhow::Result<Value> {
    loop {
        let frame = frame(socket).await?;
        if frame["id"] == id {
            return Ok(frame);
        }
    }
}

/// Calls the tool that tells how far it is, and waits until it runs.
async fn tick(socket: &mut Socket, id: &str) -> anyhow::Result<()> {
    let call = json!({ "type": "invoke_tool", "id": id, "name": "ticker", "args": {} });
    socket.send(&call).await?;
    while of_call(socket, id).await?["status"] != "running" {}
    Ok(())
}

/// Memory of the process for a connection that does nothing.
async fn idle(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &[]).await?;
    let process = server.id().unwrap_or_default();
    let mut sockets = Vec::with_capacity(BEFORE + IDLE);
    for _ in 0..BEFORE {
        sockets.push(open(server.address()).await?);
    }
    tokio::time::sleep(WARM).await;
    let before = Usage::of(process)?.resident_kib;
    for _ in 0..IDLE {
        sockets.push(open(server.address()).await?);
    }
    tokio::time::sleep(WARM).await;
    let grown = Usage::of(process)?.resident_kib.saturating_sub(before);
    let each = grown as f64 / IDLE as f64;
    report.goal(
        "memory of an idle WebSocket",
        "≤ 2 KiB",
        format!("{each:.2} KiB"),
        each <= 2.0,
    );
    drop(sockets);
    end(server, folder.path()).await?;
    Ok(())
}

/// From the call of a tool to the first that is told of it, and from a stop to its end.
async fn calls(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &[]).await?;
    let mut socket = open(server.address()).await?;
    let (mut first, mut whole, mut stopped) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..CALLS {
        let id = format!("call-{n}");
        let args = json!({ "expression": "0.17 * 2340" });
        let call = json!({ "type": "invoke_tool", "id": id, "name": "calculator", "args": args });
        let asked = Instant::now();
        socket.send(&call).await?;
        let mut told = of_call(&mut socket, &id).await?;
        first.push(asked.elapsed());
        while told["type"] == "tool_update" {
            told = of_call(&mut socket, &id).await?;
        }
        ensure!(told["type"] == "complete", "{told}");
        whole.push(asked.elapsed());
        let ack = json!({ "type": "ack", "seq": told["seq"] });
        socket.send(&ack).await?;
    }
    for n in 0..CALLS / 5 {
        let id = format!("tick-{n}");
        tick(&mut socket, &id).await?;
        let asked = Instant::now();
        let stop = json!({ "type": "cancel_tool", "id": id });
        socket.send(&stop).await?;
        while of_call(&mut socket, &id).await?["status"] != "cancelled" {}
        stopped.push(asked.elapsed());
    }
    end(server, folder.path()).await?;
    let [first, whole, stopped]: [Quantiles; 3] =
        [first, whole, stopped].map(|times| times.into_iter().collect());
    report.note("call → first `tool_update`, p50", ms(first.at(500)));
    let limit = Duration::from_millis(5);
    report.goal(
        "the same, p99",
        "≤ 5 ms",
        ms(first.at(990)),
        first.at(990) <= limit,
    );
    report.note("call → result of the calculator, p50", ms(whole.at(500)));
    let limit = Duration::from_millis(50);
    report.goal(
        "stop → its end is told, slowest of 100",
        "≤ 50 ms",
        ms(stopped.at(1000)),
        stopped.at(1000) <= limit,
    );
    Ok(())
}

/// The processor time of 1,000 jobs that tell how far they are ten times a second.
async fn jobs(report: &mut Report, count: usize, seconds: u64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let server = spawn(folder.path(), &[]).await?;
    let process = server.id().unwrap_or_default();
    let told = Arc::new(AtomicU64::new(0));
    let mut readers = JoinSet::new();
    for s in 0..count {
        let mut socket = open(server.address()).await?;
        for n in 0..JOBS / count {
            tick(&mut socket, &format!("{s}-{n}")).await?;
        }
        let told = Arc::clone(&told);
        readers.spawn(async move {
            loop {
                let frame = frame(&mut socket).await?;
                ensure!(frame["type"] == "tool_update", "{frame}");
                told.fetch_add(1, Ordering::Relaxed);
            }
            #[expect(unreachable_code, reason = "it gives the loop its type")]
            Ok(())
        });
    }
    tokio::time::sleep(WARM).await;
    let (begun, before) = (Instant::now(), Usage::of(process)?);
    let told_before = told.load(Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let (over, after) = (begun.elapsed(), Usage::of(process)?);
    let told = told.load(Ordering::Relaxed) - told_before;
    if let Some(ended) = readers.try_join_next() {
        ended??;
    }
    readers.abort_all();
    end(server, folder.path()).await?;
    let share = cores(after.cpu - before.cpu, over);
    report.goal(
        &format!("cores of the server for {JOBS} jobs on {count} WebSockets"),
        "< 1",
        format!("{share:.2}"),
        share < 1.0,
    );
    let rate = told as f64 / over.as_secs_f64();
    report.note("reports of progress a second", format!("{rate:.0}"));
    Ok(())
}
