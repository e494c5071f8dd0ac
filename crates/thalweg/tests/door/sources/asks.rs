//! A server of the Model Context Protocol that asks back, from the door to its answer.

use serde_json::{Value, json};
use thalweg_client::Request;
use thalweg_testkit::{FakeUpstream, TestServer};

use thalweg_tools::Secrets;

use super::json_answer;
use crate::support::jobs::{begin, choose, ended};
use crate::support::questions::{answer, asked};
use crate::support::{ask, problem, text_of, until};

/// One of its own: what is logged of it says nothing of what others may know.
const SECRET: &str = "s3cret-that-asks";

/// A server whose tool `book` asks where to, and says what it was answered. It tells its secret in the
/// question.
async fn bookings() -> FakeUpstream {
    FakeUpstream::responding(|asked| {
        let (id, params) = (&asked.body["id"], &asked.body["params"]);
        let mut result = match asked.body["method"].as_str() {
            Some("server/discover") => json!({
                "supportedVersions": ["2026-07-28"],
                "capabilities": { "tools": {} },
            }),
            Some("tools/list") => {
                let capabilities = &params["_meta"]["io.modelcontextprotocol/clientCapabilities"];
                let title = capabilities["elicitation"].to_string();
                let tool = json!({ "name": "book", "title": title, "inputSchema": { "type": "object" } });
                json!({ "tools": [tool] })
            }
            Some("tools/call") if params["requestState"] == "asked" => {
                let said = params["inputResponses"]["where"].to_string();
                json!({ "content": [{ "type": "text", "text": said }] })
            }
            _ => {
                let form = json!({
                    "type": "object",
                    "properties": {
                        "town": { "type": "string", "title": "Town", "enum": ["b", "r"], "enumNames": ["Brest", "Riga"] },
                        "mail": { "type": "string", "format": "email" },
                    },
                    "required": ["town"],
                });
                let message = format!("Where to? {}", SECRET);
                let params = json!({ "mode": "form", "message": message, "requestedSchema": form });
                let asks = json!({ "method": "elicitation/create", "params": params });
                json!({ "resultType": "input_required", "inputRequests": { "where": asks }, "requestState": "asked" })
            }
        };
        if result["resultType"].is_null() {
            result["resultType"] = "complete".into();
            result["ttlMs"] = 0.into();
            result["cacheScope"] = "private".into();
        }
        json_answer(&json!({ "jsonrpc": "2.0", "id": id, "result": result }))
    })
    .await
}

#[tokio::test]
async fn what_a_server_asks_is_answered_by_its_owner() {
    let secrets = Secrets::new([("ASKS".into(), SECRET.into())]);
    let builder = TestServer::builder().guests();
    let builder = builder.settings(|settings| settings.secrets = secrets.clone());
    let thalweg = builder.start().await;
    let (owner, bookings) = (thalweg.owner().await, bookings().await);
    let server = json!({
        "name": "trips",
        "transport": { "type": "http", "url": bookings.url(), "allowPrivate": true },
    });
    let made = ask(&owner, Request::post("/api/mcp-servers", &server)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    let tools = async || ask(&owner, Request::get("/api/tools")).await.json()["items"].clone();
    let tool = |tools: &Value| {
        let mut items = tools.as_array().expect("a list").iter();
        items.find(|tool| tool["name"] == "trips__book").cloned()
    };
    until(async || tool(&tools().await).is_some()).await;
    // Forms are declared, and nothing else.
    let declared = tool(&tools().await).expect("it is there");
    assert_eq!(declared["title"], json!({ "form": {} }).to_string());
    choose(&owner, "trips__book", json!({ "permission": "allow" })).await;

    let id = begin(&owner, "trips__book", json!({})).await;
    let question = asked(&owner, &id).await;
    let form = &question["form"];
    assert_eq!(
        (&form["server"], &form["message"]),
        (&json!("trips"), &json!("Where to? •••"))
    );
    let town = json!({ "type": "string", "title": "Town", "enum": ["b", "r"], "enumNames": ["Brest", "Riga"] });
    assert_eq!(form["schema"]["properties"]["town"], town);
    let guest = thalweg.guest().await;
    let question = text_of(&question, "id");
    let body = json!({ "decision": "allow", "content": { "town": "r", "mail": "here" } });
    problem(
        &answer(&guest, &question, body.clone()).await,
        404,
        "not_found",
    );
    let said = problem(
        &answer(&owner, &question, body).await,
        422,
        "invalid_fields",
    );
    assert_eq!(said["errors"][0]["path"], "content.mail");
    let body = json!({ "decision": "allow", "content": { "town": "r" } });
    assert_eq!(answer(&owner, &question, body).await.status, 200);
    let done = ended(&owner, &id).await;
    let expected = json!({ "action": "accept", "content": { "town": "r" } });
    assert_eq!(done["output"], expected.to_string());

    for (decision, action) in [("deny", "decline"), ("cancel", "cancel")] {
        let id = begin(&owner, "trips__book", json!({})).await;
        let question = text_of(&asked(&owner, &id).await, "id");
        let decided = answer(&owner, &question, json!({ "decision": decision })).await;
        assert_eq!(decided.status, 200, "{:?}", decided.body);
        let expected = json!({ "action": action }).to_string();
        assert_eq!(ended(&owner, &id).await["output"], expected);
    }
    thalweg.stop().await;
}
