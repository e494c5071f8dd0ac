use std::collections::HashSet;
use std::sync::Arc;

use thalweg_chat::{Tool, ToolSource};

/// Tools of several origins as one. Of several with one name that of the first origin counts.
#[derive(Clone)]
pub struct JoinedTools(Vec<Arc<dyn ToolSource>>);

impl JoinedTools {
    /// These, in the order in which to show them.
    pub const fn new(sources: Vec<Arc<dyn ToolSource>>) -> Self {
        Self(sources)
    }
}

impl ToolSource for JoinedTools {
    fn tools(&self) -> Vec<Arc<dyn Tool>> {
        let all: Vec<_> = self.0.iter().flat_map(|source| source.tools()).collect();
        // Every run asks for this as it starts: names are looked at where they are.
        let mut seen = HashSet::with_capacity(all.len());
        let firsts = all.iter().filter(|tool| seen.insert(tool.name()));
        firsts.cloned().collect()
    }

    fn tool(&self, name: &str) -> Option<Arc<dyn Tool>> {
        self.0.iter().find_map(|source| source.tool(name))
    }
}

#[cfg(test)]
mod tests {
    use thalweg_chat::Toolbox;

    use super::*;
    use crate::{Calculator, Clock, Countdown};

    #[test]
    fn the_first_of_a_name_counts() {
        let first: Arc<dyn Tool> = Arc::new(Clock::default());
        let second: Arc<dyn Tool> = Arc::new(Clock::default());
        let one = Toolbox::new([Arc::clone(&first), Arc::new(Calculator::default()) as _]);
        let two = Toolbox::new([second, Arc::new(Countdown::default()) as _]);
        let joined = JoinedTools::new(vec![Arc::new(one), Arc::new(two)]);
        let names: Vec<_> = joined
            .tools()
            .iter()
            .map(|tool| tool.name().to_owned())
            .collect();
        assert_eq!(names, ["clock", "calculator", "countdown"]);
        let clock = joined.tool("clock").expect("a clock");
        assert!(Arc::ptr_eq(&clock, &first) && Arc::ptr_eq(&joined.tools()[0], &first));
        assert!(joined.tool("none").is_none());
    }
}
