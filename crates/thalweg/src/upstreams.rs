use std::sync::Arc;
use std::time::Duration;

use thalweg_chat::ModelProvider;
use thalweg_hub::Tasks;
use thalweg_providers::{DemoModel, Providers, Upstream, UpstreamConfig, UpstreamError};
use tokio::sync::mpsc;
use tracing::info;

/// How long the start waits for the lists of models.
const FIRST_LOOK: Duration = Duration::from_secs(1);

/// The servers of models that are set up.
pub struct Upstreams {
    upstreams: Vec<Arc<Upstream>>,
    default: Option<String>,
}

impl Upstreams {
    /// Sets them up; nothing is asked yet. `default` is the model that is asked if none is named.
    ///
    /// # Errors
    /// [`UpstreamError`], and the server must not start.
    pub fn open(configs: &[UpstreamConfig], default: Option<&str>) -> Result<Self, UpstreamError> {
        let open = |config: &UpstreamConfig| {
            info!(
                upstream = config.name,
                url = %config.base_url,
                key = config.key.is_some(),
                "models of `{}` from {}",
                config.name,
                config.base_url
            );
            Upstream::new(config.clone()).map(Arc::new)
        };
        Ok(Self {
            upstreams: configs.iter().map(open).collect::<Result<_, _>>()?,
            default: default.map(Into::into),
        })
    }

    /// Their models, and the demonstration model after them.
    pub fn models(&self) -> Arc<dyn ModelProvider> {
        let mut sources: Vec<Arc<dyn ModelProvider>> = Vec::new();
        for upstream in &self.upstreams {
            sources.push(upstream.clone());
        }
        sources.push(Arc::new(DemoModel));
        let providers = Providers::new(sources);
        Arc::new(match &self.default {
            Some(model) => providers.with_default(model),
            None => providers,
        })
    }

    /// Keeps their lists of models fresh with tasks of `tasks`. Waits a moment for the first ones.
    pub async fn tend(&self, tasks: &Tasks) {
        let (first, mut looked) = mpsc::channel::<()>(1);
        for upstream in &self.upstreams {
            let (upstream, first) = (Arc::clone(upstream), first.clone());
            tasks.spawn("models", |stop| async move {
                stop.run_until_cancelled(upstream.refresh()).await;
                drop(first);
                let again = || async {
                    upstream.due().await;
                    upstream.refresh().await;
                };
                while stop.run_until_cancelled(again()).await.is_some() {}
            });
        }
        drop(first);
        // It ends when every task has let its end go; nothing is ever sent.
        let _ = tokio::time::timeout(FIRST_LOOK, looked.recv()).await;
    }
}
