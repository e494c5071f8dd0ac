// Generated from openapi.json; do not edit.

import * as z from 'zod/mini';

/**
 * What a principal may do on this server.
 *
 * Roles are sent and stored by name: add, never rename.
 */
export const zAccessRole = z.enum([
    'owner',
    'admin',
    'member',
    'viewer',
    'guest',
    'service'
]);

/**
 * What to change of somebody's account; absent fields stay.
 */
export const zAccountPatch = z.object({
    disabled: z.optional(z.boolean()),
    role: z.optional(zAccessRole)
});

/**
 * Session frames up to this one are handled.
 */
export const zAck = z.object({
    seq: z.int().check(z.gte(0))
});

/**
 * What a person can decide.
 */
export const zApprovalAnswer = z.enum([
    'allow',
    'always',
    'deny',
    'cancel'
]);

/**
 * What was decided on a call that waited for somebody.
 */
export const zApprovalDecision = z.enum([
    'allow',
    'always',
    'deny',
    'cancelled',
    'expired'
]);

/**
 * What a call that goes on asks of a person, as a form.
 */
export const zApprovalForm = z.object({
    message: z.string(),
    order: z.array(z.string()),
    schema: z.record(z.string(), z.unknown()),
    server: z.string()
});

/**
 * Who did something.
 */
export const zAuditActor = z.object({
    id: z.string(),
    name: z.optional(z.string()),
    role: z.string()
});

/**
 * What became of something that was asked for.
 */
export const zAuditOutcome = z.enum(['ok', 'refused']);

/**
 * Shows a fresh credential.
 */
export const zAuth = z.object({
    token: z.string()
});

/**
 * Stops a call, named by either.
 */
export const zCancelTool = z.object({
    id: z.optional(z.string()),
    jobId: z.optional(z.uuid())
});

/**
 * A new password for one's own account.
 */
export const zChangePassword = z.object({
    current: z.string(),
    password: z.string()
});

/**
 * A channel of a stream and the last seq at the stream's start.
 */
export const zChannelHead = z.object({
    channel: z.string(),
    seq: z.int().check(z.gte(0))
});

/**
 * What to change of a conversation; absent fields stay.
 */
export const zConversationPatch = z.object({
    archived: z.optional(z.boolean()),
    model: z.optional(z.string()),
    pinned: z.optional(z.boolean()),
    system: z.optional(z.string()),
    title: z.optional(z.string()),
    tools: z.optional(z.array(z.string()))
});

/**
 * A decision on a call that waits.
 */
export const zDecideApproval = z.object({
    content: z.optional(z.record(z.string(), z.unknown())),
    decision: zApprovalAnswer,
    reason: z.optional(z.string())
});

/**
 * One's own account is to be deleted.
 */
export const zDeleteAccount = z.object({
    name: z.optional(z.string()),
    password: z.optional(z.string())
});

/**
 * A conversation was deleted.
 */
export const zDeleted = z.object({
    id: z.uuid()
});

/**
 * How a run ended.
 */
export const zDoneStatus = z.enum([
    'complete',
    'stopped',
    'length',
    'refused',
    'error',
    'interrupted'
]);

/**
 * A draft was saved or taken away. The text itself is read by `GET /api/drafts/{conversation}`, so
 * that nobody is sent each word of somebody who types.
 */
export const zDraftNotice = z.object({
    conversationId: z.optional(z.uuid()),
    gone: z.optional(z.boolean()),
    revision: z.uuid()
});

/**
 * The server goes down.
 */
export const zDraining = z.object({
    retryMs: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))
});

/**
 * The one list of error codes. The code alone decides status and whether trying again can help.
 *
 * Codes are sent and stored by name: add, never rename.
 */
export const zErrorCode = z.enum([
    'malformed',
    'malformed_cursor',
    'invalid_fields',
    'unknown_model',
    'unknown_tool',
    'unknown_template',
    'not_found',
    'no_route',
    'method_not_allowed',
    'too_large',
    'not_json',
    'body_timeout',
    'foreign_origin',
    'foreign_host',
    'forwarded_request',
    'unauthorized',
    'forbidden',
    'owner_link_required',
    'fixed_by_config',
    'run_in_progress',
    'id_taken',
    'name_taken',
    'draft_changed',
    'limit_reached',
    'queue_full',
    'idempotency_mismatch',
    'malformed_page',
    'rate_limited',
    'too_many_streams',
    'quota_exceeded',
    'context_too_long',
    'not_continuable',
    'draining',
    'overloaded',
    'storage_full',
    'model_failed',
    'model_unreachable',
    'model_timeout',
    'model_rate_limited',
    'model_overloaded',
    'model_unauthorized',
    'model_rejected',
    'model_gone',
    'model_garbled',
    'model_empty',
    'tool_denied',
    'approval_decided',
    'too_many_jobs',
    'tool_unavailable',
    'tool_failed',
    'upgrade_required',
    'unsupported_protocol',
    'not_supported',
    'session_ended',
    'interrupted',
    'internal'
]);

/**
 * One field that is wrong.
 */
export const zFieldError = z.object({
    message: z.string(),
    path: z.string()
});

/**
 * Channels to follow, where they do not fit a query.
 */
export const zFollowChannels = z.object({
    channels: z.array(z.string()),
    cursor: z.optional(z.string())
});

/**
 * Where to fork a conversation.
 */
export const zForkConversation = z.object({
    messageId: z.uuid()
});

/**
 * The place that a conversation was forked at.
 */
export const zForkedFrom = z.object({
    conversationId: z.uuid(),
    messageId: z.uuid()
});

/**
 * What was asked for is done.
 */
export const zFrameOk = z.object({
    cursor: z.optional(z.string()),
    id: z.string(),
    seq: z.optional(z.int().check(z.gte(0)))
});

/**
 * The answer of `GET /healthz` and `GET /readyz`.
 */
export const zHealth = z.object({
    status: z.string()
});

/**
 * How an HTTP tool writes its arguments into the body.
 */
export const zHttpBody = z.enum([
    'json',
    'form',
    'none'
]);

/**
 * How an HTTP tool asks.
 */
export const zHttpMethod = z.enum([
    'GET',
    'POST',
    'PUT',
    'PATCH',
    'DELETE'
]);

/**
 * Calls a tool. The answer is a `tool_update` with the job, or an `error`.
 */
export const zInvokeFrame = z.object({
    args: z.optional(z.record(z.string(), z.unknown())),
    id: z.string(),
    name: z.string()
});

/**
 * A call by hand.
 */
export const zInvokeTool = z.object({
    args: z.optional(z.record(z.string(), z.unknown()))
});

/**
 * A call became a job, which goes on by itself.
 */
export const zInvokedTool = z.object({
    jobId: z.uuid()
});

/**
 * A piece of a job's result, before its end.
 */
export const zJobPartial = z.object({
    data: z.record(z.string(), z.unknown()),
    id: z.uuid()
});

/**
 * How far a job is, at most ten times a second. Forgotten some time after its end.
 */
export const zJobProgress = z.object({
    id: z.uuid(),
    log: z.optional(z.string()),
    progress: z.optional(z.number())
});

