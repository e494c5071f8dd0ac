use std::collections::BTreeMap;

use serde::Deserialize;
use thalweg_tools::{Secrets, check_mcp_server};
use thalweg_wire::{McpTransport, NewMcpServer};

use super::ConfigError;
use super::sources::{faulty, milliseconds, named};
use super::upstreams::bad;

/// A table `[mcp-servers.NAME]` of the file: a program with `command`, or an address with `url`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct McpServerTable {
    title: Option<String>,
    command: Option<String>,
    args: Option<Vec<String>>,
    env: Option<BTreeMap<String, String>>,
    cwd: Option<String>,
    url: Option<String>,
    headers: Option<BTreeMap<String, String>>,
    allow_private: Option<bool>,
    enabled: Option<bool>,
    timeout: Option<String>,
}

/// The servers of the file, by their names.
///
/// # Errors
/// [`ConfigError`] if one could not be reached for.
pub(crate) fn mcp_servers(
    tables: BTreeMap<String, McpServerTable>,
    secrets: &Secrets,
) -> Result<Vec<NewMcpServer>, ConfigError> {
    let mut servers = Vec::with_capacity(tables.len());
    for (name, table) in tables {
        let place = format!("mcp-servers.{name}");
        let server = table.server(&place, name)?;
        if let Some(fault) = check_mcp_server(&server, secrets).into_iter().next() {
            return Err(faulty(&place, &fault));
        }
        servers.push(server);
    }
    Ok(servers)
}

impl McpServerTable {
    fn server(self, place: &str, name: String) -> Result<NewMcpServer, ConfigError> {
        let of_program = self.args.is_some() || self.env.is_some() || self.cwd.is_some();
        let of_address = self.headers.is_some() || self.allow_private.is_some();
        let transport = match (self.command, self.url) {
            (Some(command), None) if !of_address => McpTransport::Stdio {
                command,
                args: self.args.unwrap_or_default(),
                env: named(self.env.unwrap_or_default()),
                cwd: self.cwd,
            },
            (None, Some(url)) if !of_program => McpTransport::Http {
                url,
                headers: named(self.headers.unwrap_or_default()),
                allow_private: self.allow_private.unwrap_or(false),
            },
            _ => {
                let hint = "give a `command`, with `args`, `env` and `cwd` if it needs them, or a \
                            `url`, with `headers` and `allow-private`";
                return Err(bad(place, hint));
            }
        };
        let timeout_ms = self.timeout.map(|text| milliseconds(place, &text));
        Ok(NewMcpServer {
            name,
            title: self.title,
            transport,
            enabled: self.enabled,
            timeout_ms: timeout_ms.transpose()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Vec<NewMcpServer>, String> {
        let tables = toml::from_str(toml).map_err(|error| error.message().to_owned())?;
        let secrets = Secrets::new([("KEY".into(), "s3cret".into())]);
        mcp_servers(tables, &secrets).map_err(|error| error.to_string())
    }

    const WHOLE: &str = r#"
        [files]
        title = "Files"
        command = "mcp-files"
        args = ["--root", "/srv"]
        env = { TOKEN = "{{secret:KEY}}" }
        cwd = "/srv"
        enabled = false
        timeout = "2m"
        [search]
        url = "https://mcp.example/mcp"
        headers = { Authorization = "Bearer {{secret:KEY}}" }
        allow-private = true
    "#;

    #[test]
    fn a_server_is_a_program_or_an_address() {
        let servers = read(WHOLE).expect("servers");
        let [files, search] = &servers[..] else {
            panic!("two servers")
        };
        let McpTransport::Stdio {
            command,
            args,
            env,
            cwd,
        } = &files.transport
        else {
            panic!("a program")
        };
        assert_eq!(
            (command.as_str(), args.len(), cwd.as_deref()),
            ("mcp-files", 2, Some("/srv"))
        );
        assert_eq!((&*env[0].name, &*env[0].value), ("TOKEN", "{{secret:KEY}}"));
        assert_eq!(
            (files.enabled, files.timeout_ms),
            (Some(false), Some(120_000))
        );
        let McpTransport::Http {
            url,
            headers,
            allow_private,
        } = &search.transport
        else {
            panic!("an address")
        };
        assert_eq!(
            (url.as_str(), headers.len(), *allow_private),
            ("https://mcp.example/mcp", 1, true)
        );
        assert_eq!(search.enabled, None);
    }

    #[test]
    fn what_is_wrong_stops_the_start_with_one_line_that_names_the_key() {
        for (from, to, word) in [
            ("command = \"mcp-files\"", "", "mcp-servers.files"),
            (
                "cwd = \"/srv\"",
                "url = \"https://mcp.example\"",
                "mcp-servers.files",
            ),
            (
                "cwd = \"/srv\"",
                "allow-private = true",
                "mcp-servers.files",
            ),
            ("cwd = \"/srv\"", "cvd = \"/srv\"", "cvd"),
            (
                "allow-private = true",
                "args = [\"--root\"]",
                "mcp-servers.search",
            ),
            (
                "\"mcp-files\"",
                "\" \"",
                "mcp-servers.files.transport.command",
            ),
            (
                "\"--root\"",
                "\"{{secret:KEY}}\"",
                "mcp-servers.files.transport.args",
            ),
            (
                "TOKEN =",
                "\"TO KEN\" =",
                "mcp-servers.files.transport.env.0.name",
            ),
            (
                "secret:KEY",
                "secret:NO",
                "mcp-servers.files.transport.env.0.value",
            ),
            (
                "timeout = \"2m\"",
                "timeout = \"2h\"",
                "mcp-servers.files.timeout",
            ),
            ("https://", "ftp://", "mcp-servers.search.transport.url"),
            ("[search]", "[Search]", "mcp-servers.Search.name"),
            ("[search]", "[test]", "mcp-servers.test.name"),
        ] {
            let toml = WHOLE.replacen(from, to, 1);
            assert_ne!(toml, WHOLE, "{from}");
            let refused = read(&toml).expect_err(to);
            assert!(refused.contains(word), "{to}: {refused}");
            assert!(
                !refused.contains('\n') && !refused.contains("s3cret"),
                "{refused}"
            );
        }
    }
}
