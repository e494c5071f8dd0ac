use async_trait::async_trait;
use thalweg_log::StoreError;

/// What access must remember over a restart.
#[async_trait]
pub trait AccountStore: Send + Sync + 'static {
    /// The server's own secret, which signs the owner's cookie. `fresh` is stored and returned if
    /// there is none yet; else the stored one is returned.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or written.
    async fn server_secret(&self, fresh: [u8; 32]) -> Result<[u8; 32], StoreError>;
}