/**
 * Somebody signs in.
 */
export const zLogin = z.object({
    name: z.string(),
    password: z.string()
});

/**
 * One channel of a [`Reset`].
 */
export const zLostChannel = z.object({
    channel: z.string(),
    lostFrom: z.optional(z.int().check(z.gte(0))),
    lostTo: z.optional(z.int().check(z.gte(0))),
    snapshot: z.optional(z.record(z.string(), z.unknown()))
});

/**
 * What a server of the Model Context Protocol calls itself.
 */
export const zMcpServerInfo = z.object({
    name: z.string(),
    version: z.string()
});

/**
 * How a server of the Model Context Protocol does.
 */
export const zMcpServerStatus = z.enum([
    'disabled',
    'connecting',
    'ready',
    'failed',
    'waiting'
]);

/**
 * A tool that a server of the Model Context Protocol offers.
 */
export const zMcpServerTool = z.object({
    name: z.string(),
    problem: z.optional(z.string()),
    title: z.optional(z.string())
});

/**
 * Whose words a message holds.
 */
export const zMessageRole = z.enum([
    'user',
    'assistant',
    'tool',
    'system'
]);

/**
 * How far a message is, or how it ended.
 */
export const zMessageStatus = z.enum([
    'complete',
    'streaming',
    'stopped',
    'length',
    'refused',
    'error',
    'interrupted'
]);

/**
 * Why a model cannot be asked for the moment.
 */
export const zModelProblem = z.object({
    code: zErrorCode,
    message: z.string()
});

/**
 * A model that can be asked.
 */
export const zModel = z.object({
    contextTokens: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    default: z.boolean(),
    description: z.optional(z.string()),
    id: z.string(),
    name: z.string(),
    problem: z.optional(zModelProblem),
    provider: z.optional(z.string())
});

/**
 * The models of this server.
 */
export const zModelPage = z.object({
    items: z.array(zModel)
});

/**
 * Something that goes by its name was deleted.
 */
export const zNameDeleted = z.object({
    deleted: z.boolean(),
    name: z.string()
});

/**
 * A name and a text: a header, or a variable of a program's environment. In the text,
 * `{{secret:NAME}}` stands for a secret that the server knows by that name; it is filled in when it
 * is used, and shown to nobody.
 */
export const zNamedValue = z.object({
    name: z.string(),
    value: z.string()
});

/**
 * How a server of the Model Context Protocol is reached.
 */
export const zMcpTransport = z.union([
    z.object({
        args: z.optional(z.array(z.string())),
        command: z.string(),
        cwd: z.optional(z.string()),
        env: z.optional(z.array(zNamedValue)),
        type: z.enum(['stdio'])
    }),
    z.object({
        allowPrivate: z.optional(z.boolean()),
        headers: z.optional(z.array(zNamedValue)),
        url: z.string(),
        type: z.enum(['http'])
    })
]);

/**
 * What to change of a server; absent fields stay. Its name stays as well.
 */
export const zMcpServerPatch = z.object({
    enabled: z.optional(z.boolean()),
    timeoutMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    title: z.optional(z.string()),
    transport: z.optional(zMcpTransport)
});

/**
 * A conversation to make.
 */
export const zNewConversation = z.object({
    model: z.optional(z.string()),
    system: z.optional(z.string()),
    title: z.optional(z.string())
});

/**
 * An invitation to make.
 */
export const zNewInvitation = z.object({
    role: zAccessRole
});

/**
 * A server of the Model Context Protocol to make, or to try.
 */
export const zNewMcpServer = z.object({
    enabled: z.optional(z.boolean()),
    name: z.string(),
    timeoutMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    title: z.optional(z.string()),
    transport: zMcpTransport
});

/**
 * A draft to save.
 */
export const zNewPromptDraft = z.object({
    basedOn: z.optional(z.uuid()),
    revision: z.uuid(),
    text: z.string()
});

/**
 * A template to make.
 */
export const zNewTemplate = z.object({
    name: z.string(),
    text: z.string()
});

/**
 * Asks for leave to follow one stream by its address alone.
 */
export const zNewTicket = z.object({
    origin: z.optional(z.string()),
    path: z.string()
});

/**
 * The token of the owner's one-time link.
 */
export const zOwnerClaim = z.object({
    token: z.string()
});

export const zParentRef = z.string();

/**
 * A message to add without a run.
 */
export const zNewMessage = z.object({
    content: z.string(),
    conversationId: z.uuid(),
    id: z.optional(z.uuid()),
    parentId: z.optional(zParentRef),
    role: z.optional(zMessageRole)
});

/**
 * One piece of a message, in the order of what happened.
 */
export const zPart = z.union([
    z.object({
        id: z.string(),
        text: z.string(),
        type: z.enum(['text'])
    }),
    z.object({
        id: z.string(),
        text: z.string(),
        type: z.enum(['reasoning'])
    }),
    z.object({
        id: z.string(),
        toolCallId: z.string(),
        type: z.enum(['tool-call'])
    }),
    z.object({
        id: z.string(),
        type: z.enum(['step'])
    })
]);

/**
 * A piece of a call's result, before its end.
 */
export const zPartialResult = z.object({
    data: z.record(z.string(), z.unknown()),
    id: z.string(),
    jobId: z.uuid(),
    seq: z.int().check(z.gte(0))
});

/**
 * Asks for a `pong`.
 */
export const zPingFrame = z.object({
    id: z.optional(z.string())
});

/**
 * The answer to a `ping`.
 */
export const zPong = z.object({
    id: z.optional(z.string())
});

/**
 * Joins a room, or leaves it if there is no state.
 */
export const zPresence = z.object({
    channel: z.string(),
    state: z.optional(z.record(z.string(), z.unknown()))
});

/**
 * Who is asking.
 */
export const zPrincipal = z.object({
    id: z.string(),
    role: zAccessRole
});

/**
 * Why a request failed: `application/problem+json` (RFC 9457).
 */
export const zProblem = z.object({
    by: z.optional(z.string()),
    code: zErrorCode,
    decision: z.optional(zApprovalDecision),
    detail: z.string(),
    errors: z.optional(z.array(zFieldError)),
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    requestId: z.string(),
    runId: z.optional(z.uuid()),
    size: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    status: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    title: z.string(),
    type: z.string()
});

/**
 * What to change of one's own account; absent fields stay.
 */
export const zProfilePatch = z.object({
    displayName: z.optional(z.string())
});

/**
 * Which stream shall go on with its reader's prolonged credential.
 */
export const zProlongStream = z.object({
    streamId: z.uuid()
});

/**
 * An identity provider with which people sign in.
 */
export const zProviderInfo = z.object({
    name: z.string()
});

/**
 * Where somebody signs in.
 */
export const zProviderPage = z.object({
    url: z.string()
});

/**
 * Somebody wants to sign in with the identity provider.
 */
export const zProviderSignIn = z.object({
    returnTo: z.optional(z.string()),
    token: z.optional(z.string())
});

/**
 * Publishes an event.
 */
export const zPublish = z.object({
    channel: z.string(),
    data: z.record(z.string(), z.unknown()),
    event: z.string(),
    id: z.string()
});

