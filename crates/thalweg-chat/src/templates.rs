use serde::{Deserialize, Serialize};
use thalweg_log::{AppendError, Batch, PrincipalId, StoreError};
use thalweg_wire::{FieldError, NewTemplate, Template, TemplatePage, TemplatePatch};
use uuid::Uuid;

use crate::events::{template_changed, template_deleted};
use crate::fill::{Form, Unclosed};
use crate::key::{Found, Key};
use crate::validate::{PROMPT_CHARS, check_line, check_text, wrong};
use crate::{AsOf, Chat};

/// The most templates of a principal.
pub const MAX_TEMPLATES: usize = 200;
/// The longest name, in characters.
const NAME_CHARS: usize = 80;

/// Why a template was not made, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// No such template.
    #[error("no such template")]
    NotFound,
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// Another template has the name.
    #[error("another template has this name")]
    NameTaken,
    /// There are as many as there may be.
    #[error("there are {MAX_TEMPLATES} templates, which is the most")]
    Full,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    Mismatch,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is kept under an idempotency key. Stored by name: add, never rename.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Answer {
    Created(Template),
    Invalid(Vec<FieldError>),
}

impl Chat {
    /// All templates of `by`, by name, with the place in the log that the list is of.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub async fn templates(&self, by: &PrincipalId) -> Result<TemplatePage, StoreError> {
        let AsOf { value, position } = self.store().templates(by).await?;
        Ok(TemplatePage {
            items: value,
            as_of: Some(self.hub().cursor_at(position).to_string()),
        })
    }

    /// Makes a template. `key` is the request's idempotency key.
    ///
    /// # Errors
    /// [`TemplateError`], each with its cause.
    pub async fn create_template(
        &self,
        by: &PrincipalId,
        new: NewTemplate,
        key: Option<String>,
    ) -> Result<Template, TemplateError> {
        let now = self.now();
        let key = key.map(|key| Key::new(by, key, "template", &new, now.0));
        let _lock = self.locks().hold_for(by).await;
        if let Some(key) = &key
            && let Some(found) = key.recall(&**self.hub().store()).await?
        {
            return created(found);
        }
        let (answer, events) = match self.new_template(by, new).await {
            Ok(template) => {
                let event = template_changed(by, &template);
                (Answer::Created(template), vec![event])
            }
            Err(TemplateError::Invalid(errors)) => (Answer::Invalid(errors), Vec::new()),
            Err(other) => return Err(other),
        };
        if !events.is_empty() || key.is_some() {
            let batch = Batch {
                idempotency: key.as_ref().map(|key| key.record(&answer)),
                ..Batch::of(events)
            };
            self.commit_template(batch).await?;
        }
        created(Found::Same(answer))
    }

    /// Changes name or text of a template; what the patch leaves out stays.
    ///
    /// # Errors
    /// [`TemplateError`], each with its cause.
    pub async fn update_template(
        &self,
        by: &PrincipalId,
        id: Uuid,
        patch: TemplatePatch,
    ) -> Result<Template, TemplateError> {
        let _lock = self.locks().hold_for(by).await;
        let all = self.store().templates(by).await?.value;
        let old = all.iter().find(|template| template.id == id);
        let old = old.ok_or(TemplateError::NotFound)?.clone();
        let changed = Template {
            name: patch.name.unwrap_or(old.name),
            text: patch.text.unwrap_or(old.text),
            updated_at: self.now(),
            ..old
        };
        let changed = checked(changed, &all)?;
        let event = template_changed(by, &changed);
        self.commit_template(Batch::of(vec![event])).await?;
        Ok(changed)
    }

    /// Deletes a template. What was asked with it stays as it is.
    ///
    /// # Errors
    /// [`TemplateError`], each with its cause.
    pub async fn delete_template(&self, by: &PrincipalId, id: Uuid) -> Result<(), TemplateError> {
        let _lock = self.locks().hold_for(by).await;
        let there = self.store().template(by, id).await?;
        there.ok_or(TemplateError::NotFound)?;
        let event = template_deleted(by, id);
        self.commit_template(Batch::of(vec![event])).await
    }

    async fn new_template(
        &self,
        by: &PrincipalId,
        new: NewTemplate,
    ) -> Result<Template, TemplateError> {
        let all = self.store().templates(by).await?.value;
        let now = self.now();
        let template = Template {
            id: self.ids().next(),
            name: new.name,
            text: new.text,
            variables: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        let template = checked(template, &all)?;
        if all.len() >= MAX_TEMPLATES {
            return Err(TemplateError::Full);
        }
        Ok(template)
    }

    async fn commit_template(&self, batch: Batch) -> Result<(), TemplateError> {
        match self.hub().append(batch).await {
            Ok(_) => Ok(()),
            // The key was free under the principal's lock, so that another kind of request took it.
            Err(AppendError::Repeated { .. }) => Err(TemplateError::Mismatch),
            Err(failure) => Err(failure.unexpected().into()),
        }
    }
}

/// The template as it is to be kept beside `all`, if it can be.
fn checked(template: Template, all: &[Template]) -> Result<Template, TemplateError> {
    let name = check_line("name", &template.name, NAME_CHARS);
    let text = check_text("text", &template.text, PROMPT_CHARS);
    let mut errors: Vec<_> = name.into_iter().chain(text).collect();
    let form = Form::read(&template.text);
    if let Err(Unclosed(rest)) = &form {
        let words = format!(
            "`{{{{{rest}` opens no place: write a name of letters, digits and `_`, and `}}}}` after \
             it, or `\\{{{{` for two braces"
        );
        errors.push(wrong("text", &words));
    }
    if !errors.is_empty() {
        return Err(TemplateError::Invalid(errors));
    }
    let name = template.name.trim().to_owned();
    let same = |other: &Template| {
        other.id != template.id && folded_name(&other.name) == folded_name(&name)
    };
    if all.iter().any(same) {
        return Err(TemplateError::NameTaken);
    }
    let names = form.map_or_else(|_| Vec::new(), |form| form.variables());
    let variables = names.into_iter().map(ToOwned::to_owned).collect();
    Ok(Template {
        name,
        variables,
        ..template
    })
}

/// A name without its case, by which names are compared and ordered.
pub fn folded_name(name: &str) -> String {
    name.to_lowercase()
}

fn created(found: Found<Answer>) -> Result<Template, TemplateError> {
    match found {
        Found::Same(Answer::Created(template)) => Ok(template),
        Found::Same(Answer::Invalid(errors)) => Err(TemplateError::Invalid(errors)),
        Found::Other => Err(TemplateError::Mismatch),
    }
}
