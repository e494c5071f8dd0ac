use std::borrow::Cow;
use std::collections::BTreeMap;

use thalweg_log::PrincipalId;
use thalweg_wire::{FieldError, StartRun};

use crate::fill::{Form, PROMPT};
use crate::validate::{PROMPT_CHARS, check_text, wrong};
use crate::{Chat, Rejection, StartRunError};

/// More bytes cannot be the longest prompt's.
const MOST_BYTES: usize = PROMPT_CHARS * 4;

impl Chat {
    /// The request with the text of its template, filled in, for its prompt; or as it is, if it
    /// names none.
    pub(crate) async fn rendered<'a>(
        &self,
        by: &PrincipalId,
        ask: &'a StartRun,
    ) -> Result<Cow<'a, StartRun>, StartRunError> {
        let Some(id) = ask.template_id else {
            return Ok(Cow::Borrowed(ask));
        };
        let template = self.store().template(by, id).await?;
        let template = template.ok_or(Rejection::UnknownTemplate(id))?;
        let prompt = render(&template.text, ask).map_err(Rejection::Fields)?;
        Ok(Cow::Owned(StartRun {
            prompt: Some(prompt),
            template_id: None,
            variables: None,
            ..ask.clone()
        }))
    }
}

fn render(text: &str, ask: &StartRun) -> Result<String, Vec<FieldError>> {
    let none = BTreeMap::new();
    let values = ask.variables.as_ref().unwrap_or(&none);
    let form = Form::read(text).map_err(|_| {
        vec![wrong(
            "templateId",
            "the template cannot be read; save it anew",
        )]
    })?;
    let names = form.variables();
    let mut errors = Vec::new();
    for name in names.iter().filter(|name| !values.contains_key(**name)) {
        errors.push(wrong(&format!("variables.{name}"), "the template needs it"));
    }
    for name in values.keys().filter(|name| !names.contains(&name.as_str())) {
        let words = match name.as_str() {
            PROMPT if form.takes_prompt() => "give it as the request's `prompt`",
            _ => "the template has no such variable",
        };
        errors.push(wrong(&format!("variables.{name}"), words));
    }
    if form.takes_prompt() && ask.prompt.is_none() {
        errors.push(wrong(
            "prompt",
            "the template has a place for it: say something",
        ));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let filled = form.fill(values, ask.prompt.as_deref(), MOST_BYTES);
    let wrong_one = match &filled {
        Ok(prompt) => check_text(PROMPT, prompt, PROMPT_CHARS),
        Err(_) => Some(wrong(PROMPT, "")),
    };
    match (filled, wrong_one) {
        (Ok(prompt), None) => Ok(prompt),
        (Ok(prompt), Some(_)) if prompt.trim().is_empty() => Err(vec![wrong(
            PROMPT,
            "nothing is left of the template once it is filled in: give its variables a text",
        )]),
        _ => Err(vec![wrong(
            PROMPT,
            "the template, once it is filled in, has more than 32,000 characters",
        )]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(prompt: Option<&str>, variables: &[(&str, &str)]) -> StartRun {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        StartRun {
            prompt: prompt.map(Into::into),
            variables: Some(variables.iter().map(own).collect()),
            ..StartRun::default()
        }
    }

    fn paths(text: &str, ask: &StartRun) -> Vec<String> {
        let errors = render(text, ask).expect_err("it is refused");
        errors.into_iter().map(|error| error.path).collect()
    }

    #[test]
    fn missing_and_unknown_variables_are_all_named() {
        let text = "{{a}} {{b}} {{prompt}}";
        let both = ask(None, &[("b", ""), ("c", "x"), ("prompt", "y")]);
        assert_eq!(
            paths(text, &both),
            ["variables.a", "variables.c", "variables.prompt", "prompt"]
        );
        let none = StartRun::default();
        assert_eq!(paths("{{a}}", &none), ["variables.a"]);
    }

    #[test]
    fn what_is_rendered_has_the_limits_of_a_prompt() {
        let long = "x".repeat(31_999);
        assert!(render("{{a}}", &ask(None, &[("a", &long)])).is_ok());
        let twice = ask(None, &[("a", &long)]);
        assert_eq!(paths("{{a}}{{a}}", &twice), ["prompt"]);
        assert_eq!(paths(&"{{a}}".repeat(6_000), &twice), ["prompt"]);
        assert_eq!(paths("{{a}}", &ask(None, &[("a", " ")])), ["prompt"]);
        let after = render("Be brief.", &ask(Some("Why?"), &[]));
        assert_eq!(after.as_deref(), Ok("Be brief.\n\nWhy?"));
    }
}