/**
 * What to change of a message that waits; absent fields stay.
 */
export const zQueuePatch = z.object({
    content: z.optional(z.string()),
    position: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

/**
 * Why a stream ends that can be gone on with.
 */
export const zReconnectReason = z.enum([
    'draining',
    'starting',
    'overload',
    'limit',
    'signed_in',
    'taken_over'
]);

/**
 * Come back after a while with the same cursor.
 */
export const zReconnect = z.object({
    reason: zReconnectReason,
    retryMs: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))
});

/**
 * An account to make.
 */
export const zRegister = z.object({
    displayName: z.optional(z.string()),
    name: z.string(),
    password: z.string(),
    token: z.optional(z.string())
});

/**
 * Who may make an account.
 */
export const zRegistration = z.enum(['invite', 'open']);

/**
 * How people sign in to this server.
 */
export const zAuthInfo = z.object({
    accounts: z.boolean(),
    guests: z.boolean(),
    oidc: z.optional(zProviderInfo),
    ownerClaimed: z.boolean(),
    registration: zRegistration
});

/**
 * Why a reader's place cannot be gone on from.
 */
export const zResetReason = z.enum([
    'trimmed',
    'epoch_changed',
    'unknown_cursor'
]);

/**
 * Something cannot be replayed. The event's id is the place to go on from.
 */
export const zReset = z.object({
    channels: z.array(zLostChannel),
    reason: zResetReason
});

/**
 * Goes on with a session.
 */
export const zResume = z.object({
    cursor: z.optional(z.string()),
    seq: z.int().check(z.gte(0)),
    sessionId: z.uuid()
});

/**
 * A failure of a run, on its stream, before its `done`.
 */
export const zRunError = z.object({
    code: zErrorCode,
    message: z.string(),
    requestId: z.string(),
    retryAfterMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    retryable: z.boolean()
});

/**
 * How far a run is. A run that ended tells so by `done`.
 */
export const zRunStatus = z.enum([
    'queued',
    'running',
    'awaiting-approval'
]);

/**
 * One assistant turn.
 */
export const zRun = z.object({
    assistantMessageId: z.uuid(),
    continues: z.optional(z.uuid()),
    conversationId: z.uuid(),
    ended: z.optional(zDoneStatus),
    id: z.uuid(),
    messageId: z.uuid(),
    model: z.string(),
    parentId: z.optional(z.uuid()),
    status: z.optional(zRunStatus)
});

/**
 * What a connection may do at most.
 */
export const zSocketLimits = z.object({
    frameBytes: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    subscriptions: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    unacked: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))
});

/**
 * Something cannot be replayed. Of a session that is unknown or over: without cursor and channels.
 */
export const zSocketReset = z.object({
    channels: z.array(zLostChannel),
    cursor: z.optional(z.string()),
    reason: zResetReason
});

/**
 * The answer to `POST /api/realtime` with `Accept: application/json`.
 */
export const zStartedRun = z.object({
    assistantMessageId: z.uuid(),
    conversationId: z.uuid(),
    cursor: z.string(),
    messageId: z.uuid(),
    runId: z.uuid()
});

/**
 * Follows a channel. One that is followed already is followed anew from that place.
 */
export const zSubscribe = z.object({
    channel: z.string(),
    cursor: z.optional(z.string()),
    id: z.string()
});

/**
 * What to change of a template; absent fields stay.
 */
export const zTemplatePatch = z.object({
    name: z.optional(z.string()),
    text: z.optional(z.string())
});

/**
 * A server to try once.
 */
export const zTestMcpServer = z.object({
    server: zNewMcpServer
});

/**
 * What a try of an HTTP tool gave. Nothing of it is kept.
 */
export const zTestedHttpTool = z.object({
    durationMs: z.int().check(z.gte(0)),
    error: z.optional(z.string()),
    ok: z.boolean(),
    output: z.optional(z.record(z.string(), z.unknown()))
});

/**
 * What a try of a server gave. Nothing of it is kept.
 */
export const zTestedMcpServer = z.object({
    error: z.optional(z.string()),
    log: z.optional(z.string()),
    ok: z.boolean(),
    protocolVersion: z.optional(z.string()),
    serverInfo: z.optional(zMcpServerInfo),
    tools: z.optional(z.array(zMcpServerTool))
});

export const zTime = z.iso.datetime({ offset: true });

/**
 * Somebody who can sign in.
 */
export const zAccount = z.object({
    createdAt: zTime,
    disabled: z.boolean(),
    displayName: z.optional(z.string()),
    id: z.uuid(),
    lastSeenAt: z.optional(zTime),
    name: z.string(),
    provider: z.optional(z.boolean()),
    role: zAccessRole
});

/**
 * Accounts, newest first.
 */
export const zAccountPage = z.object({
    items: z.array(zAccount),
    nextCursor: z.optional(z.string())
});

/**
 * A call within a run waits for leave or for an answer, or somebody decided on it.
 */
export const zApproval = z.object({
    args: z.optional(z.record(z.string(), z.unknown())),
    by: z.optional(z.string()),
    decision: z.optional(zApprovalDecision),
    expiresAt: z.optional(zTime),
    form: z.optional(zApprovalForm),
    id: z.uuid(),
    name: z.optional(z.string()),
    reason: z.optional(z.string()),
    toolCallId: z.string()
});

/**
 * One entry of the audit trail: who did what, from where, and what became of it.
 *
 * The trail is the channel `system:audit` of the log; each entry is chained to the one before it by
 * a hash, see the operations manual.
 */
export const zAuditEntry = z.object({
    action: z.string(),
    actor: zAuditActor,
    address: z.optional(z.string()),
    at: zTime,
    detail: z.optional(z.string()),
    outcome: zAuditOutcome,
    requestId: z.optional(z.string()),
    seq: z.int().check(z.gte(0)),
    target: z.optional(z.string())
});

/**
 * Entries of the audit trail, the newest first.
 */
export const zAuditPage = z.object({
    items: z.array(zAuditEntry),
    nextCursor: z.optional(z.string())
});

/**
 * An event of a channel; the same bytes for every subscriber.
 */
export const zChannelEvent = z.object({
    at: zTime,
    channel: z.string(),
    cursor: z.string(),
    data: z.record(z.string(), z.unknown()),
    event: z.string(),
    first: z.optional(z.int().check(z.gte(0))),
    seq: z.int().check(z.gte(0))
});

/**
 * A chat.
 */
export const zConversation = z.object({
    archived: z.boolean(),
    asOf: z.optional(z.string()),
    createdAt: zTime,
    deletedAt: z.optional(zTime),
    forkedFrom: z.optional(zForkedFrom),
    id: z.uuid(),
    leafId: z.optional(z.uuid()),
    model: z.optional(z.string()),
    pinned: z.boolean(),
    queued: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    runId: z.optional(z.uuid()),
    system: z.optional(z.string()),
    title: z.string(),
    tools: z.optional(z.array(z.string())),
    updatedAt: zTime
});

/**
 * A page of conversations, most recently changed first.
 */
export const zConversationPage = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zConversation),
    nextCursor: z.optional(z.string())
});

/**
 * The credential ended; the same cursor with a fresh one goes on.
 */
