//! As whom is asked.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::server::{Answered, Server};

/// Somebody who asks.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// Options of the server.
    pub(super) options: &'static [&'static str],
    /// Becomes that somebody.
    pub(super) enter: fn(&Server) -> Result<Known>,
    /// Routes that are not asked, and why.
    pub(super) left_out: &'static [(&'static str, &'static str)],
}

const STARTS: &str = "it starts programs, and here with names that were made up";
const REACHES: &str = "it asks servers, and here those of addresses that were made up";
const LEAVES: &str = "it would end the session that asks";

/// What executes or reaches out.
const OUTWARD: [(&str, &str); 7] = [
    ("POST /api/mcp-servers", STARTS),
    ("PATCH /api/mcp-servers/{name}", STARTS),
    ("POST /api/mcp-servers/{name}/restart", STARTS),
    ("POST /api/mcp-servers/test", STARTS),
    ("POST /api/http-tools/test", REACHES),
    ("POST /api/auth/logout", LEAVES),
    ("DELETE /api/auth/sessions/{id}", LEAVES),
];

/// Everybody, from the one who may most.
pub(super) const CASES: [Case; 6] = [
    Case {
        name: "owner",
        about: "the owner of a local server, by the one-time link",
        options: &[],
        enter: |server| {
            let mut known = Known::with_cookie(server, &claim(server)?);
            known.make_things(server)?;
            Ok(known)
        },
        left_out: &OUTWARD,
    },
    Case {
        name: "local",
        about: "whoever asks a local server, without the link",
        options: &[],
        enter: |_| Ok(Known::nobody(200)),
        left_out: &[],
    },
    Case {
        name: "account",
        about: "the owner, signed in to a server with accounts",
        options: &["--accounts"],
        enter: |server| {
            let mut known = Known::with_cookie(server, &register(server, "owner", true)?);
            known.make_things(server)?;
            Ok(known)
        },
        left_out: &OUTWARD,
    },
    Case {
        name: "member",
        about: "a member, signed in",
        options: &["--accounts", "--registration", "open"],
        enter: |server| {
            let mut known = Known::with_cookie(server, &register(server, "ada", false)?);
            known.make_things(server)?;
            Ok(known)
        },
        left_out: &[OUTWARD[5], OUTWARD[6], ("POST /api/auth/register", LEAVES)],
    },
    Case {
        name: "key",
        about: "a service key that may only read",
        options: &["--accounts"],
        enter: |server| {
            let owner = Known::with_cookie(server, &register(server, "owner", true)?);
            let new = json!({ "name": "a reader", "scopes": ["read"] });
            let made = owner.ask(server, "POST", "/api/admin/keys", Some(&new))?;
            let key = made.body["key"].as_str();
            let key = key.with_context(|| format!("no key: {}", made.body))?;
            Ok(Known::with("Authorization", &format!("Bearer {key}")))
        },
        left_out: &[],
    },
    Case {
        name: "nobody",
        about: "somebody without any credential, where everybody may register",
        options: &["--accounts", "--registration", "open"],
        enter: |_| Ok(Known::nobody(401)),
        left_out: &[],
    },
];

/// How somebody is known, and what is theirs.
pub(super) struct Known {
    headers: Vec<(String, String)>,
    /// For some of the routes a parameter and what it holds.
    things: Vec<(&'static [&'static str], &'static str, String)>,
    /// What `GET /api/me` answers them.
    pub(super) expected: u16,
}

impl Known {
    const fn nobody(expected: u16) -> Self {
        Self {
            headers: Vec::new(),
            things: Vec::new(),
            expected,
        }
    }

    fn with(name: &str, value: &str) -> Self {
        Self {
            headers: vec![(name.into(), value.into())],
            ..Self::nobody(200)
        }
    }

    fn with_cookie(server: &Server, cookie: &str) -> Self {
        let mut known = Self::with("Cookie", cookie);
        known.headers.push(("Origin".into(), server.url()));
        known
    }

    fn ask(
        &self,
        server: &Server,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answered> {
        server.ask(method, path, &self.headers, body)
    }

    /// What `GET /api/me` answers them now.
    pub(super) fn status(&self, server: &Server) -> Result<u16> {
        Ok(self.ask(server, "GET", "/api/me", None)?.status)
    }

    /// Makes what nothing in the document leads to.
    fn make_things(&mut self, server: &Server) -> Result<()> {
        let args = json!({ "args": { "expression": "6 * 7" } });
        let job = self.ask(server, "POST", "/api/tools/calculator", Some(&args))?;
        let prompt = json!({ "prompt": "Hello" });
        let run = self.ask(server, "POST", "/api/realtime", Some(&prompt))?;
        let text = |body: &Value, field: &str| {
            let id = body[field].as_str().map(str::to_owned);
            id.with_context(|| format!("no `{field}`: {body}"))
        };
        let conversation = text(&run.body, "conversationId")?;
        let channel = format!("conversation:{conversation}");
        let (job, run) = (text(&job.body, "jobId")?, text(&run.body, "runId")?);
        let job_routes = &["/api/jobs/{id}", "/api/jobs/{id}/events"];
        let run_routes = &["/api/realtime/{id}", "/api/realtime/{id}/continue"];
        self.things = vec![
            (job_routes, "path.id", job),
            (run_routes, "path.id", run),
            (&["/api/tools/{tool}"], "path.tool", "calculator".into()),
            (&["/api/conversations/{id}/queue"], "path.id", conversation),
            (&["/api/events"], "query.channel", channel),
            (&["/api/search"], "query.q", "hello".into()),
        ];
        Ok(())
    }

    /// The configuration of who asks: a stream is followed to its first event, and what is theirs is
    /// asked for by its id.
    pub(super) fn config(&self) -> String {
        let mut text = "max-stream-events = 1\n[headers]\n".to_owned();
        for (name, value) in &self.headers {
            let _ = writeln!(text, "{name} = {}", quoted(value));
        }
        for (paths, parameter, value) in &self.things {
            let paths: Vec<_> = paths.iter().map(|path| quoted(path)).collect();
            let _ = writeln!(
                text,
                "[[operations]]\ninclude-path = [{}]\nparameters = {{ {} = {} }}",
                paths.join(", "),
                quoted(parameter),
                quoted(value)
            );
        }
        text
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.into()).to_string()
}

/// The owner's cookie, for the token of the link.
fn claim(server: &Server) -> Result<String> {
    let body = json!({ "token": server.owner_token()? });
    server
        .ask("POST", "/api/auth/owner", &[], Some(&body))?
        .cookie()
}

/// The cookie of a new account.
fn register(server: &Server, name: &str, is_owner: bool) -> Result<String> {
    let mut body = json!({ "name": name, "password": "a long password" });
    if is_owner {
        body["token"] = server.owner_token()?.into();
    }
    let answer = server.ask("POST", "/api/auth/register", &[], Some(&body))?;
    answer.cookie()
}
