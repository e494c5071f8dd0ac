use std::sync::Arc;

use super::Tool;

/// Tools of one origin, which may come and go.
pub trait ToolSource: Send + Sync + 'static {
    /// The tools that there are now, each name once, in the order in which to show them.
    fn tools(&self) -> Vec<Arc<dyn Tool>>;

    /// The tool of that name.
    fn tool(&self, name: &str) -> Option<Arc<dyn Tool>> {
        self.tools().into_iter().find(|tool| tool.name() == name)
    }
}

/// Tools that stay as they are.
#[derive(Default, Clone)]
pub struct Toolbox(Vec<Arc<dyn Tool>>);

impl Toolbox {
    /// These tools. Of several with one name the first counts.
    pub fn new(tools: impl IntoIterator<Item = Arc<dyn Tool>>) -> Self {
        let mut kept: Vec<Arc<dyn Tool>> = Vec::new();
        for tool in tools {
            if !kept.iter().any(|other| other.name() == tool.name()) {
                kept.push(tool);
            }
        }
        Self(kept)
    }
}

impl ToolSource for Toolbox {
    fn tools(&self) -> Vec<Arc<dyn Tool>> {
        self.0.clone()
    }

    fn tool(&self, name: &str) -> Option<Arc<dyn Tool>> {
        self.0.iter().find(|tool| tool.name() == name).cloned()
    }
}