export const zExpired = z.object({
    at: zTime
});

/**
 * Leave to make one account.
 */
export const zInvitation = z.object({
    createdAt: zTime,
    expiresAt: zTime,
    id: z.uuid(),
    role: zAccessRole,
    token: z.optional(z.string())
});

/**
 * The invitations that were not used yet, newest first.
 */
export const zInvitationList = z.object({
    items: z.array(zInvitation)
});

/**
 * Leave for one call, or the answer to a question of a call: asked for or given.
 */
export const zJobApproval = z.object({
    by: z.optional(z.string()),
    content: z.optional(z.record(z.string(), z.unknown())),
    decision: z.optional(zApprovalDecision),
    expiresAt: zTime,
    form: z.optional(zApprovalForm),
    id: z.uuid(),
    reason: z.optional(z.string())
});

/**
 * A server of the Model Context Protocol, and how it does. For this server's owner alone.
 */
export const zMcpServer = z.object({
    createdAt: zTime,
    enabled: z.boolean(),
    fixed: z.optional(z.boolean()),
    name: z.string(),
    problem: z.optional(z.string()),
    protocolVersion: z.optional(z.string()),
    retryAt: z.optional(zTime),
    serverInfo: z.optional(zMcpServerInfo),
    status: zMcpServerStatus,
    timeoutMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    title: z.optional(z.string()),
    tools: z.array(zMcpServerTool),
    transport: zMcpTransport,
    updatedAt: zTime
});

/**
 * News of a server, on the owner's feed. What is kept tells of its definition; how it does is told
 * in events that are forgotten some time later, at most two a second.
 */
export const zMcpServerNews = z.union([
    zNameDeleted,
    zMcpServer
]);

/**
 * All servers of the Model Context Protocol, by name.
 */
export const zMcpServerPage = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zMcpServer),
    nextCursor: z.optional(z.string())
});

/**
 * Why a message failed, in words for a person.
 */
export const zMessageError = z.object({
    code: zErrorCode,
    message: z.string(),
    requestId: z.optional(z.string()),
    retryAt: z.optional(zTime)
});

/**
 * A service key to make.
 */
export const zNewServiceKey = z.object({
    expiresAt: z.optional(zTime),
    name: z.string(),
    scopes: z.array(z.string())
});

/**
 * The answer of `POST /api/auth/refresh`.
 */
export const zProlonged = z.object({
    expiresAt: z.optional(zTime)
});

/**
 * What somebody has written in a conversation, or for a new one, and not sent.
 */
export const zPromptDraft = z.object({
    conversationId: z.optional(z.uuid()),
    revision: z.optional(z.uuid()),
    text: z.string(),
    updatedAt: z.optional(zTime)
});

/**
 * A message of the user's that waits until the run before it has ended. It comes into being, with
 * its answer, when its run starts.
 */
export const zQueuedMessage = z.object({
    content: z.string(),
    context: z.optional(z.string()),
    createdAt: zTime,
    messageId: z.uuid(),
    model: z.optional(z.string()),
    runId: z.uuid()
});

/**
 * What waits in a conversation.
 */
export const zQueue = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zQueuedMessage)
});

/**
 * A place that has what was looked for: a message, or the title of a conversation.
 */
export const zSearchHit = z.object({
    at: zTime,
    conversationId: z.uuid(),
    marks: z.array(z.array(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))),
    messageId: z.optional(z.uuid()),
    role: z.optional(zMessageRole),
    snippet: z.string(),
    title: z.string()
});

/**
 * A page of hits, newest first.
 */
export const zSearchPage = z.object({
    items: z.array(zSearchHit),
    nextCursor: z.optional(z.string())
});

/**
 * What a program is known by that asks in its own name.
 */
export const zServiceKey = z.object({
    createdAt: zTime,
    expiresAt: z.optional(zTime),
    id: z.uuid(),
    key: z.optional(z.string()),
    lastUsedAt: z.optional(zTime),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string())
});

/**
 * The service keys, the newest first.
 */
export const zServiceKeyList = z.object({
    items: z.array(zServiceKey)
});

/**
 * A place where somebody is signed in.
 */
export const zSession = z.object({
    address: z.optional(z.string()),
    createdAt: zTime,
    current: z.boolean(),
    expiresAt: zTime,
    id: z.uuid(),
    lastSeenAt: zTime,
    userAgent: z.optional(z.string())
});

/**
 * One's own sessions, the last used first.
 */
export const zSessionList = z.object({
    items: z.array(zSession)
});

/**
 * The session that asks.
 */
export const zSessionRef = z.object({
    expiresAt: zTime,
    id: z.uuid()
});

/**
 * Somebody has signed in. The cookie of the session comes with it.
 */
export const zSignedIn = z.object({
    account: zAccount,
    session: zSessionRef
});

/**
 * The first frame of a connection, and the answer to a `resume`.
 */
export const zSocketWelcome = z.object({
    expiresAt: z.optional(zTime),
    heartbeatMs: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    limits: zSocketLimits,
    resumed: z.boolean(),
    seq: z.int().check(z.gte(0)),
    sessionId: z.uuid(),
    streamId: z.uuid()
});

/**
 * A text for prompts, with places to fill in.
 */
export const zTemplate = z.object({
    createdAt: zTime,
    id: z.uuid(),
    name: z.string(),
    text: z.string(),
    updatedAt: zTime,
    variables: z.array(z.string())
});

/**
 * All of one's templates, by name.
 */
export const zTemplatePage = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zTemplate)
});

/**
 * Leave to follow one stream by its address alone.
 */
export const zTicket = z.object({
    expiresAt: zTime,
    ticket: z.string(),
    url: z.string()
});

/**
 * How fast a run was.
 */
export const zTiming = z.object({
    firstTokenMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    tokensPerSecond: z.optional(z.number()),
    totalMs: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))
});

/**
 * What a token is of.
 */
export const zTokenKind = z.enum(['text', 'reasoning']);

/**
 * A piece of an assistant's message.
 */
export const zToken = z.object({
    id: z.uuid(),
    kind: z.optional(zTokenKind),
    partId: z.string(),
    text: z.string()
});

/**
 * How somebody's tokens of a day (UTC) stand.
 */
export const zTokensOfDay = z.object({
    endsAt: zTime,
    limit: z.int().check(z.gte(0)),
    spent: z.int().check(z.gte(0))
});

/**
 * The answer of `GET /api/me`.
 */
export const zMe = z.object({
    account: z.optional(zAccount),
    principal: zPrincipal,
    session: z.optional(zSessionRef),
    tokens: z.optional(zTokensOfDay),
    version: z.string()
});

/**
 * What a tool says of itself. Hints, in the words of the Model Context Protocol; absent: not said.
 */
export const zToolAnnotations = z.object({
    destructiveHint: z.optional(z.boolean()),
    idempotentHint: z.optional(z.boolean()),
    openWorldHint: z.optional(z.boolean()),
    readOnlyHint: z.optional(z.boolean())
});

/**
 * A tool that is an HTTP request. For the server's owner alone.
 */
