//! `thalweg token`: makes tokens for trying things out, and looks into others.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use thalweg::{Config, ServeArgs, TokenKeys, TokenSettings};
use thalweg_access::{
    Asking, KeySource, NewToken, SigningKey, TokenIdentity, Tokens, Verb, inspect,
};
use thalweg_log::{ChannelName, Clock as _, SystemClock};

/// `thalweg token`.
#[derive(Debug, Args)]
pub(crate) struct TokenCommand {
    #[command(subcommand)]
    verb: TokenVerb,
}

#[derive(Debug, Subcommand)]
enum TokenVerb {
    /// Make a token and print it
    Make(MakeArgs),
    /// Show what stands in a token and whether a server with these options would take it
    Inspect(InspectArgs),
    /// Say whether who holds a token may do something with a channel, and which rule decides
    Explain(ExplainArgs),
}

#[derive(Debug, Args)]
struct MakeArgs {
    /// Whose it shall be (`sub`)
    #[arg(value_name = "SUBJECT")]
    subject: String,
    /// What they may do: `admin`, `member` or `viewer` [default: member, by the absence of the claim]
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// A channel or pattern and what they may do there, such as room:team-*=subscribe,publish; may be given several times
    #[arg(long = "channel", value_name = "PATTERN=VERBS")]
    channels: Vec<String>,
    /// How long it counts, such as 15m or 12h
    #[arg(long, value_name = "DURATION", default_value = "1h")]
    life: humantime::Duration,
    /// File with the private key, in PEM (PKCS #8): Ed25519, P-256 or RSA; without it, the secret of the server's
    /// options signs
    #[arg(long, value_name = "FILE")]
    private_key: Option<PathBuf>,
    /// The server's options; issuer, audience and secret are taken from them.
    #[command(flatten)]
    serve: Box<ServeArgs>,
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// The token; `-` reads it from standard input
    #[arg(value_name = "TOKEN", default_value = "-")]
    token: String,
    /// The server's options.
    #[command(flatten)]
    serve: Box<ServeArgs>,
}

#[derive(Debug, Args)]
struct ExplainArgs {
    /// The channel
    #[arg(value_name = "CHANNEL")]
    channel: ChannelName,
    /// The token; `-` reads it from standard input
    #[arg(value_name = "TOKEN", default_value = "-")]
    token: String,
    /// The server's options.
    #[command(flatten)]
    serve: Box<ServeArgs>,
}

impl TokenCommand {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let text = match self.verb {
            TokenVerb::Make(args) => args.run()?,
            TokenVerb::Inspect(args) => run(args.run())?,
            TokenVerb::Explain(args) => run(args.run())?,
        };
        writeln!(std::io::stdout(), "{text}").context("standard output")
    }
}

fn run<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(work)
}

fn config(args: ServeArgs) -> anyhow::Result<Config> {
    let here = std::env::current_dir().context("the working folder")?;
    Ok(Config::load(args, &here)?)
}

impl MakeArgs {
    fn run(self) -> anyhow::Result<String> {
        let mut channels = BTreeMap::new();
        for text in &self.channels {
            let (pattern, verbs) = text
                .split_once('=')
                .context("give a channel as room:team-*=subscribe,publish")?;
            pattern.parse::<thalweg_access::ChannelPattern>()?;
            let verbs: Vec<String> = verbs.split(',').map(Into::into).collect();
            let known = |verb: &String| Verb::ALL.iter().any(|known| known.as_str() == verb);
            if let Some(other) = verbs.iter().find(|verb| !known(verb)) {
                bail!("`{other}` is no verb; give subscribe, publish, presence or history");
            }
            channels.insert(pattern.to_owned(), verbs);
        }
        let secret = self.serve.tokens.secret(&self.serve.config)?;
        let key = match (self.private_key, secret) {
            (Some(path), _) => {
                let pem = std::fs::read(&path)
                    .with_context(|| format!("cannot read `{}`", path.display()))?;
                SigningKey::private_pem(&pem).with_context(|| format!("`{}`", path.display()))?
            }
            (None, Some(secret)) => SigningKey::secret(secret.expose().as_bytes())?,
            (None, None) => {
                bail!("give `--private-key`, or the secret of the server: `--jwt-secret`")
            }
        };
        let claims = config(*self.serve)?
            .settings
            .tokens
            .map(|tokens| tokens.claims);
        let (issuer, audience) = claims
            .map(|claims| (claims.issuer, claims.audience.into_iter().next()))
            .unwrap_or_default();
        let token = NewToken {
            subject: self.subject,
            role: self.role,
            channels,
            issuer,
            audience,
        };
        Ok(token.sign(&key, SystemClock.now(), *self.life)?)
    }
}

impl InspectArgs {
    async fn run(self) -> anyhow::Result<String> {
        let token = read(self.token)?;
        let mut shown = serde_json::to_value(inspect(&token)?)?;
        let verdict = match config(*self.serve)?.settings.tokens {
            None => json!({ "checked": false, "why": "no key was given, so nothing is checked" }),
            Some(settings) => match verifier(&settings)?.verify(&token).await {
                Ok(identity) => json!({
                    "checked": true,
                    "counts": true,
                    "principal": identity.principal.as_str(),
                    "role": identity.role,
                    "expiresAt": thalweg_wire::Time(identity.expires_at),
                }),
                Err(error) => json!({ "checked": true, "counts": false, "why": error.to_string() }),
            },
        };
        shown["verdict"] = verdict;
        Ok(serde_json::to_string_pretty(&shown)?)
    }
}

impl ExplainArgs {
    async fn run(self) -> anyhow::Result<String> {
        let token = read(self.token)?;
        let settings = config(*self.serve)?.settings;
        let Some(tokens) = settings.tokens else {
            bail!("give the key of the tokens: `--jwt-secret`, `--jwt-public-key` or `--jwks-url`");
        };
        let identity: Arc<TokenIdentity> = verifier(&tokens)?.verify(&token).await?;
        let asking = Asking {
            principal: &identity.principal,
            role: identity.role,
            own: &identity.channels,
        };
        let verbs = Verb::ALL.map(|verb| {
            let decision = settings.rules.decide(asking, &self.channel, verb);
            json!({ "verb": verb.as_str(), "allowed": decision.allowed, "by": decision.by })
        });
        let explained = json!({
            "principal": identity.principal.as_str(),
            "role": identity.role,
            "channel": self.channel.as_str(),
            "verbs": verbs,
        });
        Ok(serde_json::to_string_pretty(&explained)?)
    }
}

fn verifier(settings: &TokenSettings) -> anyhow::Result<Tokens> {
    let source = match &settings.keys {
        TokenKeys::Fixed(keys) => KeySource::Fixed(keys.clone()),
        TokenKeys::Fetched(url) => KeySource::Fetched(url.fetcher().context("`--jwks-url`")?),
    };
    Ok(Tokens::new(
        source,
        settings.claims.clone(),
        Arc::new(SystemClock),
    ))
}

fn read(token: String) -> anyhow::Result<String> {
    if token != "-" {
        return Ok(token);
    }
    let mut text = String::new();
    let input = std::io::stdin().take(64 * 1024);
    std::io::BufReader::new(input)
        .read_to_string(&mut text)
        .context("standard input")?;
    Ok(text.trim().to_owned())
}
