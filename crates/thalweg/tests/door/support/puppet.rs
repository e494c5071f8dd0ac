use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream;
use thalweg_chat::{
    DeltaKind, FinishReason, ModelDelta, ModelError, ModelProvider, ModelRequest, ModelStream,
};
use thalweg_wire::Model;
use tokio::sync::{Mutex, mpsc};

use super::soon;

type Said = Result<ModelDelta, ModelError>;

/// A model that says what a test says, when it says it.
#[derive(Clone)]
pub(crate) struct Puppet {
    asked: mpsc::UnboundedSender<Voice>,
    voices: Arc<Mutex<mpsc::UnboundedReceiver<Voice>>>,
}

/// One answer of a [`Puppet`]. The answer breaks off when this is dropped.
pub(crate) struct Voice(mpsc::UnboundedSender<Said>);

impl Default for Puppet {
    fn default() -> Self {
        let (asked, voices) = mpsc::unbounded_channel();
        let voices = Arc::new(Mutex::new(voices));
        Self { asked, voices }
    }
}

impl Puppet {
    /// The next answer that is asked for.
    pub(crate) async fn voice(&self) -> Voice {
        let next = async { self.voices.lock().await.recv().await };
        soon(next).await.expect("the model is asked")
    }
}

impl Voice {
    pub(crate) fn say(&self, text: &str) {
        let piece = ModelDelta::Piece {
            kind: DeltaKind::Text,
            text: text.into(),
        };
        // A run that was stopped does not listen any more.
        let _ = self.0.send(Ok(piece));
    }

    pub(crate) fn finish(&self) {
        let _ = self.0.send(Ok(ModelDelta::Finish(FinishReason::Complete)));
    }

    /// Waits until the call is dropped.
    pub(crate) async fn dropped(&self) {
        soon(self.0.closed()).await;
    }
}

#[async_trait]
impl ModelProvider for Puppet {
    fn models(&self) -> Vec<Model> {
        vec![Model {
            id: "puppet".into(),
            name: "Puppet".into(),
            default: true,
            context_tokens: None,
            description: None,
            provider: None,
            problem: None,
        }]
    }

    async fn stream(&self, _: &ModelRequest) -> Result<ModelStream, ModelError> {
        let (voice, said) = mpsc::unbounded_channel();
        let _ = self.asked.send(Voice(voice));
        Ok(Box::pin(stream::unfold(said, |mut said| async {
            said.recv().await.map(|next| (next, said))
        })))
    }

    fn makes_titles(&self, _model: &str) -> bool {
        false
    }
}