export const zHttpTool = z.object({
    allowPrivate: z.optional(z.boolean()),
    annotations: z.optional(zToolAnnotations),
    body: z.optional(zHttpBody),
    createdAt: zTime,
    description: z.string(),
    fixed: z.optional(z.boolean()),
    headers: z.optional(z.array(zNamedValue)),
    inputSchema: z.record(z.string(), z.unknown()),
    method: zHttpMethod,
    name: z.string(),
    problem: z.optional(z.string()),
    resultPath: z.optional(z.string()),
    timeoutMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    title: z.optional(z.string()),
    updatedAt: zTime,
    url: z.string()
});

/**
 * News of an HTTP tool, on the owner's feed.
 */
export const zHttpToolNews = z.union([
    zNameDeleted,
    zHttpTool
]);

/**
 * All HTTP tools, by name.
 */
export const zHttpToolPage = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zHttpTool),
    nextCursor: z.optional(z.string())
});

/**
 * What to change of an HTTP tool; absent fields stay. Its name stays as well.
 */
export const zHttpToolPatch = z.object({
    allowPrivate: z.optional(z.boolean()),
    annotations: z.optional(zToolAnnotations),
    body: z.optional(zHttpBody),
    description: z.optional(z.string()),
    headers: z.optional(z.array(zNamedValue)),
    inputSchema: z.optional(z.record(z.string(), z.unknown())),
    method: z.optional(zHttpMethod),
    resultPath: z.optional(z.string()),
    timeoutMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    title: z.optional(z.string()),
    url: z.optional(z.string())
});

/**
 * An HTTP tool to make, or to try.
 */
export const zNewHttpTool = z.object({
    allowPrivate: z.optional(z.boolean()),
    annotations: z.optional(zToolAnnotations),
    body: z.optional(zHttpBody),
    description: z.string(),
    headers: z.optional(z.array(zNamedValue)),
    inputSchema: z.record(z.string(), z.unknown()),
    method: zHttpMethod,
    name: z.string(),
    resultPath: z.optional(z.string()),
    timeoutMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    title: z.optional(z.string()),
    url: z.string()
});

/**
 * An HTTP tool to try once.
 */
export const zTestHttpTool = z.object({
    args: z.optional(z.record(z.string(), z.unknown())),
    tool: zNewHttpTool
});

/**
 * How far a tool call is, or how it ended.
 */
export const zToolCallStatus = z.enum([
    'queued',
    'awaiting-approval',
    'running',
    'done',
    'error',
    'denied',
    'cancelled',
    'interrupted'
]);

/**
 * A call ended badly (with `seq` and `jobId`), or a frame was not obeyed.
 */
export const zFrameError = z.object({
    code: zErrorCode,
    id: z.optional(z.string()),
    jobId: z.optional(z.uuid()),
    message: z.string(),
    retryable: z.boolean(),
    seq: z.optional(z.int().check(z.gte(0))),
    status: z.optional(zToolCallStatus)
});

/**
 * One execution of a tool.
 */
export const zJob = z.object({
    approval: z.optional(zJobApproval),
    args: z.record(z.string(), z.unknown()),
    asOf: z.optional(z.string()),
    createdAt: zTime,
    endedAt: z.optional(zTime),
    error: z.optional(z.string()),
    id: z.uuid(),
    log: z.optional(z.string()),
    name: z.string(),
    output: z.optional(z.record(z.string(), z.unknown())),
    progress: z.optional(z.number()),
    questions: z.optional(z.array(zJobApproval)),
    runId: z.optional(z.uuid()),
    startedAt: z.optional(zTime),
    status: zToolCallStatus,
    toolCallId: z.optional(z.string())
});

/**
 * A job of one's own came into being, waits for somebody, or ended; on its owner's feed.
 */
export const zJobNotice = z.object({
    id: z.uuid(),
    name: z.string(),
    status: zToolCallStatus
});

/**
 * A page of jobs, newest first.
 */
export const zJobPage = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zJob),
    nextCursor: z.optional(z.string())
});

/**
 * The present state of a job, in a `reset`.
 */
export const zJobSnapshot = z.object({
    job: zJob
});

/**
 * A call of a tool within a message.
 */
export const zToolCall = z.object({
    args: z.record(z.string(), z.unknown()),
    endedAt: z.optional(zTime),
    error: z.optional(z.string()),
    id: z.string(),
    jobId: z.optional(z.uuid()),
    name: z.string(),
    output: z.optional(z.record(z.string(), z.unknown())),
    startedAt: z.optional(zTime),
    status: zToolCallStatus
});

/**
 * A call ended well.
 */
export const zToolComplete = z.object({
    durationMs: z.int().check(z.gte(0)),
    id: z.string(),
    jobId: z.uuid(),
    output: z.record(z.string(), z.unknown()),
    seq: z.int().check(z.gte(0))
});

/**
 * Where a tool comes from.
 */
export const zToolOrigin = z.enum([
    'builtin',
    'http',
    'mcp'
]);

/**
 * Whether a tool may be called.
 */
export const zToolPermission = z.enum([
    'allow',
    'ask',
    'deny'
]);

/**
 * Something that can be called, and whether the one who asks may.
 */
export const zTool = z.object({
    annotations: zToolAnnotations,
    description: z.string(),
    enabled: z.boolean(),
    inputSchema: z.record(z.string(), z.unknown()),
    name: z.string(),
    permission: zToolPermission,
    server: z.optional(z.string()),
    source: zToolOrigin,
    title: z.string()
});

/**
 * What somebody chose of a tool; absent fields are as the tool has them by itself.
 */
export const zToolChoice = z.object({
    enabled: z.optional(z.boolean()),
    name: z.string(),
    permission: z.optional(zToolPermission)
});

/**
 * The tools that one may know of.
 */
export const zToolPage = z.object({
    items: z.array(zTool),
    nextCursor: z.optional(z.string())
});

/**
 * What to change of one's own choice of a tool; absent fields stay.
 */
export const zToolPatch = z.object({
    enabled: z.optional(z.boolean()),
    permission: z.optional(zToolPermission)
});

/**
 * A call of a tool within a run came into being, changed its state, or says how far it is.
 *
 * What is absent stays as it was told before; the first event of a call has its arguments.
 */
export const zToolStatus = z.object({
    args: z.optional(z.record(z.string(), z.unknown())),
    endedAt: z.optional(zTime),
    error: z.optional(z.string()),
    id: z.string(),
    jobId: z.optional(z.uuid()),
    log: z.optional(z.string()),
    messageId: z.uuid(),
    name: z.string(),
    output: z.optional(z.record(z.string(), z.unknown())),
    partId: z.string(),
    progress: z.optional(z.number()),
    startedAt: z.optional(zTime),
    status: zToolCallStatus
});

/**
 * A call changed its state; or, without `seq`, how far it is.
 */
export const zToolUpdate = z.object({
    approvalId: z.optional(z.uuid()),
    id: z.string(),
    jobId: z.uuid(),
    log: z.optional(z.string()),
    progress: z.optional(z.number()),
    seq: z.optional(z.int().check(z.gte(0))),
    status: zToolCallStatus
});

/**
 * What the server says on a WebSocket; one JSON text for each frame.
 *
 * Frames with a `seq` belong to the session: it rises by one, and they come again after a `resume`.
 */
