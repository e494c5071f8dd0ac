use axum::Router;
use axum::extract::Request;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, Method, header};
use thalweg_wire::ErrorCode;
use tower_http::cors::CorsLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::address::locate;
use crate::gate::{check_action, check_source, identify};
use crate::handlers::{
    audit, auth, auth_account, conversations, drafts, events, http_tools, jobs, keys, mcp_servers,
    messages, oidc, queue, realtime, rules, search, server, socket, templates, ticket, tools,
    transfer, users,
};
use crate::limit::{is_api, limit_address, limit_principal};
use crate::log_request::log_request;
use crate::shed::shed;
use crate::ticket::check_ticket;
use crate::trail::note_in_trail;
use crate::{ApiError, AppState, serve_asset};

/// Every route of the server, the page included.
pub fn router(app: AppState) -> Router {
    let (people, _) = for_people().split_for_parts();
    let (machines, _) = for_machines().split_for_parts();
    let cors = cors(&app.config.origins);
    let routes = people
        .layer(from_fn(check_action))
        .layer(from_fn_with_state(app.clone(), limit_principal))
        .layer(from_fn_with_state(app.clone(), identify))
        .merge(machines)
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(no_route)
        .layer(from_fn(check_ticket))
        .layer(from_fn_with_state(app.clone(), limit_address))
        .layer(from_fn_with_state(app.clone(), shed));
    let routes = if let Some(cors) = cors {
        routes.layer(cors)
    } else {
        routes
    };
    routes
        .layer(from_fn_with_state(app.clone(), check_source))
        .layer(from_fn_with_state(app.clone(), note_in_trail))
        .layer(from_fn_with_state(app.clone(), locate))
        .layer(from_fn_with_state(app.clone(), log_request))
        .with_state(app)
}

/// Routes that know who asks.
pub(crate) fn for_people() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(realtime::start_run))
        .routes(routes!(realtime::follow_run, realtime::stop_run))
        .routes(routes!(realtime::continue_run))
        .routes(routes!(
            conversations::list_conversations,
            conversations::create_conversation
        ))
        .routes(routes!(
            conversations::get_conversation,
            conversations::update_conversation,
            conversations::delete_conversation
        ))
        .routes(routes!(conversations::restore_conversation))
        .routes(routes!(conversations::fork_conversation))
        .routes(routes!(transfer::export_conversation))
        .routes(routes!(transfer::import_conversation))
        .routes(routes!(events::follow_conversation))
        .routes(routes!(queue::list_queue))
        .routes(routes!(queue::update_queued, queue::remove_queued))
        .routes(routes!(messages::list_messages, messages::create_message))
        .routes(routes!(search::search_messages))
        .routes(routes!(
            events::follow_channels,
            events::follow_posted_channels
        ))
        .routes(routes!(
            templates::list_templates,
            templates::create_template
        ))
        .routes(routes!(
            templates::update_template,
            templates::delete_template
        ))
        .routes(routes!(drafts::get_draft, drafts::save_draft))
        .routes(routes!(tools::list_tools))
        .routes(routes!(tools::update_tool, tools::invoke_tool))
        .routes(routes!(tools::decide_approval))
        .routes(routes!(
            http_tools::list_http_tools,
            http_tools::create_http_tool
        ))
        .routes(routes!(http_tools::test_http_tool))
        .routes(routes!(
            http_tools::update_http_tool,
            http_tools::delete_http_tool
        ))
        .routes(routes!(
            mcp_servers::list_mcp_servers,
            mcp_servers::create_mcp_server
        ))
        .routes(routes!(mcp_servers::test_mcp_server))
        .routes(routes!(
            mcp_servers::update_mcp_server,
            mcp_servers::delete_mcp_server
        ))
        .routes(routes!(mcp_servers::restart_mcp_server))
        .routes(routes!(jobs::list_jobs))
        .routes(routes!(jobs::get_job, jobs::stop_job))
        .routes(routes!(jobs::follow_job))
        .routes(routes!(socket::open_socket))
        .routes(routes!(server::list_models))
        .routes(routes!(server::get_me))
        .routes(routes!(server::prolong_stream))
        .routes(routes!(ticket::create_ticket))
        .routes(routes!(audit::list_audit))
        .routes(routes!(rules::explain_rules))
        .routes(routes!(auth_account::change_password))
        .routes(routes!(
            auth_account::update_account,
            auth_account::delete_account
        ))
        .routes(routes!(
            auth_account::list_sessions,
            auth_account::end_other_sessions
        ))
        .routes(routes!(auth_account::end_session))
        .routes(routes!(keys::list_keys, keys::create_key))
        .routes(routes!(keys::delete_key))
        .routes(routes!(users::list_users))
        .routes(routes!(users::update_user, users::delete_user))
        .routes(routes!(users::list_invitations, users::create_invitation))
        .routes(routes!(users::delete_invitation))
}

/// Routes for which nobody needs to be known.
pub(crate) fn for_machines() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(server::get_health))
        .routes(routes!(server::get_readiness))
        .routes(routes!(server::get_openapi))
        .routes(routes!(server::claim_owner))
        .routes(routes!(auth::get_auth))
        .routes(routes!(auth::register))
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(oidc::start_provider_sign_in))
        .routes(routes!(oidc::finish_provider_sign_in))
}

async fn method_not_allowed(request: Request) -> ApiError {
    let detail = format!("{} is not for this route.", request.method());
    ApiError::new(ErrorCode::MethodNotAllowed, detail)
}

/// What no route takes: the page's files, or nothing.
async fn no_route(request: Request) -> Response {
    let path = request.uri().path();
    if is_api(path) {
        return ApiError::new(
            ErrorCode::NoRoute,
            "See /api/openapi.json for what there is.",
        )
        .into_response();
    }
    let (parts, _) = request.into_parts();
    serve_asset(parts.method, parts.uri, parts.headers).await
}

/// What browsers on listed origins may ask. Without a list they may ask nothing.
fn cors(origins: &[String]) -> Option<CorsLayer> {
    let origins: Vec<HeaderValue> = origins.iter().filter_map(|o| o.parse().ok()).collect();
    let allowed = ["last-event-id", "idempotency-key", "x-request-id"];
    let exposed = [
        "thalweg-run-id",
        "thalweg-conversation-id",
        "x-request-id",
        "retry-after",
        "ratelimit",
        "ratelimit-policy",
        "content-disposition",
    ];
    (!origins.is_empty()).then(|| {
        CorsLayer::new()
            .allow_origin(origins)
            .allow_credentials(true)
            .allow_methods([
                Method::GET,
                Method::POST,
                Method::PATCH,
                Method::PUT,
                Method::DELETE,
            ])
            .allow_headers(
                allowed
                    .map(HeaderName::from_static)
                    .into_iter()
                    .chain([header::AUTHORIZATION, header::CONTENT_TYPE])
                    .collect::<Vec<_>>(),
            )
            .expose_headers(exposed.map(HeaderName::from_static))
    })
}
