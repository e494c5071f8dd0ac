//! A server of the Model Context Protocol that can misbehave, written by hand: what the tests of the pool
//! start. The first argument says how it behaves, see `main`.
#![expect(
    clippy::print_stderr,
    reason = "what it writes there is a part of what is tested"
)]

use std::io::{self, BufRead as _, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

fn main() {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let mut fake = Fake {
        mode: mode.clone(),
        ..Fake::default()
    };
    match mode.as_str() {
        // Ends at once.
        "exit" => {
            eprintln!("starting");
            eprintln!("no licence for s3cret-token");
            std::process::exit(7);
        }
        // Says nothing, and does not go when it is asked to.
        "deaf" => {
            let _kept = Command::new("sleep").arg("600").spawn();
            std::thread::sleep(std::time::Duration::from_secs(600));
        }
        // Ends at once as well, and leaves somebody behind who keeps its output open.
        "orphan" => {
            leave_behind();
            eprintln!("no licence for s3cret-token");
            std::process::exit(7);
        }
        // Is no server at all.
        "hello" => {
            say("Usage: hello [--port 80]");
            std::process::exit(0);
        }
        // Writes what is no message beside its messages.
        "rubbish" => say("Listening on port 3000"),
        _ => {}
    }
    for line in io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if let Ok(message) = serde_json::from_str::<Value>(&line) {
            fake.hear(&message);
        }
    }
    // Does not go by itself when nobody speaks to it any more.
    if mode == "stays" {
        std::thread::sleep(std::time::Duration::from_secs(600));
    }
}