export const zServerFrame = z.union([
    z.intersection(zSocketWelcome, z.object({
        type: z.enum(['welcome'])
    })),
    z.intersection(zToolUpdate, z.object({
        type: z.enum(['tool_update'])
    })),
    z.intersection(zPartialResult, z.object({
        type: z.enum(['partial_result'])
    })),
    z.intersection(zToolComplete, z.object({
        type: z.enum(['complete'])
    })),
    z.intersection(zFrameError, z.object({
        type: z.enum(['error'])
    })),
    z.intersection(zChannelEvent, z.object({
        type: z.enum(['event'])
    })),
    z.intersection(zSocketReset, z.object({
        type: z.enum(['reset'])
    })),
    z.intersection(zFrameOk, z.object({
        type: z.enum(['ok'])
    })),
    z.intersection(zPong, z.object({
        type: z.enum(['pong'])
    })),
    z.intersection(zDraining, z.object({
        type: z.enum(['draining'])
    }))
]);

/**
 * Follows a channel no more.
 */
export const zUnsubscribe = z.object({
    channel: z.string(),
    id: z.string()
});

/**
 * What a client says on a WebSocket; one JSON text for each frame.
 */
export const zClientFrame = z.union([
    z.intersection(zResume, z.object({
        type: z.enum(['resume'])
    })),
    z.intersection(zAck, z.object({
        type: z.enum(['ack'])
    })),
    z.intersection(zInvokeFrame, z.object({
        type: z.enum(['invoke_tool'])
    })),
    z.intersection(zCancelTool, z.object({
        type: z.enum(['cancel_tool'])
    })),
    z.intersection(zSubscribe, z.object({
        type: z.enum(['subscribe'])
    })),
    z.intersection(zUnsubscribe, z.object({
        type: z.enum(['unsubscribe'])
    })),
    z.intersection(zPublish, z.object({
        type: z.enum(['publish'])
    })),
    z.intersection(zPresence, z.object({
        type: z.enum(['presence'])
    })),
    z.intersection(zAuth, z.object({
        type: z.enum(['auth'])
    })),
    z.intersection(zPingFrame, z.object({
        type: z.enum(['ping'])
    }))
]);

/**
 * What a model counted.
 */
export const zUsage = z.object({
    inputTokens: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    outputTokens: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))
});

/**
 * An entry of a conversation.
 */
export const zChatMessage = z.object({
    content: z.string(),
    conversationId: z.uuid(),
    createdAt: zTime,
    error: z.optional(zMessageError),
    id: z.uuid(),
    model: z.optional(z.string()),
    parentId: z.optional(z.uuid()),
    parts: z.array(zPart),
    role: zMessageRole,
    runId: z.optional(z.uuid()),
    status: zMessageStatus,
    timing: z.optional(zTiming),
    toolCalls: z.optional(z.array(zToolCall)),
    usage: z.optional(zUsage)
});

/**
 * A conversation as a file, to be brought in again.
 */
export const zConversationExport = z.object({
    conversation: zConversation,
    messages: z.array(zChatMessage),
    version: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    format: z.string()
});

/**
 * The present state of a conversation.
 */
export const zConversationSnapshot = z.object({
    conversation: zConversation,
    messages: z.array(zChatMessage),
    nextCursor: z.optional(z.string()),
    queue: z.optional(z.array(zQueuedMessage)),
    run: z.optional(zRun)
});

/**
 * The last event of a run, exactly one.
 */
export const zDone = z.object({
    id: z.uuid(),
    runId: z.uuid(),
    status: zDoneStatus,
    timing: z.optional(zTiming),
    usage: z.optional(zUsage)
});

/**
 * A page of messages, newest first.
 */
export const zMessagePage = z.object({
    asOf: z.optional(z.string()),
    items: z.array(zChatMessage),
    nextCursor: z.optional(z.string())
});

/**
 * What is decided on a verb.
 */
export const zVerbExplained = z.object({
    allowed: z.boolean(),
    by: z.string(),
    verb: z.string()
});

/**
 * Whether somebody may do something with a channel, and what decides it.
 */
export const zRulesExplained = z.object({
    channel: z.string(),
    principal: z.optional(z.string()),
    role: zAccessRole,
    verbs: z.array(zVerbExplained)
});

/**
 * The first event of a stream; its id is the place that the stream starts from.
 */
export const zWelcome = z.object({
    channels: z.array(zChannelHead),
    expiresAt: z.optional(zTime),
    heartbeatMs: z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })),
    refused: z.optional(z.array(z.string())),
    streamId: z.uuid()
});

/**
 * An event of a conversation's or a run's stream: `event:` is the type, `data:` the data.
 */
export const zStreamChunk = z.union([
    z.object({
        data: zWelcome,
        type: z.enum(['welcome'])
    }),
    z.object({
        data: zRun,
        type: z.enum(['run'])
    }),
    z.object({
        data: zChatMessage,
        type: z.enum(['message'])
    }),
    z.object({
        data: zToken,
        type: z.enum(['token'])
    }),
    z.object({
        data: zToolStatus,
        type: z.enum(['tool-status'])
    }),
    z.object({
        data: zApproval,
        type: z.enum(['approval'])
    }),
    z.object({
        data: zRunError,
        type: z.enum(['error'])
    }),
    z.object({
        data: zDone,
        type: z.enum(['done'])
    }),
    z.object({
        data: zConversation,
        type: z.enum(['conversation'])
    }),
    z.object({
        data: zQueue,
        type: z.enum(['queue'])
    }),
    z.object({
        data: zDeleted,
        type: z.enum(['deleted'])
    }),
    z.object({
        data: zTemplate,
        type: z.enum(['template'])
    }),
    z.object({
        data: zDeleted,
        type: z.enum(['template-deleted'])
    }),
    z.object({
        data: zDraftNotice,
        type: z.enum(['draft'])
    }),
    z.object({
        data: zJob,
        type: z.enum(['job'])
    }),
    z.object({
        data: zJobProgress,
        type: z.enum(['job-progress'])
    }),
    z.object({
        data: zJobPartial,
        type: z.enum(['job-partial'])
    }),
    z.object({
        data: zJobNotice,
        type: z.enum(['job-notice'])
    }),
    z.object({
        data: zToolChoice,
        type: z.enum(['tool-choice'])
    }),
    z.object({
        data: zHttpToolNews,
        type: z.enum(['http-tool'])
    }),
    z.object({
        data: zMcpServerNews,
        type: z.enum(['mcp-server'])
    }),
    z.object({
        data: zReset,
        type: z.enum(['reset'])
    }),
    z.object({
        data: zReconnect,
        type: z.enum(['reconnect'])
    }),
    z.object({
        data: zExpired,
        type: z.enum(['expired'])
    })
]);

/**
 * What to do when a run is going on in the conversation.
 */
export const zWhenBusy = z.enum([
    'reject',
    'queue',
    'stop'
]);

/**
 * The body of `POST /api/realtime/{id}/continue`.
 */
export const zContinueRun = z.object({
    model: z.optional(z.string()),
    whenBusy: z.optional(zWhenBusy)
});

