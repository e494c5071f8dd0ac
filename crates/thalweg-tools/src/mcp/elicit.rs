use rmcp::model::{ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema};
use thalweg_chat::{Answered, Deadline, Question};

use super::running::Told;

/// How a server asks.
pub(super) const ELICITATION: &str = "elicitation/create";
/// What is said of a question that the SDK does not know.
pub(super) const UNREADABLE: &str = "its form is none that the protocol has";

/// Puts what a server asks in the midst of a call to whoever made the call ("elicitation" in the words of
/// the protocol). The call's time stands still meanwhile.
///
/// Err: in words why nobody was asked, which the call's log has as well.
pub(super) async fn asked(
    told: &dyn Told,
    deadline: &Deadline,
    server: &str,
    request: ElicitRequestParams,
) -> Result<ElicitResult, String> {
    let answered = match question(server, request) {
        Ok(question) => {
            let _hold = deadline.hold();
            told.ask(question).await.map_err(|error| error.0)
        }
        Err(words) => Err(words.to_owned()),
    };
    match answered {
        Ok(Answered::Given(content)) => {
            Ok(ElicitResult::new(ElicitationAction::Accept).with_content(content.into()))
        }
        Ok(Answered::Declined) => Ok(ElicitResult::new(ElicitationAction::Decline)),
        Ok(Answered::Dismissed) => Ok(ElicitResult::new(ElicitationAction::Cancel)),
        Err(words) => {
            told.log(&refusal(&words));
            Err(words)
        }
    }
}

/// What the log of a call says of a question that was not put.
pub(super) fn refusal(words: &str) -> String {
    format!("the server asked something, and nobody was asked: {words}")
}

fn question(server: &str, request: ElicitRequestParams) -> Result<Question, &'static str> {
    match request {
        ElicitRequestParams::FormElicitationParams {
            message,
            requested_schema,
            ..
        } => Ok(Question {
            server: server.to_owned(),
            message,
            order: order(&requested_schema),
            schema: serde_json::to_value(requested_schema).map_err(|_| "its form is no JSON")?,
        }),
        ElicitRequestParams::UrlElicitationParams { .. } => {
            Err("it wants an address to be opened, which Thalweg does not offer")
        }
        _ => Err("it asks in a way that Thalweg does not know"),
    }
}

/// The fields in the order in which the server has them, if it is known.
fn order(schema: &ElicitationSchema) -> Vec<String> {
    match &schema.property_order {
        Some(order) => order.clone(),
        None => schema.properties.keys().cloned().collect(),
    }
}
