//! The routes of tools, their sources and their jobs.

use http::Method;
use serde_json::{Value, json};

use super::rows::{Row, own, owners, same};

/// An HTTP tool that is nobody's yet.
fn http_tool() -> Value {
    json!({
        "name": "of-{conversation}",
        "description": "Asks nobody",
        "inputSchema": { "type": "object" },
        "method": "GET",
        "url": "http://127.0.0.1:9/",
    })
}

/// A server that is switched off and nobody's yet.
fn mcp_server() -> Value {
    json!({
        "name": "another",
        "transport": { "type": "http", "url": "http://127.0.0.1:9/mcp" },
        "enabled": false,
    })
}

/// The rows of all of them.
pub(super) fn rows() -> Vec<Row> {
    let (get, post) = (|| Method::GET, || Method::POST);
    vec![
        same(get(), "/api/tools", None, (200, "")),
        same(
            Method::PATCH,
            "/api/tools/calculator",
            Some(json!({ "enabled": true })),
            (200, ""),
        ),
        same(
            post(),
            "/api/tools/calculator",
            Some(json!({ "args": { "expression": "1" } })),
            (202, ""),
        ),
        owners(get(), "/api/http-tools", None, (200, "")),
        owners(post(), "/api/http-tools", Some(http_tool()), (201, "")),
        owners(
            post(),
            "/api/http-tools/test",
            Some(json!({ "tool": http_tool() })),
            (200, ""),
        ),
        owners(
            Method::PATCH,
            "/api/http-tools/{httpTool}",
            Some(json!({ "title": "Renamed" })),
            (200, ""),
        ),
        owners(
            Method::DELETE,
            "/api/http-tools/{httpTool}",
            None,
            (204, ""),
        ),
        owners(get(), "/api/mcp-servers", None, (200, "")),
        owners(post(), "/api/mcp-servers", Some(mcp_server()), (201, "")),
        owners(
            post(),
            "/api/mcp-servers/test",
            Some(json!({ "server": mcp_server() })),
            (200, ""),
        ),
        owners(
            Method::PATCH,
            "/api/mcp-servers/{mcpServer}",
            Some(json!({ "title": "Renamed" })),
            (200, ""),
        ),
        owners(
            post(),
            "/api/mcp-servers/{mcpServer}/restart",
            None,
            (202, ""),
        ),
        owners(
            Method::DELETE,
            "/api/mcp-servers/{mcpServer}",
            None,
            (204, ""),
        ),
        same(get(), "/api/jobs", None, (200, "")),
        own(get(), "/api/jobs/{job}", None, (200, "")),
        own(get(), "/api/jobs/{job}/events", None, (200, "")),
        own(Method::DELETE, "/api/jobs/{job}", None, (200, "")),
        own(
            post(),
            "/api/approvals/{approval}",
            Some(json!({ "decision": "deny" })),
            (200, ""),
        ),
    ]
}