/**
 * The body of `POST /api/realtime`.
 */
export const zStartRun = z.object({
    context: z.optional(z.string()),
    conversationId: z.optional(z.uuid()),
    messageId: z.optional(z.uuid()),
    model: z.optional(z.string()),
    parentId: z.optional(zParentRef),
    prompt: z.optional(z.string()),
    reasoning: z.optional(z.boolean()),
    templateId: z.optional(z.uuid()),
    tools: z.optional(z.array(z.string())),
    variables: z.optional(z.record(z.string(), z.string())),
    whenBusy: z.optional(zWhenBusy)
});

export const zListAuditQuery = z.object({
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    cursor: z.optional(z.string()),
    action: z.optional(z.string()),
    actor: z.optional(z.string()),
    q: z.optional(z.string())
});

/**
 * A page
 */
export const zListAuditResponse = zAuditPage;

/**
 * The invitations, newest first
 */
export const zListInvitationsResponse = zInvitationList;

export const zCreateInvitationBody = zNewInvitation;

/**
 * The invitation, with its token, which is shown here and never again
 */
export const zCreateInvitationResponse = zInvitation;

export const zDeleteInvitationPath = z.object({
    id: z.string()
});

/**
 * It counts no more
 */
export const zDeleteInvitationResponse = z.void();

/**
 * The keys, the newest first
 */
export const zListKeysResponse = zServiceKeyList;

export const zCreateKeyBody = zNewServiceKey;

/**
 * The key, which is shown here and never again
 */
export const zCreateKeyResponse = zServiceKey;

export const zDeleteKeyPath = z.object({
    id: z.string()
});

/**
 * It counts no more
 */
export const zDeleteKeyResponse = z.void();

export const zExplainRulesQuery = z.object({
    principal: z.optional(z.string()),
    role: z.optional(zAccessRole),
    channel: z.string(),
    verb: z.optional(z.string())
});

/**
 * What is decided, and by what
 */
export const zExplainRulesResponse = zRulesExplained;

export const zListUsersQuery = z.object({
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    cursor: z.optional(z.string())
});

/**
 * The accounts, newest first
 */
export const zListUsersResponse = zAccountPage;

export const zDeleteUserPath = z.object({
    id: z.string()
});

/**
 * It is gone
 */
export const zDeleteUserResponse = z.void();

export const zUpdateUserBody = zAccountPatch;

export const zUpdateUserPath = z.object({
    id: z.string()
});

/**
 * The account
 */
export const zUpdateUserResponse = zAccount;

export const zDecideApprovalBody = zDecideApproval;

export const zDecideApprovalHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

export const zDecideApprovalPath = z.object({
    id: z.string()
});

/**
 * It counts
 */
export const zDecideApprovalResponse = zJobApproval;

/**
 * How
 */
export const zGetAuthResponse = zAuthInfo;

export const zDeleteAccountBody = zDeleteAccount;

/**
 * It is gone
 */
export const zDeleteAccountResponse = z.void();

export const zUpdateAccountBody = zProfilePatch;

/**
 * The account
 */
export const zUpdateAccountResponse = zAccount;

export const zLoginBody = zLogin;

/**
 * The account, and the session's cookie
 */
export const zLoginResponse = zSignedIn;

/**
 * Nobody is signed in here any more
 */
export const zLogoutResponse = z.void();

export const zFinishProviderSignInQuery = z.object({
    code: z.optional(z.string()),
    state: z.optional(z.string()),
    iss: z.optional(z.string()),
    error: z.optional(z.string())
});

/**
 * It failed; nothing was changed
 */
export const zFinishProviderSignInResponse = zProblem;

export const zStartProviderSignInBody = zProviderSignIn;

/**
 * The provider's page, and a cookie for the way back
 */
export const zStartProviderSignInResponse = zProviderPage;

export const zClaimOwnerBody = zOwnerClaim;

/**
 * The owner's cookie is set
 */
export const zClaimOwnerResponse = z.void();

export const zChangePasswordBody = zChangePassword;

/**
 * It is changed
 */
export const zChangePasswordResponse = z.void();

export const zProlongStreamBody = zProlongStream;

/**
 * The stream goes on; a cookie is set if the credential has an end
 */
export const zProlongStreamResponse = zProlonged;

export const zRegisterBody = zRegister;

/**
 * The account, and the session's cookie
 */
export const zRegisterResponse = zSignedIn;

/**
 * They are over
 */
export const zEndOtherSessionsResponse = z.void();

/**
 * The sessions, the last used first
 */
export const zListSessionsResponse = zSessionList;

export const zEndSessionPath = z.object({
    id: z.string()
});

/**
 * It is over
 */
export const zEndSessionResponse = z.void();

export const zCreateTicketBody = zNewTicket;

/**
 * The ticket, which is shown here and never again
 */
export const zCreateTicketResponse = zTicket;

export const zListConversationsQuery = z.object({
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    cursor: z.optional(z.string()),
    archived: z.optional(z.boolean()),
    pinned: z.optional(z.boolean()),
    deleted: z.optional(z.boolean())
});

/**
 * A page
 */
export const zListConversationsResponse = zConversationPage;

export const zCreateConversationBody = zNewConversation;

export const zCreateConversationHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

/**
 * It is there
 */
export const zCreateConversationResponse = zConversation;

export const zImportConversationBody = zConversationExport;

export const zImportConversationHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

/**
 * It is there, under new ids
 */
export const zImportConversationResponse = zConversation;

export const zDeleteConversationPath = z.object({
    id: z.string()
});

/**
 * It is gone
 */
export const zDeleteConversationResponse = z.void();

export const zGetConversationPath = z.object({
    id: z.string()
});

/**
 * The conversation, with `asOf`
 */
export const zGetConversationResponse = zConversation;

export const zUpdateConversationBody = zConversationPatch;

export const zUpdateConversationPath = z.object({
    id: z.string()
});

/**
 * The conversation as it is now
 */
export const zUpdateConversationResponse = zConversation;

export const zFollowConversationPath = z.object({
    id: z.string()
});

