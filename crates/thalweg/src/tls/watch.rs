use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_http::Tls;
use thalweg_log::{Clock, Timestamp};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::{TlsError, TlsFiles, text};

/// How often the files are looked at.
const INTERVAL: Duration = Duration::from_secs(60);
/// How long before its end a certificate is complained about.
const SOON: Duration = Duration::from_secs(7 * 24 * 3_600);

/// The certificate that is spoken with, and the files that it came from.
pub struct Certificates {
    files: TlsFiles,
    tls: Tls,
    clock: Arc<dyn Clock>,
    seen: Mutex<Seen>,
}

/// What was seen the last time.
struct Seen {
    /// What tells the files' content, or why they could not be read.
    mark: Result<u64, TlsError>,
    end: Timestamp,
    /// It was said that the certificate ends soon.
    is_told: bool,
}

/// What a look at the files came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// They are as they were.
    Same,
    /// Handshakes are made with the new certificate from now on.
    Exchanged,
    /// They changed and cannot be used; the certificate from before stays.
    Kept(TlsError),
}

impl Certificates {
    /// Reads and checks the files.
    ///
    /// # Errors
    /// [`TlsError`], and the server must not start.
    pub fn open(files: TlsFiles, clock: Arc<dyn Clock>) -> Result<Self, TlsError> {
        let pair = files.read()?;
        let checked = files.check(&pair, clock.now())?;
        let tls = Tls::new(checked.certified).map_err(|error| failed(&error))?;
        info!(until = text(checked.end), "TLS is spoken");
        let seen = Mutex::new(Seen {
            mark: Ok(pair.mark()),
            end: checked.end,
            is_told: false,
        });
        Ok(Self {
            files,
            tls,
            clock,
            seen,
        })
    }

    /// What handshakes are made with.
    pub fn tls(&self) -> Tls {
        self.tls.clone()
    }

    /// Looks whether the files changed, and takes what they hold if it can be used. Open connections
    /// go on. What cannot be used is logged once.
    pub fn look(&self) -> Looked {
        let mut seen = self.seen.lock();
        let pair = self.files.read();
        let mark = pair
            .as_ref()
            .map(super::read::Pair::mark)
            .map_err(Clone::clone);
        if mark == seen.mark {
            self.complain(&mut seen);
            return Looked::Same;
        }
        seen.mark = mark;
        let taken = pair.and_then(|pair| {
            let checked = self.files.check(&pair, self.clock.now())?;
            self.tls
                .exchange(checked.certified)
                .map_err(|error| failed(&error))?;
            Ok(checked.end)
        });
        match taken {
            Ok(end) => {
                info!(until = text(end), "another certificate is spoken with");
                (seen.end, seen.is_told) = (end, false);
                Looked::Exchanged
            }
            Err(error) => {
                error!(%error, "the certificate changed and cannot be used; the one before stays");
                Looked::Kept(error)
            }
        }
    }

    /// Says once that a certificate ends soon.
    fn complain(&self, seen: &mut Seen) {
        let left = seen.end.since(self.clock.now());
        if left < SOON && !seen.is_told {
            seen.is_told = true;
            let until = text(seen.end);
            warn!(
                until,
                "the certificate ends soon; renew it, the files are looked at by themselves"
            );
        }
    }

    /// Looks now and then, until it is stopped.
    pub(crate) async fn watch(self: Arc<Self>, stop: CancellationToken) {
        let looking = async {
            loop {
                tokio::time::sleep(INTERVAL).await;
                let own = Arc::clone(&self);
                // A disk may take its time.
                let _ = tokio::task::spawn_blocking(move || own.look()).await;
            }
        };
        stop.run_until_cancelled(looking).await;
    }
}

fn failed(error: &rustls::Error) -> TlsError {
    TlsError::Failed(error.to_string())
}
