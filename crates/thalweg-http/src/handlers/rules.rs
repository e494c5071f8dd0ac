use axum::Json as Answer;
use axum::extract::State;
use serde::Deserialize as _;
use serde::de::IntoDeserializer;
use serde::de::value::Error as NoWord;
use thalweg_access::{Asking, Known, Verb};
use thalweg_log::{ChannelKind, ChannelName, PrincipalId};
use thalweg_wire::{AccessRole, FieldError, RulesExplained, VerbExplained};

use crate::extract::Pairs;
use crate::owner::Admin;
use crate::{ApiError, AppState};

/// Whether somebody may do something with a channel, and which rule decides it. For the owner and
/// admins.
///
/// It is asked of a principal, whose role is known but for somebody whom only a token makes known, or of
/// a role. What a token itself allows is not known here: `thalweg token explain` reads one.
#[utoipa::path(get, path = "/api/admin/rules/explain", tag = "admin",
    params(
        ("principal" = Option<String>, Query, description = "The id of a principal or of an account"),
        ("role" = Option<AccessRole>, Query, description = "The role; needed if the principal is not known here"),
        ("channel" = String, Query, description = "The channel"),
        ("verb" = Option<String>, Query, description = "`subscribe`, `publish`, `presence` or `history`; each if absent")),
    responses((status = 200, description = "What is decided, and by what", body = RulesExplained)))]
pub(crate) async fn explain_rules(
    State(app): State<AppState>,
    _: Admin,
    pairs: Pairs,
) -> Result<Answer<RulesExplained>, ApiError> {
    let channel = channel(&pairs)?;
    let verbs = verbs(&pairs)?;
    let role = pairs.one("role")?.map(role).transpose()?;
    let principal = pairs.one("principal")?;
    let known = match (principal, role) {
        (None, None) => return Err(fault("principal", "a `principal` or a `role`")),
        (None, Some(role)) => of_role(&app, role),
        (Some(id), role) => of_principal(&app, id, role).await?,
    };
    let asking = Asking {
        principal: &known.principal,
        role: known.role,
        own: known
            .grants
            .as_ref()
            .map_or(&[], |grants| grants.as_slice()),
    };
    let rules = app.access.rules();
    let explained = verbs.into_iter().map(|verb| {
        let decision = rules.decide(asking, &channel, verb);
        VerbExplained {
            verb: verb.as_str().into(),
            allowed: decision.allowed,
            by: decision.by,
        }
    });
    Ok(Answer(RulesExplained {
        verbs: explained.collect(),
        principal: principal.map(|_| known.principal.to_string()),
        role: known.role,
        channel: channel.to_string(),
    }))
}

/// Somebody of a role, who is nobody in particular.
fn of_role(app: &AppState, role: AccessRole) -> Known {
    Known {
        // Digits and hyphens: an id that nobody has.
        principal: app
            .ids
            .next()
            .to_string()
            .parse()
            .unwrap_or_else(|_| PrincipalId::owner()),
        role,
        grants: None,
    }
}

async fn of_principal(
    app: &AppState,
    id: &str,
    role: Option<AccessRole>,
) -> Result<Known, ApiError> {
    let id: PrincipalId = id
        .parse()
        .map_err(|_| fault("principal", "the id of a principal"))?;
    match (app.access.known_as(&id).await?, role) {
        (Some(known), None) => Ok(known),
        (Some(known), Some(role)) if known.role == role => Ok(known),
        (Some(_), Some(_)) => Err(fault("role", "another one than they have; leave it out")),
        (None, Some(role)) => Ok(Known {
            principal: id,
            role,
            grants: None,
        }),
        (None, None) => {
            let message = "nobody who is known here; give `role`, as their token does";
            Err(fault("role", message))
        }
    }
}

fn channel(pairs: &Pairs) -> Result<ChannelName, ApiError> {
    let text = pairs.one("channel")?;
    let channel = text.and_then(|text| text.parse::<ChannelName>().ok());
    let channel = channel.ok_or_else(|| fault("channel", "a channel, such as `room:lobby`"))?;
    match channel.kind() {
        ChannelKind::Conversation | ChannelKind::Job | ChannelKind::Session => {
            let message =
                "no rule decides on conversations, jobs and sessions: they are whose they are";
            Err(fault("channel", message))
        }
        _ => Ok(channel),
    }
}

fn verbs(pairs: &Pairs) -> Result<Vec<Verb>, ApiError> {
    let Some(word) = pairs.one("verb")? else {
        return Ok(Verb::ALL.to_vec());
    };
    let verb = Verb::ALL.into_iter().find(|verb| verb.as_str() == word);
    let verb = verb.ok_or_else(|| fault("verb", "subscribe, publish, presence or history"))?;
    Ok(vec![verb])
}

fn role(word: &str) -> Result<AccessRole, ApiError> {
    let read = AccessRole::deserialize(IntoDeserializer::<NoWord>::into_deserializer(word));
    read.map_err(|_| fault("role", "owner, admin, member, viewer, guest or service"))
}

fn fault(path: &str, message: &str) -> ApiError {
    ApiError::fields(vec![FieldError {
        path: path.into(),
        message: message.into(),
    }])
}