export const zFollowConversationQuery = z.object({
    cursor: z.optional(z.string()),
    type: z.optional(z.array(z.string())),
    flushMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

/**
 * An event stream
 */
export const zFollowConversationResponse = zStreamChunk;

export const zExportConversationPath = z.object({
    id: z.string()
});

export const zExportConversationQuery = z.object({
    format: z.optional(z.string()),
    leaf: z.optional(z.string())
});

/**
 * The file
 */
export const zExportConversationResponse = zConversationExport;

export const zForkConversationBody = zForkConversation;

export const zForkConversationHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

export const zForkConversationPath = z.object({
    id: z.string()
});

/**
 * The new conversation
 */
export const zForkConversationResponse = zConversation;

export const zListQueuePath = z.object({
    id: z.string()
});

/**
 * What waits
 */
export const zListQueueResponse = zQueue;

export const zRemoveQueuedPath = z.object({
    id: z.string(),
    messageId: z.string()
});

/**
 * It does not wait any more
 */
export const zRemoveQueuedResponse = z.void();

export const zUpdateQueuedBody = zQueuePatch;

export const zUpdateQueuedPath = z.object({
    id: z.string(),
    messageId: z.string()
});

/**
 * What waits now
 */
export const zUpdateQueuedResponse = zQueue;

export const zRestoreConversationPath = z.object({
    id: z.string()
});

/**
 * It is there again
 */
export const zRestoreConversationResponse = zConversation;

export const zGetDraftPath = z.object({
    conversation: z.string()
});

/**
 * It; its text is empty if there is none
 */
export const zGetDraftResponse = zPromptDraft;

export const zSaveDraftBody = zNewPromptDraft;

export const zSaveDraftPath = z.object({
    conversation: z.string()
});

/**
 * What is there now
 */
export const zSaveDraftResponse = zPromptDraft;

export const zFollowChannelsQuery = z.object({
    channel: z.array(z.string()),
    cursor: z.optional(z.string()),
    type: z.optional(z.array(z.string())),
    flushMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    batchMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

/**
 * An event stream
 */
export const zFollowChannelsResponse = zStreamChunk;

export const zFollowPostedChannelsBody = zFollowChannels;

export const zFollowPostedChannelsQuery = z.object({
    type: z.optional(z.array(z.string())),
    flushMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    batchMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

/**
 * An event stream
 */
export const zFollowPostedChannelsResponse = zStreamChunk;

/**
 * All of them
 */
export const zListHttpToolsResponse = zHttpToolPage;

export const zCreateHttpToolBody = zNewHttpTool;

export const zCreateHttpToolHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

/**
 * It is there
 */
export const zCreateHttpToolResponse = zHttpTool;

export const zTestHttpToolBody = zTestHttpTool;

/**
 * What came of it
 */
export const zTestHttpToolResponse = zTestedHttpTool;

export const zDeleteHttpToolPath = z.object({
    name: z.string()
});

/**
 * It is gone
 */
export const zDeleteHttpToolResponse = z.void();

export const zUpdateHttpToolBody = zHttpToolPatch;

export const zUpdateHttpToolPath = z.object({
    name: z.string()
});

/**
 * The tool as it is now
 */
export const zUpdateHttpToolResponse = zHttpTool;

export const zListJobsQuery = z.object({
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    cursor: z.optional(z.string())
});

/**
 * A page
 */
export const zListJobsResponse = zJobPage;

export const zStopJobPath = z.object({
    id: z.string()
});

/**
 * The job, ended
 */
export const zStopJobResponse = zJob;

export const zGetJobPath = z.object({
    id: z.string()
});

/**
 * The job
 */
export const zGetJobResponse = zJob;

export const zFollowJobPath = z.object({
    id: z.string()
});

export const zFollowJobQuery = z.object({
    cursor: z.optional(z.string()),
    type: z.optional(z.array(z.string()))
});

export const zFollowJobResponse = z.union([
    zStreamChunk,
    z.void()
]);

/**
 * All of them
 */
export const zListMcpServersResponse = zMcpServerPage;

export const zCreateMcpServerBody = zNewMcpServer;

export const zCreateMcpServerHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

/**
 * It is there, and being reached
 */
export const zCreateMcpServerResponse = zMcpServer;

export const zTestMcpServerBody = zTestMcpServer;

/**
 * What came of it
 */
export const zTestMcpServerResponse = zTestedMcpServer;

export const zDeleteMcpServerPath = z.object({
    name: z.string()
});

/**
 * It is gone
 */
export const zDeleteMcpServerResponse = z.void();

export const zUpdateMcpServerBody = zMcpServerPatch;

export const zUpdateMcpServerPath = z.object({
    name: z.string()
});

/**
 * The server as it is now
 */
export const zUpdateMcpServerResponse = zMcpServer;

export const zRestartMcpServerPath = z.object({
    name: z.string()
});

/**
 * It is being reached
 */
export const zRestartMcpServerResponse = zMcpServer;

/**
 * Who is asking
 */
export const zGetMeResponse = zMe;

export const zListMessagesQuery = z.object({
    conversationId: z.string(),
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    cursor: z.optional(z.string()),
    leaf: z.optional(z.string())
});

/**
 * A page; the first has `asOf`
 */
export const zListMessagesResponse = zMessagePage;

export const zCreateMessageBody = zNewMessage;

export const zCreateMessageHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

/**
 * It is there
 */
export const zCreateMessageResponse = zChatMessage;

/**
 * The models, the default first
 */
export const zListModelsResponse = zModelPage;

export const zStartRunBody = zStartRun;

export const zStartRunHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

export const zStartRunQuery = z.object({
    flushMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

export const zStartRunResponse = z.union([
    zStreamChunk,
    zStartedRun
]);

export const zStopRunPath = z.object({
    id: z.string()
});

/**
 * The run, ended
 */
export const zStopRunResponse = zRun;

export const zFollowRunPath = z.object({
    id: z.string()
});

export const zFollowRunQuery = z.object({
    cursor: z.optional(z.string()),
    flushMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

export const zFollowRunResponse = z.union([
    zStreamChunk,
    z.void()
]);

export const zContinueRunBody = zContinueRun;

export const zContinueRunHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

export const zContinueRunPath = z.object({
    id: z.string()
});

export const zContinueRunQuery = z.object({
    flushMs: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' })))
});

export const zContinueRunResponse = z.union([
    zStreamChunk,
    zStartedRun
]);

export const zSearchMessagesQuery = z.object({
    q: z.string(),
    limit: z.optional(z.int().check(z.gte(0), z.maximum(2147483647, { error: 'Invalid value: Expected int32 to be <= 2147483647' }))),
    cursor: z.optional(z.string())
});

/**
 * A page
 */
export const zSearchMessagesResponse = zSearchPage;

/**
 * All of them, at most 200
 */
export const zListTemplatesResponse = zTemplatePage;

export const zCreateTemplateBody = zNewTemplate;

export const zCreateTemplateHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

/**
 * It is there
 */
export const zCreateTemplateResponse = zTemplate;

export const zDeleteTemplatePath = z.object({
    id: z.string()
});

/**
 * It is gone
 */
export const zDeleteTemplateResponse = z.void();

export const zUpdateTemplateBody = zTemplatePatch;

export const zUpdateTemplatePath = z.object({
    id: z.string()
});

/**
 * The template as it is now
 */
export const zUpdateTemplateResponse = zTemplate;

/**
 * All of them
 */
export const zListToolsResponse = zToolPage;

export const zUpdateToolBody = zToolPatch;

export const zUpdateToolPath = z.object({
    tool: z.string()
});

/**
 * The tool as it is now
 */
export const zUpdateToolResponse = zTool;

export const zInvokeToolBody = zInvokeTool;

export const zInvokeToolHeaders = z.object({
    'Idempotency-Key': z.optional(z.string())
});

export const zInvokeToolPath = z.object({
    tool: z.string()
});

/**
 * There is a job
 */
export const zInvokeToolResponse = zInvokedTool;

/**
 * It failed; nothing was changed
 */
export const zOpenSocketResponse = zProblem;

/**
 * It lives
 */
export const zGetHealthResponse = zHealth;

/**
 * It does
 */
export const zGetReadinessResponse = zHealth;