/// Starts somebody who keeps this process's output open after its end.
fn leave_behind() {
    let mut kin = Command::new("sleep");
    let _kept = kin
        .arg("600")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

#[derive(Default)]
struct Fake {
    mode: String,
    /// Requests that were cancelled, in order.
    cancelled: Vec<Value>,
    /// Calls that wait for an answer of the client.
    asking: Vec<Value>,
    /// How often the list of tools grew.
    grown: usize,
    /// Names of tools that were called, in order.
    called: Vec<String>,
    /// Whether the question is given up at the next message.
    gives_up: bool,
    /// Whether somebody asked for its log, as a client of before 2026-07-28 does.
    is_read: bool,
    /// Whether its tools cannot be listed any more.
    is_broken: bool,
}

impl Fake {
    fn hear(&mut self, message: &Value) {
        if std::mem::take(&mut self.gives_up) {
            tell("notifications/cancelled", &json!({ "requestId": "q" }));
        }
        let id = message["id"].clone();
        let params = &message["params"];
        match message["method"].as_str() {
            Some("server/discover") if self.mode == "stateless" => give(
                &id,
                json!({
                    "resultType": "complete",
                    "supportedVersions": ["2026-07-28"],
                    "capabilities": { "tools": { "listChanged": true } },
                    "ttlMs": 0,
                    "cacheScope": "private",
                    "_meta": { "io.modelcontextprotocol/serverInfo": { "name": "fake", "version": "2" } },
                }),
            ),
            Some("initialize") if self.mode != "stateless" => give(
                &id,
                json!({
                    "protocolVersion": params["protocolVersion"],
                    "capabilities": { "tools": { "listChanged": true }, "logging": {} },
                    "serverInfo": { "name": "fake", "version": "1" },
                }),
            ),
            Some("ping") if self.mode == "no-ping" => {}
            Some("ping") if self.mode == "refuses-ping" => {
                self.called.push("ping".into());
                fail(&id, -32601, "no such method");
            }
            Some("ping") => give(&id, json!({})),
            Some("logging/setLevel") => {
                self.is_read = true;
                give(&id, json!({}));
            }
            Some("tools/list") => self.list(&id, params),
            Some("tools/call") => self.call(&id, params),
            Some("subscriptions/listen") => {
                self.asking.push(id.clone());
                let meta = json!({ "io.modelcontextprotocol/subscriptionId": id });
                let accepted = json!({ "notifications": params["notifications"], "_meta": meta });
                tell("notifications/subscriptions/acknowledged", &accepted);
            }
            Some("notifications/cancelled") => self.cancelled.push(params["requestId"].clone()),
            Some(_) if id.is_null() => {}
            Some(_) => fail(&id, -32601, "no such method"),
            // An answer to a question of ours.
            None => {
                if let Some(call) = self.asking.pop() {
                    let error = &message["error"]["code"];
                    let answer = if error.is_null() {
                        &message["result"]
                    } else {
                        error
                    };
                    text(&call, &answer.to_string());
                }
            }
        }
    }

    fn list(&self, id: &Value, params: &Value) {
        if self.is_broken {
            return fail(id, -32603, "no list for s3cret-token");
        }
        let tool = |name: &str| json!({ "name": name, "description": name, "inputSchema": { "type": "object" } });
        let names = [
            "echo",
            "steps",
            "wait",
            "cancelled",
            "die",
            "fail",
            "structured",
            "image",
            "env",
            "kin",
            "huge",
            "flood",
            "ask",
            "grow",
            "called",
            "secret",
        ];
        let mut tools: Vec<_> = names.into_iter().map(tool).collect();
        match self.mode.as_str() {
            "many" => {
                let from: usize = params["cursor"]
                    .as_str()
                    .map_or(0, |at| at.parse().unwrap_or(0));
                let tools: Vec<_> = (from..from + 50)
                    .map(|at| tool(&format!("tool-{at}")))
                    .collect();
                let mut page = json!({ "tools": tools });
                if from + 50 < 500 {
                    page["nextCursor"] = (from + 50).to_string().into();
                }
                return give(id, page);
            }
            // Pages without an end, or the same one again and again.
            "endless" | "round" => {
                let from: usize = params["cursor"]
                    .as_str()
                    .map_or(0, |at| at.parse().unwrap_or(0));
                let tools: Vec<_> = (from..from + 300)
                    .map(|at| tool(&format!("tool-{at}")))
                    .collect();
                let next = if self.mode == "round" {
                    300
                } else {
                    from + 300
                };
                return give(
                    id,
                    json!({ "tools": tools, "nextCursor": next.to_string() }),
                );
            }
            "bad" => {
                tools.push(json!({ "name": "text", "inputSchema": "text" }));
                tools.push(json!({ "name": "kind", "inputSchema": { "type": "nothing" } }));
            }
            "tasks" => {
                for support in ["required", "optional", "forbidden"] {
                    let mut tool = tool(support);
                    tool["execution"] = json!({ "taskSupport": support });
                    tools.push(tool);
                }
            }
            _ => {}
        }
        for grown in 0..self.grown {
            tools.push(tool(&format!("grown-{grown}")));
        }
        let mut page = json!({ "tools": tools });
        if self.mode == "stateless" {
            page["resultType"] = "complete".into();
            page["ttlMs"] = 0.into();
            page["cacheScope"] = "private".into();
        }
        give(id, page);
    }

    fn call(&mut self, id: &Value, params: &Value) {
        let name = params["name"].as_str().unwrap_or_default();
        self.called.push(name.to_owned());
        match name {
            "echo" => text(id, params["arguments"]["text"].as_str().unwrap_or_default()),
            "steps" => {
                let token = &params["_meta"]["progressToken"];
                for step in 1..=4 {
                    let progress = json!({ "progressToken": token, "progress": step, "total": 4, "message": format!("step {step}") });
                    tell("notifications/progress", &progress);
                }
                // Only to whom that wants it.
                let wanted = &params["_meta"]["io.modelcontextprotocol/logLevel"];
                if self.is_read || wanted.is_string() {
                    tell(
                        "notifications/message",
                        &json!({ "level": "info", "logger": "fake", "data": "almost" }),
                    );
                }
                text(id, "done");
            }
            "wait" => {}
            "cancelled" => text(id, &self.cancelled.len().to_string()),
            "called" => text(id, &self.called.join(" ")),
            "die" => {
                eprintln!("out of memory near s3cret-token");
                if params["arguments"]["leaves"] == "kin" {
                    leave_behind();
                }
                std::process::exit(3);
            }
            "fail" if params["arguments"]["how"] == "refused" => {
                fail(id, -32000, "not with s3cret-token");
            }
            "fail" => {
                let content = json!([{ "type": "text", "text": "no such file: s3cret-token" }]);
                give(id, json!({ "content": content, "isError": true }));
            }
            "structured" => {
                let content = json!([{ "type": "text", "text": "{}" }]);
                give(
                    id,
                    json!({ "content": content, "structuredContent": { "sum": 3 } }),
                );
            }
            "image" => {
                let content = json!([{ "type": "image", "mimeType": "image/png", "data": "AAEC" }]);
                give(id, json!({ "content": content }));
            }
            "env" => {
                let all: serde_json::Map<_, _> = std::env::vars()
                    .map(|(name, value)| (name, value.into()))
                    .collect();
                give(id, json!({ "content": [], "structuredContent": all }));
            }
            "kin" => {
                let kin = Command::new("sleep")
                    .arg("600")
                    .stdin(Stdio::null())
                    .stdout(Stdio::null())
                    .spawn();
                let kin = kin.map_or(0, |kin| kin.id());
                let pids = json!({ "own": std::process::id(), "kin": kin });
                give(id, json!({ "content": [], "structuredContent": pids }));
            }
            "huge" => text(id, &"x".repeat(17 << 20)),
            "flood" => {
                for _ in 0..10_000 {
                    eprintln!("{}", "noise ".repeat(200));
                }
                text(id, "still here");
            }
            "ask" => self.ask(id, params),
            "grow" => {
                self.grown += 1;
                self.is_broken = params["arguments"]["then"] == "broken";
                let told = "notifications/tools/list_changed";
                if self.mode != "stateless" {
                    tell(told, &json!({}));
                } else if let Some(listens) = self.asking.first() {
                    let meta = json!({ "io.modelcontextprotocol/subscriptionId": listens });
                    tell(told, &json!({ "_meta": meta }));
                }
                text(id, "grown");
            }
            "secret" => text(id, "it is s3cret-token"),
            _ => fail(id, -32602, "no such tool"),
        }
    }

    /// Asks for what the arguments say, in the way of its era.
    fn ask(&mut self, id: &Value, params: &Value) {
        let wish = &params["arguments"];
        let default = json!({
            "type": "object",
            "properties": { "name": { "type": "string" }, "age": { "type": "integer" } },
            "required": ["name"],
        });
        let schema = wish.get("schema").unwrap_or(&default);
        let mut asks =
            json!({ "mode": "form", "message": "What is your name?", "requestedSchema": schema });
        if wish["url"].is_string() {
            asks = json!({ "mode": "url", "message": "Sign in", "url": wish["url"], "elicitationId": "e" });
        }
        if self.mode == "stateless" {
            if params["requestState"] == "asked" && wish["then"] != "again" {
                return text(id, &params["inputResponses"]["q"].to_string());
            }
            let request = json!({ "method": "elicitation/create", "params": asks });
            return give(
                id,
                json!({ "resultType": "input_required", "inputRequests": { "q": request }, "requestState": "asked" }),
            );
        }
        self.asking.push(id.clone());
        send(
            &json!({ "jsonrpc": "2.0", "id": "q", "method": "elicitation/create", "params": asks }),
        );
        self.gives_up = wish["then"] == "give up";
    }
}

fn text(id: &Value, text: &str) {
    give(id, json!({ "content": [{ "type": "text", "text": text }] }));
}

#[expect(clippy::needless_pass_by_value, reason = "each is made for one answer")]
fn give(id: &Value, result: Value) {
    send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
}

fn fail(id: &Value, code: i32, message: &str) {
    send(&json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } }));
}

fn tell(method: &str, params: &Value) {
    send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
}

fn send(message: &Value) {
    say(&message.to_string());
}

fn say(line: &str) {
    let mut out = io::stdout().lock();
    // Whoever does not listen any more has ended us.
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}
