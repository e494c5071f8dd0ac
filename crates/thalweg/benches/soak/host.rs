use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use thalweg::{Parts, Settings, start};
use thalweg_log::{OsEntropy, SystemClock};
use thalweg_probe::Dice;
use thalweg_probe::crash::{Host, Stored};
use thalweg_providers::DemoModel;
use thalweg_store::{SqliteConfig, SqliteStore};
use thalweg_testkit::BinaryHost;
use tokio::signal::unix::{SignalKind, signal};

/// One folder, now under the real binary, now under one whose upkeep runs in fast time.
pub(crate) struct MixedHost {
    real: BinaryHost,
    fast: BinaryHost,
    dice: Dice,
}

impl MixedHost {
    pub(crate) fn new(folder: &Path, seed: u64) -> anyhow::Result<Self> {
        let real = Path::new(env!("CARGO_BIN_EXE_thalweg"));
        Ok(Self {
            real: BinaryHost::new(
                real,
                folder,
                &[
                    "--drain-timeout",
                    "4s",
                    "--limit-requests",
                    "off",
                    "--limit-runs",
                    "off",
                ],
            ),
            fast: BinaryHost::new(&std::env::current_exe()?, folder, &[]),
            dice: Dice::new(!seed),
        })
    }

    const fn running(&mut self) -> &mut BinaryHost {
        if self.real.process().is_some() {
            &mut self.real
        } else {
            &mut self.fast
        }
    }
}

impl Host for MixedHost {
    async fn start(&mut self) -> anyhow::Result<SocketAddr> {
        if self.dice.between(0, 2) == 0 {
            self.real.start().await
        } else {
            self.fast.start().await
        }
    }

    async fn kill(&mut self) -> anyhow::Result<()> {
        self.running().kill().await
    }

    async fn terminate(&mut self) -> anyhow::Result<()> {
        self.running().terminate().await
    }

    async fn look(&mut self, channels: &[String]) -> anyhow::Result<Stored> {
        self.real.look(channels).await
    }

    fn folds(&self) -> bool {
        true
    }
}

/// The real server's parts, with a journal that is small and soon old, tokens that are folded at once
/// and tails so short that readers must go to the store. Serves until SIGTERM.
pub(crate) async fn serve(listen: SocketAddr, data: &Path) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let entropy = Arc::new(OsEntropy);
    let mut config = SqliteConfig::new(data);
    config.fold_after = Duration::from_millis(300);
    config.journal_age = Duration::from_millis(200);
    config.journal_bytes = 256 * 1024;
    let store = Arc::new(SqliteStore::open(config, entropy.clone())?);
    let parts = Parts {
        log: store.clone(),
        rows: store.clone(),
        accounts: store,
        models: Arc::new(DemoModel),
        tools: Arc::new(thalweg_chat::Toolbox::default()),
        clock: Arc::new(SystemClock),
        entropy,
    };
    let mut settings = Settings::local(listen);
    settings.drain_timeout = Duration::from_secs(4);
    settings.limits.principal = thalweg_access::Rates::OFF;
    settings.hub.upkeep = Duration::from_millis(50);
    settings.hub.tail_events = 8;
    settings.hub.tail_idle = Duration::from_secs(2);
    let running = start(&settings, parts).await?;
    println!("listening on http://{}", running.address);
    terminate.recv().await;
    running.stop().await;
    Ok(())
}
