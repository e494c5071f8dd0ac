use std::sync::Arc;

use async_trait::async_trait;
use thalweg_chat::{ModelError, ModelProvider, ModelRequest, ModelStream};
use thalweg_wire::{ErrorCode, Model};

/// Several sources of models as one. Of two models with one id, the earlier source's counts.
pub struct Providers {
    sources: Vec<Arc<dyn ModelProvider>>,
    default: Option<String>,
}

impl Providers {
    /// Joins `sources`. The first model of the first source is the default.
    pub fn new(sources: Vec<Arc<dyn ModelProvider>>) -> Self {
        Self {
            sources,
            default: None,
        }
    }

    /// The same with another default, if one of the sources has a model of that id.
    #[must_use]
    pub fn with_default(mut self, model: impl Into<String>) -> Self {
        self.default = Some(model.into());
        self
    }

    fn source_of(&self, model: &str) -> Option<&Arc<dyn ModelProvider>> {
        let has = |source: &&Arc<dyn ModelProvider>| source.models().iter().any(|m| m.id == model);
        self.sources.iter().find(has)
    }
}

#[async_trait]
impl ModelProvider for Providers {
    fn models(&self) -> Vec<Model> {
        let mut models: Vec<Model> = Vec::new();
        for model in self.sources.iter().flat_map(|source| source.models()) {
            if !models.iter().any(|known| known.id == model.id) {
                models.push(model);
            }
        }
        let named = |model: &Model| Some(&model.id) == self.default.as_ref();
        if let Some(at) = models.iter().position(named) {
            let model = models.remove(at);
            models.insert(0, model);
        }
        for (at, model) in models.iter_mut().enumerate() {
            model.default = at == 0;
        }
        models
    }

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let Some(source) = self.source_of(&request.model) else {
            return Err(ModelError {
                code: ErrorCode::UnknownModel,
                message: format!(
                    "there is no model `{}` any more; choose another",
                    request.model
                ),
                retry_after_ms: None,
            });
        };
        source.stream(request).await
    }

    fn makes_titles(&self, model: &str) -> bool {
        let source = self.source_of(model);
        source.is_some_and(|source| source.makes_titles(model))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FakeProvider;

    fn fake(id: &str) -> Arc<FakeProvider> {
        Arc::new(FakeProvider::named(id))
    }

    fn ask(model: &str) -> ModelRequest {
        ModelRequest {
            model: model.into(),
            system: None,
            turns: Vec::new(),
            context: None,
            reasoning: None,
            max_tokens: None,
            tools: Vec::new(),
            no_calls: false,
        }
    }

    #[tokio::test]
    async fn a_request_reaches_the_source_of_its_model() {
        let (a, b) = (fake("a"), fake("b"));
        let providers = Providers::new(vec![a.clone(), b.clone()]);
        assert!(providers.stream(&ask("b")).await.is_ok());
        assert_eq!((a.requests().len(), b.requests().len()), (0, 1));
        let unknown = providers.stream(&ask("c")).await.err();
        assert_eq!(unknown.map(|e| e.code), Some(ErrorCode::UnknownModel));
    }

    #[test]
    fn there_is_one_default_and_it_comes_first() {
        let providers = Providers::new(vec![fake("a"), fake("b"), fake("a")]);
        let flags = |providers: &Providers| -> Vec<(String, bool)> {
            let models = providers.models().into_iter();
            models.map(|model| (model.id, model.default)).collect()
        };
        assert_eq!(flags(&providers), [("a".into(), true), ("b".into(), false)]);
        let providers = providers.with_default("b");
        assert_eq!(flags(&providers), [("b".into(), true), ("a".into(), false)]);
    }
}
