use std::collections::BTreeMap;
use std::time::Duration;

use thalweg_log::{Batch, PrincipalId};
use thalweg_wire::Time;

use super::mcp_servers::told;
use super::names::commit;
use super::{McpHealth, SourceError, Sources};

/// How a server does, and when it was made: one that was made anew is told of anew.
type Known = BTreeMap<String, (Time, Option<McpHealth>)>;

/// How long is waited between two tellings: of a server twice a second at most.
const BETWEEN: Duration = Duration::from_millis(500);

impl Sources {
    /// Tells the owner's feed how servers do, at once and whenever it changes. It goes on until it is
    /// dropped, or nobody changes anything any more.
    pub async fn tell_health(&self) {
        let mut changes = self.mcp().changes();
        let mut known = Known::new();
        loop {
            if let Err(error) = self.tell_changed(&mut known).await {
                // It is told with the next change.
                tracing::warn!(%error, "how servers do could not be told");
            }
            tokio::time::sleep(BETWEEN).await;
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Tells of those servers that do otherwise than was told.
    async fn tell_changed(&self, known: &mut Known) -> Result<(), SourceError> {
        // Nobody is told of a server after its deletion.
        let _lock = self.chat().locks().hold_for(&PrincipalId::owner()).await;
        let mut now = Known::new();
        let mut events = Vec::new();
        for server in self.defined_servers().await?.value {
            let health = (server.created_at, self.mcp().health(&server.name));
            let name = server.name.clone();
            if known.get(&name) != Some(&health) {
                events.push(told(&self.seen(server)));
            }
            now.insert(name, health);
        }
        if !events.is_empty() {
            commit(self.chat(), Batch::of(events)).await?;
        }
        *known = now;
        Ok(())
    }
}
