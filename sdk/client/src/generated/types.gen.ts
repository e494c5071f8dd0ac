// Generated from openapi.json; do not edit.

export type ClientOptions = {
    baseUrl: `${string}://${string}` | (string & {});
};

/**
 * What a principal may do on this server.
 *
 * Roles are sent and stored by name: add, never rename.
 */
export type AccessRole = 'owner' | 'admin' | 'member' | 'viewer' | 'guest' | 'service';

/**
 * Somebody who can sign in.
 */
export type Account = {
    /**
     * When it came into being.
     */
    createdAt: Time;
    /**
     * Whether nobody can sign in to it for now.
     */
    disabled: boolean;
    /**
     * What they want to be called, 1 to 80 characters.
     */
    displayName?: string;
    /**
     * Its id.
     */
    id: string;
    /**
     * When they were last here, to within five minutes.
     */
    lastSeenAt?: Time;
    /**
     * What they sign in with, unique whatever the case.
     */
    name: string;
    /**
     * Whether it has no password, because they sign in with the identity provider.
     */
    provider?: boolean;
    /**
     * What they may do.
     */
    role: AccessRole;
};

/**
 * Accounts, newest first.
 */
export type AccountPage = {
    /**
     * The accounts.
     */
    items: Array<Account>;
    /**
     * Pages the list; absent on the last page.
     */
    nextCursor?: string;
};

/**
 * What to change of somebody's account; absent fields stay.
 */
export type AccountPatch = {
    /**
     * Whether nobody can sign in to it.
     */
    disabled?: boolean;
    /**
     * `admin`, `member` or `viewer`.
     */
    role?: AccessRole;
};

/**
 * Session frames up to this one are handled.
 */
export type Ack = {
    /**
     * The last one.
     */
    seq: number;
};

/**
 * A call within a run waits for leave or for an answer, or somebody decided on it.
 */
export type Approval = {
    /**
     * The call's arguments; absent once it is decided.
     */
    args?: {
        [key: string]: unknown;
    };
    /**
     * Who decided, if a person did.
     */
    by?: string;
    /**
     * What was decided; absent while nobody did.
     */
    decision?: ApprovalDecision;
    /**
     * When it is too late; absent once it is decided.
     */
    expiresAt?: Time;
    /**
     * What the call asks; absent where it waits for leave, and once it is decided.
     */
    form?: ApprovalForm;
    /**
     * What to name in `POST /api/approvals/{id}`.
     */
    id: string;
    /**
     * The tool; absent once it is decided.
     */
    name?: string;
    /**
     * Why it is asked; once it is decided, what the person who decided said of it.
     */
    reason?: string;
    /**
     * The call.
     */
    toolCallId: string;
};

/**
 * What a person can decide.
 */
export type ApprovalAnswer = 'allow' | 'always' | 'deny' | 'cancel';

/**
 * What was decided on a call that waited for somebody.
 */
export type ApprovalDecision = 'allow' | 'always' | 'deny' | 'cancelled' | 'expired';

/**
 * What a call that goes on asks of a person, as a form.
 */
export type ApprovalForm = {
    /**
     * What it asks, in its own words; plain text of 1 to 4,000 characters.
     */
    message: string;
    /**
     * The names of the fields, as the server has them one below the other.
     */
    order: Array<string>;
    /**
     * JSON Schema of the answer: an object whose fields are texts, numbers, yes or no, or a choice.
     */
    schema: {
        [key: string]: unknown;
    };
    /**
     * The server that asks, and gets the answer.
     */
    server: string;
};

/**
 * Who did something.
 */
export type AuditActor = {
    /**
     * The principal, or `server`, or `nobody` for somebody without a credential.
     */
    id: string;
    /**
     * The name of their account, if they have one.
     */
    name?: string;
    /**
     * The role that they had, as in `AccessRole`, or `server` or `nobody`.
     */
    role: string;
};

/**
 * One entry of the audit trail: who did what, from where, and what became of it.
 *
 * The trail is the channel `system:audit` of the log; each entry is chained to the one before it by
 * a hash, see the operations manual.
 */
export type AuditEntry = {
    /**
     * What was done, as a stable word such as `run.stopped`; later versions have more.
     */
    action: string;
    /**
     * Who did it.
     */
    actor: AuditActor;
    /**
     * The address that it came from.
     */
    address?: string;
    /**
     * When it was noted.
     */
    at: Time;
    /**
     * More, in a few words.
     */
    detail?: string;
    /**
     * What became of it.
     */
    outcome: AuditOutcome;
    /**
     * The request that asked for it, as in `X-Request-Id`.
     */
    requestId?: string;
    /**
     * Its number in the trail: 1, 2, 3 … without holes.
     */
    seq: number;
    /**
     * What it was done to: an id or a name.
     */
    target?: string;
};

/**
 * What became of something that was asked for.
 */
export type AuditOutcome = 'ok' | 'refused';

/**
 * Entries of the audit trail, the newest first.
 */
export type AuditPage = {
    /**
     * The entries. With a filter there can be fewer than asked for, even none, although
     * `nextCursor` is there: a search looks through so many entries at a time.
     */
    items: Array<AuditEntry>;
    /**
     * Gives the next page; absent on the last one.
     */
    nextCursor?: string;
};

/**
 * Shows a fresh credential.
 */
export type Auth = {
    /**
     * It.
     */
    token: string;
};

/**
 * How people sign in to this server.
 */
export type AuthInfo = {
    /**
     * Whether there are accounts of its own.
     */
    accounts: boolean;
    /**
     * Whether somebody without a credential is a guest.
     */
    guests: boolean;
    /**
     * The identity provider with which people sign in as well, if there is one.
     */
    oidc?: ProviderInfo;
    /**
     * Whether the owner has an account.
     */
    ownerClaimed: boolean;
    /**
     * Who may make an account.
     */
    registration: Registration;
};

/**
 * Stops a call, named by either.
 */
export type CancelTool = {
    /**
     * The `id` of its `invoke_tool`.
     */
    id?: string;
    /**
     * Its job.
     */
    jobId?: string;
};

/**
 * A new password for one's own account.
 */
export type ChangePassword = {
    /**
     * The password so far.
     */
    current: string;
    /**
     * The new one, 10 to 256 characters.
     */
    password: string;
};

/**
 * An event of a channel; the same bytes for every subscriber.
 */
export type ChannelEvent = {
    /**
     * When it was committed.
     */
    at: Time;
    /**
     * The channel.
     */
    channel: string;
    /**
     * The place to go on from.
     */
    cursor: string;
    /**
     * Its data.
     */
    data: {
        [key: string]: unknown;
    };
    /**
     * Its type.
     */
    event: string;
    /**
     * The first seq of an event that was joined of several.
     */
    first?: number;
    /**
     * Its number there.
     */
    seq: number;
};

/**
 * A channel of a stream and the last seq at the stream's start.
 */
export type ChannelHead = {
    /**
     * The channel.
     */
    channel: string;
    /**
     * Its last seq; 0 if it has no event yet.
     */
    seq: number;
};

/**
 * An entry of a conversation.
 */
export type ChatMessage = {
    /**
     * The joined text of the parts.
     */
    content: string;
    /**
     * The conversation.
     */
    conversationId: string;
    /**
     * When it came into being.
     */
    createdAt: Time;
    /**
     * Why it failed.
     */
    error?: MessageError;
    /**
     * Unique in the conversation.
     */
    id: string;
    /**
     * The model that wrote it.
     */
    model?: string;
    /**
     * The message this one answers or follows; absent for a first message.
     */
    parentId?: string;
    /**
     * What happened, in order.
     */
    parts: Array<Part>;
    /**
     * Whose words.
     */
    role: MessageRole;
    /**
     * Once it has ended: the run that wrote it last, which a continuation names.
     */
    runId?: string;
    /**
     * How far it is, or how it ended.
     */
    status: MessageStatus;
    /**
     * How fast it was.
     */
    timing?: Timing;
    /**
     * The calls that its parts name.
     */
    toolCalls?: Array<ToolCall>;
    /**
     * What the model counted.
     */
    usage?: Usage;
};

/**
 * What a client says on a WebSocket; one JSON text for each frame.
 */
export type ClientFrame = (Resume & {
    type: 'resume';
}) | (Ack & {
    type: 'ack';
}) | (InvokeFrame & {
    type: 'invoke_tool';
}) | (CancelTool & {
    type: 'cancel_tool';
}) | (Subscribe & {
    type: 'subscribe';
}) | (Unsubscribe & {
    type: 'unsubscribe';
}) | (Publish & {
    type: 'publish';
}) | (Presence & {
    type: 'presence';
}) | (Auth & {
    type: 'auth';
}) | (PingFrame & {
    type: 'ping';
});

/**
 * The body of `POST /api/realtime/{id}/continue`.
 */
export type ContinueRun = {
    /**
     * The model; the run's own if absent and still there.
     */
    model?: string;
    /**
     * `reject` if absent; a continuation does not wait in the queue.
     */
    whenBusy?: WhenBusy;
};

/**
 * A chat.
 */
export type Conversation = {
    /**
     * Kept out of the list.
     */
    archived: boolean;
    /**
     * On a read: the place in the log that it is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * When it came into being.
     */
    createdAt: Time;
    /**
     * On the list of deleted ones: when it was deleted.
     */
    deletedAt?: Time;
    /**
     * Where its first messages were copied from.
     */
    forkedFrom?: ForkedFrom;
    /**
     * Its id.
     */
    id: string;
    /**
     * The last message of the branch that is shown first.
     */
    leafId?: string;
    /**
     * The model for its next run.
     */
    model?: string;
    /**
     * Kept at the top of the list.
     */
    pinned: boolean;
    /**
     * How many messages wait for their turn; absent if none do.
     */
    queued?: number;
    /**
     * The run that is going on.
     */
    runId?: string;
    /**
     * Instructions that its models are given above the messages, at most 32,000 characters.
     */
    system?: string;
    /**
     * Its title, at most 200 characters.
     */
    title: string;
    /**
     * The tools that its models may call, as far as those are switched on; absent: all that are.
     */
    tools?: Array<string>;
    /**
     * When it last changed: a message, a run, its title, its pin, its archive, its model or
     * its instructions.
     */
    updatedAt: Time;
};

/**
 * A conversation as a file, to be brought in again.
 */
export type ConversationExport = {
    /**
     * The conversation; when it is brought in, its id, its run and its `updatedAt` do not count.
     */
    conversation: Conversation;
    /**
     * All messages of all branches, at most 10,000. A parent comes before its children.
     */
    messages: Array<ChatMessage>;
    /**
     * 1.
     */
    version: number;
    /**
     * `thalweg.conversation`.
     */
    format: string;
};

/**
 * A page of conversations, most recently changed first.
 */
export type ConversationPage = {
    /**
     * On the first page: the place in the log that it is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The conversations.
     */
    items: Array<Conversation>;
    /**
     * Gives the next, older page.
     */
    nextCursor?: string;
};

/**
 * What to change of a conversation; absent fields stay.
 */
export type ConversationPatch = {
    /**
     * Keep out of the list or not.
     */
    archived?: boolean;
    /**
     * The model for its next run.
     */
    model?: string;
    /**
     * Keep at the top of the list or not.
     */
    pinned?: boolean;
    /**
     * Instructions for its models, at most 32,000 characters; a blank text takes them away.
     */
    system?: string;
    /**
     * A new title, 1 to 200 characters.
     */
    title?: string;
    /**
     * The tools that its models may call, at most 200; `["*"]` for all that are switched on.
     */
    tools?: Array<string>;
};

/**
 * The present state of a conversation.
 */
export type ConversationSnapshot = {
    /**
     * The conversation.
     */
    conversation: Conversation;
    /**
     * The newest 50 messages within 1 MiB, newest first, with the text written so far.
     */
    messages: Array<ChatMessage>;
    /**
     * Gives older messages.
     */
    nextCursor?: string;
    /**
     * What waits for its turn, the next first.
     */
    queue?: Array<QueuedMessage>;
    /**
     * The run that is going on.
     */
    run?: Run;
};

/**
 * A decision on a call that waits.
 */
export type DecideApproval = {
    /**
     * To a question that is answered (`allow`), and only then: the answer, which fits the form.
     */
    content?: {
        [key: string]: unknown;
    };
    /**
     * Yes or no.
     */
    decision: ApprovalAnswer;
    /**
     * Why, at most 1,000 characters.
     */
    reason?: string;
};

/**
 * One's own account is to be deleted.
 */
export type DeleteAccount = {
    /**
     * Its name instead, if it has no password: then its holder must have signed in within ten minutes.
     */
    name?: string;
    /**
     * Its password.
     */
    password?: string;
};

/**
 * A conversation was deleted.
 */
export type Deleted = {
    /**
     * The conversation.
     */
    id: string;
};

/**
 * The last event of a run, exactly one.
 */
export type Done = {
    /**
     * The assistant's message.
     */
    id: string;
    /**
     * The run.
     */
    runId: string;
    /**
     * How it ended.
     */
    status: DoneStatus;
    /**
     * How fast it was.
     */
    timing?: Timing;
    /**
     * What the model counted.
     */
    usage?: Usage;
};

/**
 * How a run ended.
 */
export type DoneStatus = 'complete' | 'stopped' | 'length' | 'refused' | 'error' | 'interrupted';

/**
 * A draft was saved or taken away. The text itself is read by `GET /api/drafts/{conversation}`, so
 * that nobody is sent each word of somebody who types.
 */
export type DraftNotice = {
    /**
     * The conversation; absent for a new one.
     */
    conversationId?: string;
    /**
     * Whether the draft was taken away.
     */
    gone?: boolean;
    /**
     * The id of this saving.
     */
    revision: string;
};

/**
 * The server goes down.
 */
export type Draining = {
    /**
     * How long to wait before coming back, in milliseconds.
     */
    retryMs: number;
};

/**
 * The one list of error codes. The code alone decides status and whether trying again can help.
 *
 * Codes are sent and stored by name: add, never rename.
 */
export type ErrorCode = 'malformed' | 'malformed_cursor' | 'invalid_fields' | 'unknown_model' | 'unknown_tool' | 'unknown_template' | 'not_found' | 'no_route' | 'method_not_allowed' | 'too_large' | 'not_json' | 'body_timeout' | 'foreign_origin' | 'foreign_host' | 'forwarded_request' | 'unauthorized' | 'forbidden' | 'owner_link_required' | 'fixed_by_config' | 'run_in_progress' | 'id_taken' | 'name_taken' | 'draft_changed' | 'limit_reached' | 'queue_full' | 'idempotency_mismatch' | 'malformed_page' | 'rate_limited' | 'too_many_streams' | 'quota_exceeded' | 'context_too_long' | 'not_continuable' | 'draining' | 'overloaded' | 'storage_full' | 'model_failed' | 'model_unreachable' | 'model_timeout' | 'model_rate_limited' | 'model_overloaded' | 'model_unauthorized' | 'model_rejected' | 'model_gone' | 'model_garbled' | 'model_empty' | 'tool_denied' | 'approval_decided' | 'too_many_jobs' | 'tool_unavailable' | 'tool_failed' | 'upgrade_required' | 'unsupported_protocol' | 'not_supported' | 'session_ended' | 'interrupted' | 'internal';

/**
 * The credential ended; the same cursor with a fresh one goes on.
 */
export type Expired = {
    /**
     * When it ended.
     */
    at: Time;
};

/**
 * One field that is wrong.
 */
export type FieldError = {
    /**
     * What is wrong and what would be right.
     */
    message: string;
    /**
     * Where, such as `prompt` or `variables.name`.
     */
    path: string;
};

/**
 * Channels to follow, where they do not fit a query.
 */
export type FollowChannels = {
    /**
     * 1 to 100 channels.
     */
    channels: Array<string>;
    /**
     * The place to go on from; from now if absent.
     */
    cursor?: string;
};

/**
 * Where to fork a conversation.
 */
export type ForkConversation = {
    /**
     * The last message of the branch to copy.
     */
    messageId: string;
};

/**
 * The place that a conversation was forked at.
 */
export type ForkedFrom = {
    /**
     * The conversation, which may be gone.
     */
    conversationId: string;
    /**
     * The last message of the branch that was copied, by its id there.
     */
    messageId: string;
};

/**
 * A call ended badly (with `seq` and `jobId`), or a frame was not obeyed.
 */
export type FrameError = {
    /**
     * The stable word.
     */
    code: ErrorCode;
    /**
     * The `id` of the frame or the call, if it had one.
     */
    id?: string;
    /**
     * The job that executed the call, if a call ended.
     */
    jobId?: string;
    /**
     * What to do, in words for a person.
     */
    message: string;
    /**
     * Whether the same may succeed later.
     */
    retryable: boolean;
    /**
     * Its number in the session, if a call ended.
     */
    seq?: number;
    /**
     * How the call ended, if one did.
     */
    status?: ToolCallStatus;
};

/**
 * What was asked for is done.
 */
export type FrameOk = {
    /**
     * Of a subscription: the place that it starts from.
     */
    cursor?: string;
    /**
     * The `id` of the frame.
     */
    id: string;
    /**
     * Of a subscription: the last seq of the channel so far.
     */
    seq?: number;
};

/**
 * The answer of `GET /healthz` and `GET /readyz`.
 */
export type Health = {
    /**
     * `ok`, or why not: `draining`.
     */
    status: string;
};

/**
 * How an HTTP tool writes its arguments into the body.
 */
export type HttpBody = 'json' | 'form' | 'none';

/**
 * How an HTTP tool asks.
 */
export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * A tool that is an HTTP request. For the server's owner alone.
 */
export type HttpTool = {
    /**
     * Whether it may ask addresses that are not on the public internet.
     */
    allowPrivate?: boolean;
    /**
     * What it says of itself.
     */
    annotations?: ToolAnnotations;
    /**
     * How arguments without a place in the address go into the body; `json` if absent. `GET` and
     * `DELETE` have no body.
     */
    body?: HttpBody;
    /**
     * When it came into being; of a fixed one, when the server started.
     */
    createdAt: Time;
    /**
     * What it does and when to call it, for models and people.
     */
    description: string;
    /**
     * Whether it is written in the server's configuration, and can be changed only there.
     */
    fixed?: boolean;
    /**
     * Headers of the request.
     */
    headers?: Array<NamedValue>;
    /**
     * JSON Schema of its arguments, which are an object.
     */
    inputSchema: {
        [key: string]: unknown;
    };
    /**
     * How it asks.
     */
    method: HttpMethod;
    /**
     * What it is called by, as in `/api/tools`.
     */
    name: string;
    /**
     * Why it is not offered now, in words for a person; absent if it is.
     */
    problem?: string;
    /**
     * The part of a JSON answer that is the result, as a JSON Pointer (RFC 6901).
     */
    resultPath?: string;
    /**
     * How long a call may take, in milliseconds; 30,000 if absent.
     */
    timeoutMs?: number;
    /**
     * What to show; the name if absent.
     */
    title?: string;
    /**
     * When it last changed.
     */
    updatedAt: Time;
    /**
     * Whom it asks. `{argument}` in path or query is the place of an argument.
     */
    url: string;
};

/**
 * News of an HTTP tool, on the owner's feed.
 */
export type HttpToolNews = NameDeleted | HttpTool;

/**
 * All HTTP tools, by name.
 */
export type HttpToolPage = {
    /**
     * The place in the log that the list is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The tools, at most 200 and the fixed ones.
     */
    items: Array<HttpTool>;
    /**
     * Gives the next page; absent, there is none.
     */
    nextCursor?: string;
};

/**
 * What to change of an HTTP tool; absent fields stay. Its name stays as well.
 */
export type HttpToolPatch = {
    /**
     * Whether it may ask addresses that are not on the public internet.
     */
    allowPrivate?: boolean;
    /**
     * All that it says of itself.
     */
    annotations?: ToolAnnotations;
    /**
     * How arguments without a place in the address go into the body.
     */
    body?: HttpBody;
    /**
     * What it does and when to call it, 1 to 2,000 characters.
     */
    description?: string;
    /**
     * All headers of the request.
     */
    headers?: Array<NamedValue>;
    /**
     * JSON Schema of its arguments.
     */
    inputSchema?: {
        [key: string]: unknown;
    };
    /**
     * How it asks.
     */
    method?: HttpMethod;
    /**
     * The part of a JSON answer that is the result; an empty text takes it away.
     */
    resultPath?: string;
    /**
     * How long a call may take, 1,000 to 300,000 milliseconds.
     */
    timeoutMs?: number;
    /**
     * What to show, at most 100 characters; a blank text takes it away.
     */
    title?: string;
    /**
     * Whom it asks.
     */
    url?: string;
};

/**
 * Leave to make one account.
 */
export type Invitation = {
    /**
     * When it was made.
     */
    createdAt: Time;
    /**
     * When it ends unless it is used before.
     */
    expiresAt: Time;
    /**
     * Its id.
     */
    id: string;
    /**
     * What the new account may do.
     */
    role: AccessRole;
    /**
     * What to register with. Shown once, when it is made; the link is `/chat#invite=TOKEN`.
     */
    token?: string;
};

/**
 * The invitations that were not used yet, newest first.
 */
export type InvitationList = {
    /**
     * The invitations, at most 200.
     */
    items: Array<Invitation>;
};

/**
 * Calls a tool. The answer is a `tool_update` with the job, or an `error`.
 */
export type InvokeFrame = {
    /**
     * The arguments, as the tool's `inputSchema` has them; `{}` if absent.
     */
    args?: {
        [key: string]: unknown;
    };
    /**
     * Names the call, and is its idempotency key: 1 to 255 visible ASCII characters.
     */
    id: string;
    /**
     * The tool.
     */
    name: string;
};

/**
 * A call by hand.
 */
export type InvokeTool = {
    /**
     * The arguments, as the tool's `inputSchema` has them; `{}` if absent.
     */
    args?: {
        [key: string]: unknown;
    };
};

/**
 * A call became a job, which goes on by itself.
 */
export type InvokedTool = {
    /**
     * The job.
     */
    jobId: string;
};

/**
 * One execution of a tool.
 */
export type Job = {
    /**
     * Leave that it waits for, or that somebody gave or refused.
     */
    approval?: JobApproval;
    /**
     * Its arguments.
     */
    args: {
        [key: string]: unknown;
    };
    /**
     * On a single job that was asked for: the place in the log that it is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * When it was asked for.
     */
    createdAt: Time;
    /**
     * When it ended.
     */
    endedAt?: Time;
    /**
     * Why it did not end well, in words for a person.
     */
    error?: string;
    /**
     * Its id.
     */
    id: string;
    /**
     * Once it ended: the last lines of its log, at most 16 KiB.
     */
    log?: string;
    /**
     * The tool.
     */
    name: string;
    /**
     * What it gave, whole.
     */
    output?: {
        [key: string]: unknown;
    };
    /**
     * How much of it is done, 0 to 1, if the tool says so.
     */
    progress?: number;
    /**
     * What was asked while it ran, in order; at most the last waits for an answer.
     */
    questions?: Array<JobApproval>;
    /**
     * The run in which a model called it; absent if a person did.
     */
    runId?: string;
    /**
     * When the tool began.
     */
    startedAt?: Time;
    /**
     * How far it is, or how it ended.
     */
    status: ToolCallStatus;
    /**
     * Which call of that run's message.
     */
    toolCallId?: string;
};

/**
 * Leave for one call, or the answer to a question of a call: asked for or given.
 */
export type JobApproval = {
    /**
     * Who decided, if a person did.
     */
    by?: string;
    /**
     * The answer that was given, which fits the form.
     */
    content?: {
        [key: string]: unknown;
    };
    /**
     * What was decided; absent while nobody did.
     */
    decision?: ApprovalDecision;
    /**
     * When it is too late.
     */
    expiresAt: Time;
    /**
     * What is asked; absent where leave is asked for.
     */
    form?: ApprovalForm;
    /**
     * What to name in `POST /api/approvals/{id}`.
     */
    id: string;
    /**
     * What that person said of it.
     */
    reason?: string;
};

/**
 * A job of one's own came into being, waits for somebody, or ended; on its owner's feed.
 */
export type JobNotice = {
    /**
     * The job.
     */
    id: string;
    /**
     * The tool.
     */
    name: string;
    /**
     * How far it is, or how it ended.
     */
    status: ToolCallStatus;
};

/**
 * A page of jobs, newest first.
 */
export type JobPage = {
    /**
     * On the first page: the place in the log that it is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The jobs. A page may have fewer than asked for and still be followed by another.
     */
    items: Array<Job>;
    /**
     * Gives the next, older page.
     */
    nextCursor?: string;
};

/**
 * A piece of a job's result, before its end.
 */
export type JobPartial = {
    /**
     * The piece.
     */
    data: {
        [key: string]: unknown;
    };
    /**
     * The job.
     */
    id: string;
};

/**
 * How far a job is, at most ten times a second. Forgotten some time after its end.
 */
export type JobProgress = {
    /**
     * The job.
     */
    id: string;
    /**
     * The lines that its log grew by.
     */
    log?: string;
    /**
     * How much of it is done, 0 to 1, if the tool says so.
     */
    progress?: number;
};

/**
 * The present state of a job, in a `reset`.
 */
export type JobSnapshot = {
    /**
     * The job.
     */
    job: Job;
};

/**
 * Somebody signs in.
 */
export type Login = {
    /**
     * The account's name, whatever the case.
     */
    name: string;
    /**
     * Its password.
     */
    password: string;
};

/**
 * One channel of a [`Reset`].
 */
export type LostChannel = {
    /**
     * The channel.
     */
    channel: string;
    /**
     * The first seq that cannot be replayed, if it is known.
     */
    lostFrom?: number;
    /**
     * The last seq that cannot be replayed, if it is known.
     */
    lostTo?: number;
    /**
     * The present state, where the channel has one; a [`ConversationSnapshot`] for conversations.
     */
    snapshot?: {
        [key: string]: unknown;
    };
};

/**
 * A server of the Model Context Protocol, and how it does. For this server's owner alone.
 */
export type McpServer = {
    /**
     * When it came into being; of a fixed one, when this server started.
     */
    createdAt: Time;
    /**
     * Whether it is switched on.
     */
    enabled: boolean;
    /**
     * Whether it is written in the server's configuration; only `enabled` can be changed then.
     */
    fixed?: boolean;
    /**
     * What it is called by; its tools' names begin with it.
     */
    name: string;
    /**
     * What is wrong, in words for a person.
     */
    problem?: string;
    /**
     * The revision of the protocol that both speak, once it was reached.
     */
    protocolVersion?: string;
    /**
     * When it is tried again, while it is `waiting`.
     */
    retryAt?: Time;
    /**
     * What it calls itself, once it was reached.
     */
    serverInfo?: McpServerInfo;
    /**
     * How it does.
     */
    status: McpServerStatus;
    /**
     * How long a call of a tool may take, in milliseconds; 60,000 if absent.
     */
    timeoutMs?: number;
    /**
     * What to show; the name if absent.
     */
    title?: string;
    /**
     * Its tools, as they were listed last.
     */
    tools: Array<McpServerTool>;
    /**
     * How it is reached.
     */
    transport: McpTransport;
    /**
     * When its definition last changed.
     */
    updatedAt: Time;
};

/**
 * What a server of the Model Context Protocol calls itself.
 */
export type McpServerInfo = {
    /**
     * Its name.
     */
    name: string;
    /**
     * Its version.
     */
    version: string;
};

/**
 * News of a server, on the owner's feed. What is kept tells of its definition; how it does is told
 * in events that are forgotten some time later, at most two a second.
 */
export type McpServerNews = NameDeleted | McpServer;

/**
 * All servers of the Model Context Protocol, by name.
 */
export type McpServerPage = {
    /**
     * The place in the log that the list is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The servers, at most 50 and the fixed ones.
     */
    items: Array<McpServer>;
    /**
     * Gives the next page; absent, there is none.
     */
    nextCursor?: string;
};

/**
 * What to change of a server; absent fields stay. Its name stays as well.
 */
export type McpServerPatch = {
    /**
     * Whether it is switched on.
     */
    enabled?: boolean;
    /**
     * How long a call of a tool may take, 1,000 to 3,600,000 milliseconds.
     */
    timeoutMs?: number;
    /**
     * What to show, at most 100 characters; a blank text takes it away.
     */
    title?: string;
    /**
     * How it is reached, all of it.
     */
    transport?: McpTransport;
};

/**
 * How a server of the Model Context Protocol does.
 */
export type McpServerStatus = 'disabled' | 'connecting' | 'ready' | 'failed' | 'waiting';

/**
 * A tool that a server of the Model Context Protocol offers.
 */
export type McpServerTool = {
    /**
     * What it is called by, as in `/api/tools`.
     */
    name: string;
    /**
     * Why this tool alone is not offered, in words for a person; absent if it is.
     */
    problem?: string;
    /**
     * What to show, if the server says it.
     */
    title?: string;
};

/**
 * How a server of the Model Context Protocol is reached.
 */
export type McpTransport = {
    /**
     * Its arguments, at most 100.
     */
    args?: Array<string>;
    /**
     * The program: a path, or a name that is looked for in `PATH`.
     */
    command: string;
    /**
     * The folder that it works in; the server's own if absent.
     */
    cwd?: string;
    /**
     * Variables of its environment besides the few that every program gets, at most 100.
     */
    env?: Array<NamedValue>;
    type: 'stdio';
} | {
    /**
     * Whether it may be on an address that is not on the public internet.
     */
    allowPrivate?: boolean;
    /**
     * Headers of each request, at most 30.
     */
    headers?: Array<NamedValue>;
    /**
     * Where: `https://…` or `http://…`, at most 2,000 characters.
     */
    url: string;
    type: 'http';
};

/**
 * The answer of `GET /api/me`.
 */
export type Me = {
    /**
     * Their account, if they have one.
     */
    account?: Account;
    /**
     * Who is asking.
     */
    principal: Principal;
    /**
     * Their session, if they signed in.
     */
    session?: SessionRef;
    /**
     * How their tokens of today stand, where they are counted.
     */
    tokens?: TokensOfDay;
    /**
     * The server's version.
     */
    version: string;
};

/**
 * Why a message failed, in words for a person.
 */
export type MessageError = {
    /**
     * The stable word.
     */
    code: ErrorCode;
    /**
     * What happened and what to do.
     */
    message: string;
    /**
     * Finds the cause in the server's log.
     */
    requestId?: string;
    /**
     * Not before this moment can trying again help; only if it is known.
     */
    retryAt?: Time;
};

/**
 * A page of messages, newest first.
 */
export type MessagePage = {
    /**
     * On the first page: the place in the log that it is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The messages.
     */
    items: Array<ChatMessage>;
    /**
     * Gives the next, older page.
     */
    nextCursor?: string;
};

/**
 * Whose words a message holds.
 */
export type MessageRole = 'user' | 'assistant' | 'tool' | 'system';

/**
 * How far a message is, or how it ended.
 */
export type MessageStatus = 'complete' | 'streaming' | 'stopped' | 'length' | 'refused' | 'error' | 'interrupted';

/**
 * A model that can be asked.
 */
export type Model = {
    /**
     * The most tokens of prompt and history, if known.
     */
    contextTokens?: number;
    /**
     * Whether it is taken when none is named.
     */
    default: boolean;
    /**
     * What it is, in a sentence.
     */
    description?: string;
    /**
     * What to name in `model`.
     */
    id: string;
    /**
     * What to show.
     */
    name: string;
    /**
     * Why it cannot be asked for the moment, as far as is known; absent: it can.
     */
    problem?: ModelProblem;
    /**
     * Whose it is: `demo`, `openai`, `anthropic`, or the name of an upstream in the configuration.
     */
    provider?: string;
};

/**
 * The models of this server.
 */
export type ModelPage = {
    /**
     * The models.
     */
    items: Array<Model>;
};

/**
 * Why a model cannot be asked for the moment.
 */
export type ModelProblem = {
    /**
     * The stable word.
     */
    code: ErrorCode;
    /**
     * What is wrong and what to do, in a sentence.
     */
    message: string;
};

/**
 * Something that goes by its name was deleted.
 */
export type NameDeleted = {
    /**
     * True.
     */
    deleted: boolean;
    /**
     * Its name.
     */
    name: string;
};

/**
 * A name and a text: a header, or a variable of a program's environment. In the text,
 * `{{secret:NAME}}` stands for a secret that the server knows by that name; it is filled in when it
 * is used, and shown to nobody.
 */
export type NamedValue = {
    /**
     * The name.
     */
    name: string;
    /**
     * The text.
     */
    value: string;
};

/**
 * A conversation to make.
 */
export type NewConversation = {
    /**
     * The model for its next run; the server's default if absent.
     */
    model?: string;
    /**
     * Instructions for its models, at most 32,000 characters; none if blank.
     */
    system?: string;
    /**
     * Its title, 1 to 200 characters; "New conversation" if absent.
     */
    title?: string;
};

/**
 * An HTTP tool to make, or to try.
 */
export type NewHttpTool = {
    /**
     * Whether it may ask addresses that are not on the public internet.
     */
    allowPrivate?: boolean;
    /**
     * What it says of itself.
     */
    annotations?: ToolAnnotations;
    /**
     * How arguments without a place in the address go into the body; `json` if absent. `GET` and
     * `DELETE` have no body.
     */
    body?: HttpBody;
    /**
     * What it does and when to call it, 1 to 2,000 characters.
     */
    description: string;
    /**
     * Headers of the request, at most 30.
     */
    headers?: Array<NamedValue>;
    /**
     * JSON Schema of its arguments, which are an object; at most 64 KiB.
     */
    inputSchema: {
        [key: string]: unknown;
    };
    /**
     * How it asks.
     */
    method: HttpMethod;
    /**
     * What to call it by: 1 to 64 of `A-Z a-z 0-9 _ -`, unique among all tools.
     */
    name: string;
    /**
     * The part of a JSON answer that is the result, as a JSON Pointer (RFC 6901).
     */
    resultPath?: string;
    /**
     * How long a call may take, 1,000 to 300,000 milliseconds; 30,000 if absent.
     */
    timeoutMs?: number;
    /**
     * What to show, at most 100 characters; the name if absent or blank.
     */
    title?: string;
    /**
     * Whom it asks: `https://…` or `http://…`, at most 2,000 characters. `{argument}` in path or
     * query is the place of an argument; the host has none.
     */
    url: string;
};

/**
 * An invitation to make.
 */
export type NewInvitation = {
    /**
     * `admin`, `member` or `viewer`.
     */
    role: AccessRole;
};

/**
 * A server of the Model Context Protocol to make, or to try.
 */
export type NewMcpServer = {
    /**
     * Whether it is switched on; true if absent.
     */
    enabled?: boolean;
    /**
     * What to call it by: 1 to 32 of `a-z 0-9 -`, not `-` first.
     */
    name: string;
    /**
     * How long a call of a tool may take, 1,000 to 3,600,000 milliseconds; 60,000 if absent.
     */
    timeoutMs?: number;
    /**
     * What to show, at most 100 characters; the name if absent or blank.
     */
    title?: string;
    /**
     * How it is reached.
     */
    transport: McpTransport;
};

/**
 * A message to add without a run.
 */
export type NewMessage = {
    /**
     * The text, 1 to 32,000 characters.
     */
    content: string;
    /**
     * The conversation to add it to.
     */
    conversationId: string;
    /**
     * An id of the client's; one is made if absent.
     */
    id?: string;
    /**
     * The message to follow; the current leaf if absent.
     */
    parentId?: ParentRef;
    /**
     * `user` if absent.
     */
    role?: MessageRole;
};

/**
 * A draft to save.
 */
export type NewPromptDraft = {
    /**
     * The revision that the text was written over. If another one is there, nothing is saved; a
     * draft that was taken away meanwhile is no reason.
     */
    basedOn?: string;
    /**
     * A new id, by which whoever saves it knows it again, and which makes repeating harmless.
     */
    revision: string;
    /**
     * The text, at most 100,000 characters. An empty one takes the draft away.
     */
    text: string;
};

/**
 * A service key to make.
 */
export type NewServiceKey = {
    /**
     * When it ends; absent: when it is deleted.
     */
    expiresAt?: Time;
    /**
     * What it is to be called, 1 to 80 characters.
     */
    name: string;
    /**
     * What it may do, 1 to 20 scopes.
     */
    scopes: Array<string>;
};

/**
 * A template to make.
 */
export type NewTemplate = {
    /**
     * Its name, 1 to 80 characters.
     */
    name: string;
    /**
     * Its text, 1 to 32,000 characters.
     */
    text: string;
};

/**
 * Asks for leave to follow one stream by its address alone.
 */
export type NewTicket = {
    /**
     * The origin whose pages will ask, as browsers write it; that of this request if absent.
     */
    origin?: string;
    /**
     * What will be asked: the path of a stream and, after `?`, its query.
     */
    path: string;
};

/**
 * The token of the owner's one-time link.
 */
export type OwnerClaim = {
    /**
     * The part of the link after `#owner=`.
     */
    token: string;
};

export type ParentRef = string;

/**
 * One piece of a message, in the order of what happened.
 */
export type Part = {
    /**
     * Unique in the message.
     */
    id: string;
    /**
     * The text.
     */
    text: string;
    type: 'text';
} | {
    /**
     * Unique in the message.
     */
    id: string;
    /**
     * The text.
     */
    text: string;
    type: 'reasoning';
} | {
    /**
     * Unique in the message.
     */
    id: string;
    /**
     * Which of the message's `toolCalls`.
     */
    toolCallId: string;
    type: 'tool-call';
} | {
    /**
     * Unique in the message.
     */
    id: string;
    type: 'step';
};

/**
 * A piece of a call's result, before its end.
 */
export type PartialResult = {
    /**
     * The piece.
     */
    data: {
        [key: string]: unknown;
    };
    /**
     * The `id` of its `invoke_tool`.
     */
    id: string;
    /**
     * The job that executes it.
     */
    jobId: string;
    /**
     * Its number in the session.
     */
    seq: number;
};

/**
 * Asks for a `pong`.
 */
export type PingFrame = {
    /**
     * Comes back in the `pong`.
     */
    id?: string;
};

/**
 * The answer to a `ping`.
 */
export type Pong = {
    /**
     * The `id` of the `ping`, if it had one.
     */
    id?: string;
};

/**
 * Joins a room, or leaves it if there is no state.
 */
export type Presence = {
    /**
     * The room.
     */
    channel: string;
    /**
     * What others see of one, at most 1 KiB.
     */
    state?: {
        [key: string]: unknown;
    };
};

/**
 * Who is asking.
 */
export type Principal = {
    /**
     * Opaque; the name of the own feed is `user:{id}`.
     */
    id: string;
    /**
     * What they may do.
     */
    role: AccessRole;
};

/**
 * Why a request failed: `application/problem+json` (RFC 9457).
 */
export type Problem = {
    /**
     * With `approval_decided`: who decided, if a person did.
     */
    by?: string;
    /**
     * The stable word that programs decide by.
     */
    code: ErrorCode;
    /**
     * With `approval_decided`: what was decided.
     */
    decision?: ApprovalDecision;
    /**
     * This occurrence in words: what was wrong and what to do.
     */
    detail: string;
    /**
     * One entry for each wrong field.
     */
    errors?: Array<FieldError>;
    /**
     * With `context_too_long`: what the model takes, in tokens.
     */
    limit?: number;
    /**
     * Finds the request in the server's log.
     */
    requestId: string;
    /**
     * With `run_in_progress`: the run that is going on.
     */
    runId?: string;
    /**
     * With `context_too_long`: what was asked for, in tokens, estimated.
     */
    size?: number;
    /**
     * The HTTP status.
     */
    status: number;
    /**
     * The kind of problem in words, the same for every occurrence.
     */
    title: string;
    /**
     * A URI of the kind of problem.
     */
    type: string;
};

/**
 * What to change of one's own account; absent fields stay.
 */
export type ProfilePatch = {
    /**
     * What to be called, 1 to 80 characters; empty: nothing but the name.
     */
    displayName?: string;
};

/**
 * Which stream shall go on with its reader's prolonged credential.
 */
export type ProlongStream = {
    /**
     * The `streamId` of its `welcome`.
     */
    streamId: string;
};

/**
 * The answer of `POST /api/auth/refresh`.
 */
export type Prolonged = {
    /**
     * When the credential, and the stream with it, ends now; absent if it has no end.
     */
    expiresAt?: Time;
};

/**
 * What somebody has written in a conversation, or for a new one, and not sent.
 */
export type PromptDraft = {
    /**
     * The conversation; absent for a new one.
     */
    conversationId?: string;
    /**
     * The id that whoever saved it gave to that; absent if there is no draft.
     */
    revision?: string;
    /**
     * The text; empty if there is no draft.
     */
    text: string;
    /**
     * When it was saved; absent if there is no draft.
     */
    updatedAt?: Time;
};

/**
 * An identity provider with which people sign in.
 */
export type ProviderInfo = {
    /**
     * What it is called.
     */
    name: string;
};

/**
 * Where somebody signs in.
 */
export type ProviderPage = {
    /**
     * The identity provider's page, to which the browser has to go within ten minutes and once.
     */
    url: string;
};

/**
 * Somebody wants to sign in with the identity provider.
 */
export type ProviderSignIn = {
    /**
     * To which path of the page they return, with a query or without; `/chat` if absent.
     */
    returnTo?: string;
    /**
     * The token of an invitation, or of the owner's one-time link, for who has no account yet.
     */
    token?: string;
};

/**
 * Publishes an event.
 */
export type Publish = {
    /**
     * The channel.
     */
    channel: string;
    /**
     * Its data.
     */
    data: {
        [key: string]: unknown;
    };
    /**
     * Its type.
     */
    event: string;
    /**
     * Names the request in its answer.
     */
    id: string;
};

/**
 * What waits in a conversation.
 */
export type Queue = {
    /**
     * On a read: the place in the log that it is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The messages, the next one first; at most 20.
     */
    items: Array<QueuedMessage>;
};

/**
 * What to change of a message that waits; absent fields stay.
 */
export type QueuePatch = {
    /**
     * What the person says instead, 1 to 32,000 characters.
     */
    content?: string;
    /**
     * Its new place, 0 being the next; a place beyond the end is the end.
     */
    position?: number;
};

/**
 * A message of the user's that waits until the run before it has ended. It comes into being, with
 * its answer, when its run starts.
 */
export type QueuedMessage = {
    /**
     * What the person says.
     */
    content: string;
    /**
     * More text for the model.
     */
    context?: string;
    /**
     * When it was sent.
     */
    createdAt: Time;
    /**
     * The id that it will have.
     */
    messageId: string;
    /**
     * The model, if the request named one; else the conversation's of that moment answers.
     */
    model?: string;
    /**
     * The run that will answer it.
     */
    runId: string;
};

/**
 * Come back after a while with the same cursor.
 */
export type Reconnect = {
    /**
     * Why.
     */
    reason: ReconnectReason;
    /**
     * How long to wait, in milliseconds.
     */
    retryMs: number;
};

/**
 * Why a stream ends that can be gone on with.
 */
export type ReconnectReason = 'draining' | 'starting' | 'overload' | 'limit' | 'signed_in' | 'taken_over';

/**
 * An account to make.
 */
export type Register = {
    /**
     * What to be called, 1 to 80 characters.
     */
    displayName?: string;
    /**
     * What to sign in with: 2 to 64 of `A-Z a-z 0-9 . _ @ + -`.
     */
    name: string;
    /**
     * 10 to 256 characters.
     */
    password: string;
    /**
     * The token of an invitation, or of the owner's one-time link.
     */
    token?: string;
};

/**
 * Who may make an account.
 */
export type Registration = 'invite' | 'open';

/**
 * Something cannot be replayed. The event's id is the place to go on from.
 */
export type Reset = {
    /**
     * What is lost, channel by channel, with the present state.
     */
    channels: Array<LostChannel>;
    /**
     * Why.
     */
    reason: ResetReason;
};

/**
 * Why a reader's place cannot be gone on from.
 */
export type ResetReason = 'trimmed' | 'epoch_changed' | 'unknown_cursor';

/**
 * Goes on with a session.
 */
export type Resume = {
    /**
     * Where subscriptions of this connection begin that name no place of their own.
     */
    cursor?: string;
    /**
     * The last session frame that was handled; 0 if none was.
     */
    seq: number;
    /**
     * Of an earlier `welcome`.
     */
    sessionId: string;
};

/**
 * Whether somebody may do something with a channel, and what decides it.
 */
export type RulesExplained = {
    /**
     * The channel.
     */
    channel: string;
    /**
     * Who; absent if it is asked of a role.
     */
    principal?: string;
    /**
     * Their role.
     */
    role: AccessRole;
    /**
     * What is decided on each verb.
     */
    verbs: Array<VerbExplained>;
};

/**
 * One assistant turn.
 */
export type Run = {
    /**
     * The assistant's message that it writes; its parent is `messageId`.
     */
    assistantMessageId: string;
    /**
     * The run whose message it writes on in.
     */
    continues?: string;
    /**
     * The conversation.
     */
    conversationId: string;
    /**
     * How it ended; absent while it goes on.
     */
    ended?: DoneStatus;
    /**
     * Its id.
     */
    id: string;
    /**
     * The user's message that it answers.
     */
    messageId: string;
    /**
     * The model.
     */
    model: string;
    /**
     * The parent of `messageId`; absent for a first message.
     */
    parentId?: string;
    /**
     * How far it is; absent once it ended.
     */
    status?: RunStatus;
};

/**
 * A failure of a run, on its stream, before its `done`.
 */
export type RunError = {
    /**
     * The stable word.
     */
    code: ErrorCode;
    /**
     * What happened and what to do.
     */
    message: string;
    /**
     * Finds the cause in the server's log.
     */
    requestId: string;
    /**
     * How long to wait first, in milliseconds.
     */
    retryAfterMs?: number;
    /**
     * Whether trying again can help.
     */
    retryable: boolean;
};

/**
 * How far a run is. A run that ended tells so by `done`.
 */
export type RunStatus = 'queued' | 'running' | 'awaiting-approval';

/**
 * A place that has what was looked for: a message, or the title of a conversation.
 */
export type SearchHit = {
    /**
     * When the message came into being, or the conversation last changed.
     */
    at: Time;
    /**
     * The conversation.
     */
    conversationId: string;
    /**
     * Where the hits of the snippet begin and end, in UTF-16 code units, in order.
     */
    marks: Array<Array<number>>;
    /**
     * The message; absent if it is the title that was found.
     */
    messageId?: string;
    /**
     * Whose words the message holds.
     */
    role?: MessageRole;
    /**
     * About 160 characters around the first hit, on one line.
     */
    snippet: string;
    /**
     * Its title.
     */
    title: string;
};

/**
 * A page of hits, newest first.
 */
export type SearchPage = {
    /**
     * The hits. A page may have fewer than asked for and still be followed by another.
     */
    items: Array<SearchHit>;
    /**
     * Gives the next, older page.
     */
    nextCursor?: string;
};

/**
 * What the server says on a WebSocket; one JSON text for each frame.
 *
 * Frames with a `seq` belong to the session: it rises by one, and they come again after a `resume`.
 */
export type ServerFrame = (SocketWelcome & {
    type: 'welcome';
}) | (ToolUpdate & {
    type: 'tool_update';
}) | (PartialResult & {
    type: 'partial_result';
}) | (ToolComplete & {
    type: 'complete';
}) | (FrameError & {
    type: 'error';
}) | (ChannelEvent & {
    type: 'event';
}) | (SocketReset & {
    type: 'reset';
}) | (FrameOk & {
    type: 'ok';
}) | (Pong & {
    type: 'pong';
}) | (Draining & {
    type: 'draining';
});

/**
 * What a program is known by that asks in its own name.
 */
export type ServiceKey = {
    /**
     * When it was made.
     */
    createdAt: Time;
    /**
     * When it ends; absent: when it is deleted.
     */
    expiresAt?: Time;
    /**
     * Its id.
     */
    id: string;
    /**
     * The key itself. Shown once, when it is made.
     */
    key?: string;
    /**
     * When it was last used, to within five minutes.
     */
    lastUsedAt?: Time;
    /**
     * What it is called.
     */
    name: string;
    /**
     * How the key begins, to know it by.
     */
    prefix: string;
    /**
     * What it may do: `read`, `chat`, `tools`, or channels and verbs such as `room:team-*=publish+subscribe`.
     */
    scopes: Array<string>;
};

/**
 * The service keys, the newest first.
 */
export type ServiceKeyList = {
    /**
     * The keys, at most 200.
     */
    items: Array<ServiceKey>;
};

/**
 * A place where somebody is signed in.
 */
export type Session = {
    /**
     * From which address they signed in.
     */
    address?: string;
    /**
     * When they signed in.
     */
    createdAt: Time;
    /**
     * Whether it is the one that asks.
     */
    current: boolean;
    /**
     * When it ends unless it is used before.
     */
    expiresAt: Time;
    /**
     * Its id.
     */
    id: string;
    /**
     * When it was last used, to within five minutes.
     */
    lastSeenAt: Time;
    /**
     * What the browser called itself when they signed in, at most 200 characters.
     */
    userAgent?: string;
};

/**
 * One's own sessions, the last used first.
 */
export type SessionList = {
    /**
     * The sessions, at most 100.
     */
    items: Array<Session>;
};

/**
 * The session that asks.
 */
export type SessionRef = {
    /**
     * When it ends unless it is used before.
     */
    expiresAt: Time;
    /**
     * Its id.
     */
    id: string;
};

/**
 * Somebody has signed in. The cookie of the session comes with it.
 */
export type SignedIn = {
    /**
     * Who.
     */
    account: Account;
    /**
     * Where.
     */
    session: SessionRef;
};

/**
 * What a connection may do at most.
 */
export type SocketLimits = {
    /**
     * The longest frame of a client, in bytes.
     */
    frameBytes: number;
    /**
     * The most channels that are followed at once.
     */
    subscriptions: number;
    /**
     * The most session frames that are not acknowledged; beyond it the session ends.
     */
    unacked: number;
};

/**
 * Something cannot be replayed. Of a session that is unknown or over: without cursor and channels.
 */
export type SocketReset = {
    /**
     * What is lost, channel by channel, with the present state.
     */
    channels: Array<LostChannel>;
    /**
     * The place to go on from.
     */
    cursor?: string;
    /**
     * Why.
     */
    reason: ResetReason;
};

/**
 * The first frame of a connection, and the answer to a `resume`.
 */
export type SocketWelcome = {
    /**
     * When the credential ends.
     */
    expiresAt?: Time;
    /**
     * After how much silence of the client the server pings; after twice of it the close is 4408.
     * In milliseconds.
     */
    heartbeatMs: number;
    /**
     * What a connection may do at most.
     */
    limits: SocketLimits;
    /**
     * Whether it goes on with the session that was asked for.
     */
    resumed: boolean;
    /**
     * The last seq of the session so far.
     */
    seq: number;
    /**
     * The session that calls of this connection belong to.
     */
    sessionId: string;
    /**
     * Names this connection, for `POST /api/auth/refresh`.
     */
    streamId: string;
};

/**
 * The body of `POST /api/realtime`.
 */
export type StartRun = {
    /**
     * More text for the model, at most 64,000 characters.
     */
    context?: string;
    /**
     * The conversation; one is made if absent.
     */
    conversationId?: string;
    /**
     * The client's id for the user's message; one is made if absent.
     */
    messageId?: string;
    /**
     * The model; the conversation's or the server's default if absent.
     */
    model?: string;
    /**
     * The message to follow; the current leaf if absent.
     */
    parentId?: ParentRef;
    /**
     * What the person says, 1 to 32,000 characters. Absent, with a `parentId` that names a user
     * message: answer that message again.
     */
    prompt?: string;
    /**
     * Whether the model should think first.
     */
    reasoning?: boolean;
    /**
     * A template for the prompt.
     */
    templateId?: string;
    /**
     * The tools that the model may call; absent: all that are allowed.
     */
    tools?: Array<string>;
    /**
     * The template's variables.
     */
    variables?: {
        [key: string]: string;
    };
    /**
     * `reject` if absent.
     */
    whenBusy?: WhenBusy;
};

/**
 * The answer to `POST /api/realtime` with `Accept: application/json`.
 */
export type StartedRun = {
    /**
     * The message that the run writes.
     */
    assistantMessageId: string;
    /**
     * Its conversation.
     */
    conversationId: string;
    /**
     * The place right before the run's first event.
     */
    cursor: string;
    /**
     * The user's message.
     */
    messageId: string;
    /**
     * The run.
     */
    runId: string;
};

/**
 * An event of a conversation's or a run's stream: `event:` is the type, `data:` the data.
 */
export type StreamChunk = {
    /**
     * The stream begins.
     */
    data: Welcome;
    type: 'welcome';
} | {
    /**
     * A run was queued, started, or waits.
     */
    data: Run;
    type: 'run';
} | {
    /**
     * A message, whole.
     */
    data: ChatMessage;
    type: 'message';
} | {
    /**
     * A piece of a message.
     */
    data: Token;
    type: 'token';
} | {
    /**
     * A call of a tool came into being, changed its state, or says how far it is.
     */
    data: ToolStatus;
    type: 'tool-status';
} | {
    /**
     * A call of a tool waits for leave, or somebody decided on it.
     */
    data: Approval;
    type: 'approval';
} | {
    /**
     * A failure.
     */
    data: RunError;
    type: 'error';
} | {
    /**
     * A run ended.
     */
    data: Done;
    type: 'done';
} | {
    /**
     * A conversation came into being or changed.
     */
    data: Conversation;
    type: 'conversation';
} | {
    /**
     * What waits changed; the whole of it.
     */
    data: Queue;
    type: 'queue';
} | {
    /**
     * A conversation was deleted.
     */
    data: Deleted;
    type: 'deleted';
} | {
    /**
     * A template came into being or changed.
     */
    data: Template;
    type: 'template';
} | {
    /**
     * A template was deleted.
     */
    data: Deleted;
    type: 'template-deleted';
} | {
    /**
     * A draft of one's own was saved or taken away.
     */
    data: DraftNotice;
    type: 'draft';
} | {
    /**
     * A job came into being or changed its state; the whole of it.
     */
    data: Job;
    type: 'job';
} | {
    /**
     * How far a job is.
     */
    data: JobProgress;
    type: 'job-progress';
} | {
    /**
     * A piece of a job's result.
     */
    data: JobPartial;
    type: 'job-partial';
} | {
    /**
     * A job of one's own came into being, waits for somebody, or ended.
     */
    data: JobNotice;
    type: 'job-notice';
} | {
    /**
     * One's own choice of a tool changed.
     */
    data: ToolChoice;
    type: 'tool-choice';
} | {
    /**
     * An HTTP tool came into being, changed or was deleted.
     */
    data: HttpToolNews;
    type: 'http-tool';
} | {
    /**
     * A server of the Model Context Protocol came into being, changed, does otherwise, or was
     * deleted.
     */
    data: McpServerNews;
    type: 'mcp-server';
} | {
    /**
     * Something cannot be replayed.
     */
    data: Reset;
    type: 'reset';
} | {
    /**
     * Come back after a while.
     */
    data: Reconnect;
    type: 'reconnect';
} | {
    /**
     * The credential ended.
     */
    data: Expired;
    type: 'expired';
};

/**
 * Follows a channel. One that is followed already is followed anew from that place.
 */
export type Subscribe = {
    /**
     * The channel.
     */
    channel: string;
    /**
     * The place to go on from; from now if absent.
     */
    cursor?: string;
    /**
     * Names the request in its answer.
     */
    id: string;
};

/**
 * A text for prompts, with places to fill in.
 */
export type Template = {
    /**
     * When it came into being.
     */
    createdAt: Time;
    /**
     * Its id.
     */
    id: string;
    /**
     * Its name, at most 80 characters, unique among one's own whatever the case.
     */
    name: string;
    /**
     * Its text. `{{name}}` is a place to fill in, `{{prompt}}` the place of the prompt, and
     * `\{{` stands for two braces.
     */
    text: string;
    /**
     * When it last changed.
     */
    updatedAt: Time;
    /**
     * The names of the places, in the order of the text, without `prompt`.
     */
    variables: Array<string>;
};

/**
 * All of one's templates, by name.
 */
export type TemplatePage = {
    /**
     * The place in the log that the list is of. Subscribe from here.
     */
    asOf?: string;
    /**
     * The templates, at most 200.
     */
    items: Array<Template>;
};

/**
 * What to change of a template; absent fields stay.
 */
export type TemplatePatch = {
    /**
     * A new name, 1 to 80 characters.
     */
    name?: string;
    /**
     * A new text, 1 to 32,000 characters.
     */
    text?: string;
};

/**
 * An HTTP tool to try once.
 */
export type TestHttpTool = {
    /**
     * The arguments, as its `inputSchema` has them; `{}` if absent.
     */
    args?: {
        [key: string]: unknown;
    };
    /**
     * The tool, which is not kept. Its name may be taken.
     */
    tool: NewHttpTool;
};

/**
 * A server to try once.
 */
export type TestMcpServer = {
    /**
     * The server, which is not kept. Its name may be taken.
     */
    server: NewMcpServer;
};

/**
 * What a try of an HTTP tool gave. Nothing of it is kept.
 */
export type TestedHttpTool = {
    /**
     * How long it took, in milliseconds.
     */
    durationMs: number;
    /**
     * Why it gave nothing, in words for a person.
     */
    error?: string;
    /**
     * Whether it gave a result.
     */
    ok: boolean;
    /**
     * What it gave.
     */
    output?: {
        [key: string]: unknown;
    };
};

/**
 * What a try of a server gave. Nothing of it is kept.
 */
export type TestedMcpServer = {
    /**
     * Why it was not reached, in words for a person.
     */
    error?: string;
    /**
     * The last lines that the program wrote on its standard error.
     */
    log?: string;
    /**
     * Whether it was reached and told its tools.
     */
    ok: boolean;
    /**
     * The revision of the protocol that both speak.
     */
    protocolVersion?: string;
    /**
     * What it calls itself.
     */
    serverInfo?: McpServerInfo;
    /**
     * Its tools.
     */
    tools?: Array<McpServerTool>;
};

/**
 * Leave to follow one stream by its address alone.
 */
export type Ticket = {
    /**
     * By when it has to be used first.
     */
    expiresAt: Time;
    /**
     * The ticket, which is shown here and never again.
     */
    ticket: string;
    /**
     * What to give to `EventSource`, relative to this server: the path with the ticket in its query.
     */
    url: string;
};

export type Time = string;

/**
 * How fast a run was.
 */
export type Timing = {
    /**
     * From the request to the first token, in milliseconds.
     */
    firstTokenMs?: number;
    /**
     * Tokens written a second, from the first token to the end.
     */
    tokensPerSecond?: number;
    /**
     * From the request to the end, in milliseconds.
     */
    totalMs: number;
};

/**
 * A piece of an assistant's message.
 */
export type Token = {
    /**
     * The assistant's message.
     */
    id: string;
    /**
     * `text` if absent.
     */
    kind?: TokenKind;
    /**
     * The part of it that the text belongs to.
     */
    partId: string;
    /**
     * The text to add.
     */
    text: string;
};

/**
 * What a token is of.
 */
export type TokenKind = 'text' | 'reasoning';

/**
 * How somebody's tokens of a day (UTC) stand.
 */
export type TokensOfDay = {
    /**
     * When the next day begins.
     */
    endsAt: Time;
    /**
     * How many may be.
     */
    limit: number;
    /**
     * How many were spent; what ends late may be more than may be.
     */
    spent: number;
};

/**
 * Something that can be called, and whether the one who asks may.
 */
export type Tool = {
    /**
     * What it says of itself.
     */
    annotations: ToolAnnotations;
    /**
     * What it does, for models and people.
     */
    description: string;
    /**
     * Whether the one who asks has it switched on.
     */
    enabled: boolean;
    /**
     * JSON Schema of its arguments, which are an object.
     */
    inputSchema: {
        [key: string]: unknown;
    };
    /**
     * What it is called by, unique on this server.
     */
    name: string;
    /**
     * Whether the one who asks may call it.
     */
    permission: ToolPermission;
    /**
     * The server that offers it, if one does.
     */
    server?: string;
    /**
     * Where it comes from.
     */
    source: ToolOrigin;
    /**
     * What to show.
     */
    title: string;
};

/**
 * What a tool says of itself. Hints, in the words of the Model Context Protocol; absent: not said.
 */
export type ToolAnnotations = {
    /**
     * It may destroy something.
     */
    destructiveHint?: boolean;
    /**
     * Calling it twice with the same arguments does no more than calling it once.
     */
    idempotentHint?: boolean;
    /**
     * It talks to the world outside.
     */
    openWorldHint?: boolean;
    /**
     * It changes nothing.
     */
    readOnlyHint?: boolean;
};

/**
 * A call of a tool within a message.
 */
export type ToolCall = {
    /**
     * Its arguments.
     */
    args: {
        [key: string]: unknown;
    };
    /**
     * When it ended.
     */
    endedAt?: Time;
    /**
     * Why it failed.
     */
    error?: string;
    /**
     * Unique in the message.
     */
    id: string;
    /**
     * The job that executes it.
     */
    jobId?: string;
    /**
     * The tool.
     */
    name: string;
    /**
     * What it gave.
     */
    output?: {
        [key: string]: unknown;
    };
    /**
     * When it began.
     */
    startedAt?: Time;
    /**
     * How far it is.
     */
    status: ToolCallStatus;
};

/**
 * How far a tool call is, or how it ended.
 */
export type ToolCallStatus = 'queued' | 'awaiting-approval' | 'running' | 'done' | 'error' | 'denied' | 'cancelled' | 'interrupted';

/**
 * What somebody chose of a tool; absent fields are as the tool has them by itself.
 */
export type ToolChoice = {
    /**
     * Whether it is switched on.
     */
    enabled?: boolean;
    /**
     * The tool.
     */
    name: string;
    /**
     * Whether it may be called.
     */
    permission?: ToolPermission;
};

/**
 * A call ended well.
 */
export type ToolComplete = {
    /**
     * How long the tool took, in milliseconds.
     */
    durationMs: number;
    /**
     * The `id` of its `invoke_tool`.
     */
    id: string;
    /**
     * The job that executed it.
     */
    jobId: string;
    /**
     * What it gave, whole.
     */
    output: {
        [key: string]: unknown;
    };
    /**
     * Its number in the session.
     */
    seq: number;
};

/**
 * Where a tool comes from.
 */
export type ToolOrigin = 'builtin' | 'http' | 'mcp';

/**
 * The tools that one may know of.
 */
export type ToolPage = {
    /**
     * The tools, in the server's own order.
     */
    items: Array<Tool>;
    /**
     * Gives the next page; absent, there is none.
     */
    nextCursor?: string;
};

/**
 * What to change of one's own choice of a tool; absent fields stay.
 */
export type ToolPatch = {
    /**
     * Whether it is switched on.
     */
    enabled?: boolean;
    /**
     * Whether it may be called.
     */
    permission?: ToolPermission;
};

/**
 * Whether a tool may be called.
 */
export type ToolPermission = 'allow' | 'ask' | 'deny';

/**
 * A call of a tool within a run came into being, changed its state, or says how far it is.
 *
 * What is absent stays as it was told before; the first event of a call has its arguments.
 */
export type ToolStatus = {
    /**
     * Its arguments.
     */
    args?: {
        [key: string]: unknown;
    };
    /**
     * When it ended.
     */
    endedAt?: Time;
    /**
     * Why it did not end well, in words for a person, as the model is shown them.
     */
    error?: string;
    /**
     * The call, unique in the message.
     */
    id: string;
    /**
     * The job that executes it.
     */
    jobId?: string;
    /**
     * The lines that its log grew by.
     */
    log?: string;
    /**
     * The assistant's message.
     */
    messageId: string;
    /**
     * The tool.
     */
    name: string;
    /**
     * What it gave, as the model is shown it; the job has the whole.
     */
    output?: {
        [key: string]: unknown;
    };
    /**
     * The part of it that the call is.
     */
    partId: string;
    /**
     * How much of it is done, 0 to 1, if the tool says so.
     */
    progress?: number;
    /**
     * When the tool began.
     */
    startedAt?: Time;
    /**
     * How far it is, or how it ended.
     */
    status: ToolCallStatus;
};

/**
 * A call changed its state; or, without `seq`, how far it is.
 */
export type ToolUpdate = {
    /**
     * The id to decide under, while it waits for leave.
     */
    approvalId?: string;
    /**
     * The `id` of its `invoke_tool`.
     */
    id: string;
    /**
     * The job that executes it.
     */
    jobId: string;
    /**
     * The lines that its log grew by.
     */
    log?: string;
    /**
     * How much of it is done, 0 to 1, if the tool says so.
     */
    progress?: number;
    /**
     * Its number in the session, if the state changed.
     */
    seq?: number;
    /**
     * How far it is.
     */
    status: ToolCallStatus;
};

/**
 * Follows a channel no more.
 */
export type Unsubscribe = {
    /**
     * The channel.
     */
    channel: string;
    /**
     * Names the request in its answer.
     */
    id: string;
};

/**
 * What a model counted.
 */
export type Usage = {
    /**
     * Tokens read.
     */
    inputTokens: number;
    /**
     * Tokens written.
     */
    outputTokens: number;
};

/**
 * What is decided on a verb.
 */
export type VerbExplained = {
    /**
     * Whether it may be done.
     */
    allowed: boolean;
    /**
     * What decided, in words.
     */
    by: string;
    /**
     * `subscribe`, `publish`, `presence` or `history`.
     */
    verb: string;
};

/**
 * The first event of a stream; its id is the place that the stream starts from.
 */
export type Welcome = {
    /**
     * What it follows.
     */
    channels: Array<ChannelHead>;
    /**
     * When the credential ends.
     */
    expiresAt?: Time;
    /**
     * After how much silence the server sends a sign of life, in milliseconds.
     */
    heartbeatMs: number;
    /**
     * What was asked for and is not followed.
     */
    refused?: Array<string>;
    /**
     * Names this stream on this server.
     */
    streamId: string;
};

/**
 * What to do when a run is going on in the conversation.
 */
export type WhenBusy = 'reject' | 'queue' | 'stop';

export type ListAuditData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * 1 to 200, 50 if absent
         */
        limit?: number;
        /**
         * `nextCursor` of the page before
         */
        cursor?: string;
        /**
         * Only this action, such as `run.stopped`, or all that begin with a word, such as `run`
         */
        action?: string;
        /**
         * Only what this principal, or the account of this name, did
         */
        actor?: string;
        /**
         * Only entries that hold this text, without regard to case
         */
        q?: string;
    };
    url: '/api/admin/audit';
};

export type ListAuditErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListAuditError = ListAuditErrors[keyof ListAuditErrors];

export type ListAuditResponses = {
    /**
     * A page
     */
    200: AuditPage;
};

export type ListAuditResponse = ListAuditResponses[keyof ListAuditResponses];

export type ListInvitationsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/admin/invitations';
};

export type ListInvitationsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListInvitationsError = ListInvitationsErrors[keyof ListInvitationsErrors];

export type ListInvitationsResponses = {
    /**
     * The invitations, newest first
     */
    200: InvitationList;
};

export type ListInvitationsResponse = ListInvitationsResponses[keyof ListInvitationsResponses];

export type CreateInvitationData = {
    body: NewInvitation;
    path?: never;
    query?: never;
    url: '/api/admin/invitations';
};

export type CreateInvitationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateInvitationError = CreateInvitationErrors[keyof CreateInvitationErrors];

export type CreateInvitationResponses = {
    /**
     * The invitation, with its token, which is shown here and never again
     */
    201: Invitation;
};

export type CreateInvitationResponse = CreateInvitationResponses[keyof CreateInvitationResponses];

export type DeleteInvitationData = {
    body?: never;
    path: {
        /**
         * The invitation
         */
        id: string;
    };
    query?: never;
    url: '/api/admin/invitations/{id}';
};

export type DeleteInvitationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteInvitationError = DeleteInvitationErrors[keyof DeleteInvitationErrors];

export type DeleteInvitationResponses = {
    /**
     * It counts no more
     */
    204: void;
};

export type DeleteInvitationResponse = DeleteInvitationResponses[keyof DeleteInvitationResponses];

export type ListKeysData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/admin/keys';
};

export type ListKeysErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListKeysError = ListKeysErrors[keyof ListKeysErrors];

export type ListKeysResponses = {
    /**
     * The keys, the newest first
     */
    200: ServiceKeyList;
};

export type ListKeysResponse = ListKeysResponses[keyof ListKeysResponses];

export type CreateKeyData = {
    body: NewServiceKey;
    path?: never;
    query?: never;
    url: '/api/admin/keys';
};

export type CreateKeyErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateKeyError = CreateKeyErrors[keyof CreateKeyErrors];

export type CreateKeyResponses = {
    /**
     * The key, which is shown here and never again
     */
    201: ServiceKey;
};

export type CreateKeyResponse = CreateKeyResponses[keyof CreateKeyResponses];

export type DeleteKeyData = {
    body?: never;
    path: {
        /**
         * The key
         */
        id: string;
    };
    query?: never;
    url: '/api/admin/keys/{id}';
};

export type DeleteKeyErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteKeyError = DeleteKeyErrors[keyof DeleteKeyErrors];

export type DeleteKeyResponses = {
    /**
     * It counts no more
     */
    204: void;
};

export type DeleteKeyResponse = DeleteKeyResponses[keyof DeleteKeyResponses];

export type ExplainRulesData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The id of a principal or of an account
         */
        principal?: string;
        /**
         * The role; needed if the principal is not known here
         */
        role?: AccessRole;
        /**
         * The channel
         */
        channel: string;
        /**
         * `subscribe`, `publish`, `presence` or `history`; each if absent
         */
        verb?: string;
    };
    url: '/api/admin/rules/explain';
};

export type ExplainRulesErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ExplainRulesError = ExplainRulesErrors[keyof ExplainRulesErrors];

export type ExplainRulesResponses = {
    /**
     * What is decided, and by what
     */
    200: RulesExplained;
};

export type ExplainRulesResponse = ExplainRulesResponses[keyof ExplainRulesResponses];

export type ListUsersData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * 1 to 200; 50 if absent
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before
         */
        cursor?: string;
    };
    url: '/api/admin/users';
};

export type ListUsersErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListUsersError = ListUsersErrors[keyof ListUsersErrors];

export type ListUsersResponses = {
    /**
     * The accounts, newest first
     */
    200: AccountPage;
};

export type ListUsersResponse = ListUsersResponses[keyof ListUsersResponses];

export type DeleteUserData = {
    body?: never;
    path: {
        /**
         * The account
         */
        id: string;
    };
    query?: never;
    url: '/api/admin/users/{id}';
};

export type DeleteUserErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteUserError = DeleteUserErrors[keyof DeleteUserErrors];

export type DeleteUserResponses = {
    /**
     * It is gone
     */
    204: void;
};

export type DeleteUserResponse = DeleteUserResponses[keyof DeleteUserResponses];

export type UpdateUserData = {
    body: AccountPatch;
    path: {
        /**
         * The account
         */
        id: string;
    };
    query?: never;
    url: '/api/admin/users/{id}';
};

export type UpdateUserErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateUserError = UpdateUserErrors[keyof UpdateUserErrors];

export type UpdateUserResponses = {
    /**
     * The account
     */
    200: Account;
};

export type UpdateUserResponse = UpdateUserResponses[keyof UpdateUserResponses];

export type DecideApprovalData = {
    body: DecideApproval;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The approval
         */
        id: string;
    };
    query?: never;
    url: '/api/approvals/{id}';
};

export type DecideApprovalErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DecideApprovalError = DecideApprovalErrors[keyof DecideApprovalErrors];

export type DecideApprovalResponses = {
    /**
     * It counts
     */
    200: JobApproval;
};

export type DecideApprovalResponse = DecideApprovalResponses[keyof DecideApprovalResponses];

export type GetAuthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth';
};

export type GetAuthErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetAuthError = GetAuthErrors[keyof GetAuthErrors];

export type GetAuthResponses = {
    /**
     * How
     */
    200: AuthInfo;
};

export type GetAuthResponse = GetAuthResponses[keyof GetAuthResponses];

export type DeleteAccountData = {
    body: DeleteAccount;
    path?: never;
    query?: never;
    url: '/api/auth/account';
};

export type DeleteAccountErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteAccountError = DeleteAccountErrors[keyof DeleteAccountErrors];

export type DeleteAccountResponses = {
    /**
     * It is gone
     */
    204: void;
};

export type DeleteAccountResponse = DeleteAccountResponses[keyof DeleteAccountResponses];

export type UpdateAccountData = {
    body: ProfilePatch;
    path?: never;
    query?: never;
    url: '/api/auth/account';
};

export type UpdateAccountErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateAccountError = UpdateAccountErrors[keyof UpdateAccountErrors];

export type UpdateAccountResponses = {
    /**
     * The account
     */
    200: Account;
};

export type UpdateAccountResponse = UpdateAccountResponses[keyof UpdateAccountResponses];

export type LoginData = {
    body: Login;
    path?: never;
    query?: never;
    url: '/api/auth/login';
};

export type LoginErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type LoginError = LoginErrors[keyof LoginErrors];

export type LoginResponses = {
    /**
     * The account, and the session's cookie
     */
    200: SignedIn;
};

export type LoginResponse = LoginResponses[keyof LoginResponses];

export type LogoutData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/logout';
};

export type LogoutErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type LogoutError = LogoutErrors[keyof LogoutErrors];

export type LogoutResponses = {
    /**
     * Nobody is signed in here any more
     */
    204: void;
};

export type LogoutResponse = LogoutResponses[keyof LogoutResponses];

export type FinishProviderSignInData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * What the provider gave
         */
        code?: string;
        /**
         * What it was given
         */
        state?: string;
        /**
         * Who it is
         */
        iss?: string;
        /**
         * Why it gave nothing
         */
        error?: string;
    };
    url: '/api/auth/oidc/callback';
};

export type FinishProviderSignInErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FinishProviderSignInError = FinishProviderSignInErrors[keyof FinishProviderSignInErrors];

export type FinishProviderSignInResponses = {
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FinishProviderSignInResponse = FinishProviderSignInResponses[keyof FinishProviderSignInResponses];

export type StartProviderSignInData = {
    body: ProviderSignIn;
    path?: never;
    query?: never;
    url: '/api/auth/oidc/start';
};

export type StartProviderSignInErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type StartProviderSignInError = StartProviderSignInErrors[keyof StartProviderSignInErrors];

export type StartProviderSignInResponses = {
    /**
     * The provider's page, and a cookie for the way back
     */
    200: ProviderPage;
};

export type StartProviderSignInResponse = StartProviderSignInResponses[keyof StartProviderSignInResponses];

export type ClaimOwnerData = {
    body: OwnerClaim;
    path?: never;
    query?: never;
    url: '/api/auth/owner';
};

export type ClaimOwnerErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ClaimOwnerError = ClaimOwnerErrors[keyof ClaimOwnerErrors];

export type ClaimOwnerResponses = {
    /**
     * The owner's cookie is set
     */
    204: void;
};

export type ClaimOwnerResponse = ClaimOwnerResponses[keyof ClaimOwnerResponses];

export type ChangePasswordData = {
    body: ChangePassword;
    path?: never;
    query?: never;
    url: '/api/auth/password';
};

export type ChangePasswordErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ChangePasswordError = ChangePasswordErrors[keyof ChangePasswordErrors];

export type ChangePasswordResponses = {
    /**
     * It is changed
     */
    204: void;
};

export type ChangePasswordResponse = ChangePasswordResponses[keyof ChangePasswordResponses];

export type ProlongStreamData = {
    body: ProlongStream;
    path?: never;
    query?: never;
    url: '/api/auth/refresh';
};

export type ProlongStreamErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ProlongStreamError = ProlongStreamErrors[keyof ProlongStreamErrors];

export type ProlongStreamResponses = {
    /**
     * The stream goes on; a cookie is set if the credential has an end
     */
    200: Prolonged;
};

export type ProlongStreamResponse = ProlongStreamResponses[keyof ProlongStreamResponses];

export type RegisterData = {
    body: Register;
    path?: never;
    query?: never;
    url: '/api/auth/register';
};

export type RegisterErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type RegisterError = RegisterErrors[keyof RegisterErrors];

export type RegisterResponses = {
    /**
     * The account, and the session's cookie
     */
    201: SignedIn;
};

export type RegisterResponse = RegisterResponses[keyof RegisterResponses];

export type EndOtherSessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/sessions';
};

export type EndOtherSessionsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type EndOtherSessionsError = EndOtherSessionsErrors[keyof EndOtherSessionsErrors];

export type EndOtherSessionsResponses = {
    /**
     * They are over
     */
    204: void;
};

export type EndOtherSessionsResponse = EndOtherSessionsResponses[keyof EndOtherSessionsResponses];

export type ListSessionsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/auth/sessions';
};

export type ListSessionsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListSessionsError = ListSessionsErrors[keyof ListSessionsErrors];

export type ListSessionsResponses = {
    /**
     * The sessions, the last used first
     */
    200: SessionList;
};

export type ListSessionsResponse = ListSessionsResponses[keyof ListSessionsResponses];

export type EndSessionData = {
    body?: never;
    path: {
        /**
         * The session
         */
        id: string;
    };
    query?: never;
    url: '/api/auth/sessions/{id}';
};

export type EndSessionErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type EndSessionError = EndSessionErrors[keyof EndSessionErrors];

export type EndSessionResponses = {
    /**
     * It is over
     */
    204: void;
};

export type EndSessionResponse = EndSessionResponses[keyof EndSessionResponses];

export type CreateTicketData = {
    body: NewTicket;
    path?: never;
    query?: never;
    url: '/api/auth/ticket';
};

export type CreateTicketErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateTicketError = CreateTicketErrors[keyof CreateTicketErrors];

export type CreateTicketResponses = {
    /**
     * The ticket, which is shown here and never again
     */
    201: Ticket;
};

export type CreateTicketResponse = CreateTicketResponses[keyof CreateTicketResponses];

export type ListConversationsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * 1 to 200, 50 if absent
         */
        limit?: number;
        /**
         * `nextCursor` of the page before
         */
        cursor?: string;
        /**
         * Only those that are archived; false if absent
         */
        archived?: boolean;
        /**
         * Only those that are pinned, or are not; all of them if absent
         */
        pinned?: boolean;
        /**
         * Those that were deleted and can be restored, the last first, with `deletedAt`
         */
        deleted?: boolean;
    };
    url: '/api/conversations';
};

export type ListConversationsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListConversationsError = ListConversationsErrors[keyof ListConversationsErrors];

export type ListConversationsResponses = {
    /**
     * A page
     */
    200: ConversationPage;
};

export type ListConversationsResponse = ListConversationsResponses[keyof ListConversationsResponses];

export type CreateConversationData = {
    body: NewConversation;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/conversations';
};

export type CreateConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateConversationError = CreateConversationErrors[keyof CreateConversationErrors];

export type CreateConversationResponses = {
    /**
     * It is there
     */
    201: Conversation;
};

export type CreateConversationResponse = CreateConversationResponses[keyof CreateConversationResponses];

export type ImportConversationData = {
    body: ConversationExport;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/conversations/import';
};

export type ImportConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ImportConversationError = ImportConversationErrors[keyof ImportConversationErrors];

export type ImportConversationResponses = {
    /**
     * It is there, under new ids
     */
    201: Conversation;
};

export type ImportConversationResponse = ImportConversationResponses[keyof ImportConversationResponses];

export type DeleteConversationData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: never;
    url: '/api/conversations/{id}';
};

export type DeleteConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteConversationError = DeleteConversationErrors[keyof DeleteConversationErrors];

export type DeleteConversationResponses = {
    /**
     * It is gone
     */
    204: void;
};

export type DeleteConversationResponse = DeleteConversationResponses[keyof DeleteConversationResponses];

export type GetConversationData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: never;
    url: '/api/conversations/{id}';
};

export type GetConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetConversationError = GetConversationErrors[keyof GetConversationErrors];

export type GetConversationResponses = {
    /**
     * The conversation, with `asOf`
     */
    200: Conversation;
};

export type GetConversationResponse = GetConversationResponses[keyof GetConversationResponses];

export type UpdateConversationData = {
    body: ConversationPatch;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: never;
    url: '/api/conversations/{id}';
};

export type UpdateConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateConversationError = UpdateConversationErrors[keyof UpdateConversationErrors];

export type UpdateConversationResponses = {
    /**
     * The conversation as it is now
     */
    200: Conversation;
};

export type UpdateConversationResponse = UpdateConversationResponses[keyof UpdateConversationResponses];

export type FollowConversationData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: {
        /**
         * The place to go on from; from now if absent
         */
        cursor?: string;
        /**
         * Only events of these types
         */
        type?: Array<string>;
        /**
         * Join tokens over this time, 0 to 1000 ms
         */
        flushMs?: number;
    };
    url: '/api/conversations/{id}/events';
};

export type FollowConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FollowConversationError = FollowConversationErrors[keyof FollowConversationErrors];

export type FollowConversationResponses = {
    /**
     * An event stream
     */
    200: StreamChunk;
};

export type FollowConversationResponse = FollowConversationResponses[keyof FollowConversationResponses];

export type ExportConversationData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: {
        /**
         * `json`, with all branches, which can be brought in again (if absent); or `md`, one branch for people
         */
        format?: string;
        /**
         * For `md`: the branch that ends in this message; the one that is shown first if absent
         */
        leaf?: string;
    };
    url: '/api/conversations/{id}/export';
};

export type ExportConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ExportConversationError = ExportConversationErrors[keyof ExportConversationErrors];

export type ExportConversationResponses = {
    /**
     * The file
     */
    200: ConversationExport;
};

export type ExportConversationResponse = ExportConversationResponses[keyof ExportConversationResponses];

export type ForkConversationData = {
    body: ForkConversation;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: never;
    url: '/api/conversations/{id}/fork';
};

export type ForkConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ForkConversationError = ForkConversationErrors[keyof ForkConversationErrors];

export type ForkConversationResponses = {
    /**
     * The new conversation
     */
    201: Conversation;
};

export type ForkConversationResponse = ForkConversationResponses[keyof ForkConversationResponses];

export type ListQueueData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: never;
    url: '/api/conversations/{id}/queue';
};

export type ListQueueErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListQueueError = ListQueueErrors[keyof ListQueueErrors];

export type ListQueueResponses = {
    /**
     * What waits
     */
    200: Queue;
};

export type ListQueueResponse = ListQueueResponses[keyof ListQueueResponses];

export type RemoveQueuedData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
        /**
         * The message
         */
        messageId: string;
    };
    query?: never;
    url: '/api/conversations/{id}/queue/{messageId}';
};

export type RemoveQueuedErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type RemoveQueuedError = RemoveQueuedErrors[keyof RemoveQueuedErrors];

export type RemoveQueuedResponses = {
    /**
     * It does not wait any more
     */
    204: void;
};

export type RemoveQueuedResponse = RemoveQueuedResponses[keyof RemoveQueuedResponses];

export type UpdateQueuedData = {
    body: QueuePatch;
    path: {
        /**
         * The conversation
         */
        id: string;
        /**
         * The message
         */
        messageId: string;
    };
    query?: never;
    url: '/api/conversations/{id}/queue/{messageId}';
};

export type UpdateQueuedErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateQueuedError = UpdateQueuedErrors[keyof UpdateQueuedErrors];

export type UpdateQueuedResponses = {
    /**
     * What waits now
     */
    200: Queue;
};

export type UpdateQueuedResponse = UpdateQueuedResponses[keyof UpdateQueuedResponses];

export type RestoreConversationData = {
    body?: never;
    path: {
        /**
         * The conversation
         */
        id: string;
    };
    query?: never;
    url: '/api/conversations/{id}/restore';
};

export type RestoreConversationErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type RestoreConversationError = RestoreConversationErrors[keyof RestoreConversationErrors];

export type RestoreConversationResponses = {
    /**
     * It is there again
     */
    200: Conversation;
};

export type RestoreConversationResponse = RestoreConversationResponses[keyof RestoreConversationResponses];

export type GetDraftData = {
    body?: never;
    path: {
        /**
         * The conversation, or `new`
         */
        conversation: string;
    };
    query?: never;
    url: '/api/drafts/{conversation}';
};

export type GetDraftErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetDraftError = GetDraftErrors[keyof GetDraftErrors];

export type GetDraftResponses = {
    /**
     * It; its text is empty if there is none
     */
    200: PromptDraft;
};

export type GetDraftResponse = GetDraftResponses[keyof GetDraftResponses];

export type SaveDraftData = {
    body: NewPromptDraft;
    path: {
        /**
         * The conversation, or `new`
         */
        conversation: string;
    };
    query?: never;
    url: '/api/drafts/{conversation}';
};

export type SaveDraftErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type SaveDraftError = SaveDraftErrors[keyof SaveDraftErrors];

export type SaveDraftResponses = {
    /**
     * What is there now
     */
    200: PromptDraft;
};

export type SaveDraftResponse = SaveDraftResponses[keyof SaveDraftResponses];

export type FollowChannelsData = {
    body?: never;
    path?: never;
    query: {
        /**
         * 1 to 100 channels
         */
        channel: Array<string>;
        /**
         * The place to go on from; from now if absent
         */
        cursor?: string;
        /**
         * Only events of these types
         */
        type?: Array<string>;
        /**
         * Join tokens over this time, 0 to 1000 ms
         */
        flushMs?: number;
        /**
         * Write events together that come within this time, 0 to 1000 ms
         */
        batchMs?: number;
    };
    url: '/api/events';
};

export type FollowChannelsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FollowChannelsError = FollowChannelsErrors[keyof FollowChannelsErrors];

export type FollowChannelsResponses = {
    /**
     * An event stream
     */
    200: StreamChunk;
};

export type FollowChannelsResponse = FollowChannelsResponses[keyof FollowChannelsResponses];

export type FollowPostedChannelsData = {
    body: FollowChannels;
    path?: never;
    query?: {
        /**
         * Only events of these types
         */
        type?: Array<string>;
        /**
         * Join tokens over this time, 0 to 1000 ms
         */
        flushMs?: number;
        /**
         * Write events together that come within this time, 0 to 1000 ms
         */
        batchMs?: number;
    };
    url: '/api/events';
};

export type FollowPostedChannelsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FollowPostedChannelsError = FollowPostedChannelsErrors[keyof FollowPostedChannelsErrors];

export type FollowPostedChannelsResponses = {
    /**
     * An event stream
     */
    200: StreamChunk;
};

export type FollowPostedChannelsResponse = FollowPostedChannelsResponses[keyof FollowPostedChannelsResponses];

export type ListHttpToolsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/http-tools';
};

export type ListHttpToolsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListHttpToolsError = ListHttpToolsErrors[keyof ListHttpToolsErrors];

export type ListHttpToolsResponses = {
    /**
     * All of them
     */
    200: HttpToolPage;
};

export type ListHttpToolsResponse = ListHttpToolsResponses[keyof ListHttpToolsResponses];

export type CreateHttpToolData = {
    body: NewHttpTool;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/http-tools';
};

export type CreateHttpToolErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateHttpToolError = CreateHttpToolErrors[keyof CreateHttpToolErrors];

export type CreateHttpToolResponses = {
    /**
     * It is there
     */
    201: HttpTool;
};

export type CreateHttpToolResponse = CreateHttpToolResponses[keyof CreateHttpToolResponses];

export type TestHttpToolData = {
    body: TestHttpTool;
    path?: never;
    query?: never;
    url: '/api/http-tools/test';
};

export type TestHttpToolErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type TestHttpToolError = TestHttpToolErrors[keyof TestHttpToolErrors];

export type TestHttpToolResponses = {
    /**
     * What came of it
     */
    200: TestedHttpTool;
};

export type TestHttpToolResponse = TestHttpToolResponses[keyof TestHttpToolResponses];

export type DeleteHttpToolData = {
    body?: never;
    path: {
        /**
         * The tool's name
         */
        name: string;
    };
    query?: never;
    url: '/api/http-tools/{name}';
};

export type DeleteHttpToolErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteHttpToolError = DeleteHttpToolErrors[keyof DeleteHttpToolErrors];

export type DeleteHttpToolResponses = {
    /**
     * It is gone
     */
    204: void;
};

export type DeleteHttpToolResponse = DeleteHttpToolResponses[keyof DeleteHttpToolResponses];

export type UpdateHttpToolData = {
    body: HttpToolPatch;
    path: {
        /**
         * The tool's name
         */
        name: string;
    };
    query?: never;
    url: '/api/http-tools/{name}';
};

export type UpdateHttpToolErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateHttpToolError = UpdateHttpToolErrors[keyof UpdateHttpToolErrors];

export type UpdateHttpToolResponses = {
    /**
     * The tool as it is now
     */
    200: HttpTool;
};

export type UpdateHttpToolResponse = UpdateHttpToolResponses[keyof UpdateHttpToolResponses];

export type ListJobsData = {
    body?: never;
    path?: never;
    query?: {
        /**
         * 1 to 200, 50 if absent
         */
        limit?: number;
        /**
         * The `nextCursor` of the page before
         */
        cursor?: string;
    };
    url: '/api/jobs';
};

export type ListJobsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListJobsError = ListJobsErrors[keyof ListJobsErrors];

export type ListJobsResponses = {
    /**
     * A page
     */
    200: JobPage;
};

export type ListJobsResponse = ListJobsResponses[keyof ListJobsResponses];

export type StopJobData = {
    body?: never;
    path: {
        /**
         * The job
         */
        id: string;
    };
    query?: never;
    url: '/api/jobs/{id}';
};

export type StopJobErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type StopJobError = StopJobErrors[keyof StopJobErrors];

export type StopJobResponses = {
    /**
     * The job, ended
     */
    200: Job;
};

export type StopJobResponse = StopJobResponses[keyof StopJobResponses];

export type GetJobData = {
    body?: never;
    path: {
        /**
         * The job
         */
        id: string;
    };
    query?: never;
    url: '/api/jobs/{id}';
};

export type GetJobErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetJobError = GetJobErrors[keyof GetJobErrors];

export type GetJobResponses = {
    /**
     * The job
     */
    200: Job;
};

export type GetJobResponse = GetJobResponses[keyof GetJobResponses];

export type FollowJobData = {
    body?: never;
    path: {
        /**
         * The job
         */
        id: string;
    };
    query?: {
        /**
         * The place to go on from; the job's start if absent
         */
        cursor?: string;
        /**
         * Only events of these types
         */
        type?: Array<string>;
    };
    url: '/api/jobs/{id}/events';
};

export type FollowJobErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FollowJobError = FollowJobErrors[keyof FollowJobErrors];

export type FollowJobResponses = {
    /**
     * The job's stream
     */
    200: StreamChunk;
    /**
     * The job ended at or before that place
     */
    204: void;
};

export type FollowJobResponse = FollowJobResponses[keyof FollowJobResponses];

export type ListMcpServersData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/mcp-servers';
};

export type ListMcpServersErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListMcpServersError = ListMcpServersErrors[keyof ListMcpServersErrors];

export type ListMcpServersResponses = {
    /**
     * All of them
     */
    200: McpServerPage;
};

export type ListMcpServersResponse = ListMcpServersResponses[keyof ListMcpServersResponses];

export type CreateMcpServerData = {
    body: NewMcpServer;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/mcp-servers';
};

export type CreateMcpServerErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateMcpServerError = CreateMcpServerErrors[keyof CreateMcpServerErrors];

export type CreateMcpServerResponses = {
    /**
     * It is there, and being reached
     */
    201: McpServer;
};

export type CreateMcpServerResponse = CreateMcpServerResponses[keyof CreateMcpServerResponses];

export type TestMcpServerData = {
    body: TestMcpServer;
    path?: never;
    query?: never;
    url: '/api/mcp-servers/test';
};

export type TestMcpServerErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type TestMcpServerError = TestMcpServerErrors[keyof TestMcpServerErrors];

export type TestMcpServerResponses = {
    /**
     * What came of it
     */
    200: TestedMcpServer;
};

export type TestMcpServerResponse = TestMcpServerResponses[keyof TestMcpServerResponses];

export type DeleteMcpServerData = {
    body?: never;
    path: {
        /**
         * The server's name
         */
        name: string;
    };
    query?: never;
    url: '/api/mcp-servers/{name}';
};

export type DeleteMcpServerErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteMcpServerError = DeleteMcpServerErrors[keyof DeleteMcpServerErrors];

export type DeleteMcpServerResponses = {
    /**
     * It is gone
     */
    204: void;
};

export type DeleteMcpServerResponse = DeleteMcpServerResponses[keyof DeleteMcpServerResponses];

export type UpdateMcpServerData = {
    body: McpServerPatch;
    path: {
        /**
         * The server's name
         */
        name: string;
    };
    query?: never;
    url: '/api/mcp-servers/{name}';
};

export type UpdateMcpServerErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateMcpServerError = UpdateMcpServerErrors[keyof UpdateMcpServerErrors];

export type UpdateMcpServerResponses = {
    /**
     * The server as it is now
     */
    200: McpServer;
};

export type UpdateMcpServerResponse = UpdateMcpServerResponses[keyof UpdateMcpServerResponses];

export type RestartMcpServerData = {
    body?: never;
    path: {
        /**
         * The server's name
         */
        name: string;
    };
    query?: never;
    url: '/api/mcp-servers/{name}/restart';
};

export type RestartMcpServerErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type RestartMcpServerError = RestartMcpServerErrors[keyof RestartMcpServerErrors];

export type RestartMcpServerResponses = {
    /**
     * It is being reached
     */
    202: McpServer;
};

export type RestartMcpServerResponse = RestartMcpServerResponses[keyof RestartMcpServerResponses];

export type GetMeData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/me';
};

export type GetMeErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetMeError = GetMeErrors[keyof GetMeErrors];

export type GetMeResponses = {
    /**
     * Who is asking
     */
    200: Me;
};

export type GetMeResponse = GetMeResponses[keyof GetMeResponses];

export type ListMessagesData = {
    body?: never;
    path?: never;
    query: {
        /**
         * The conversation
         */
        conversationId: string;
        /**
         * 1 to 200, 50 if absent
         */
        limit?: number;
        /**
         * `nextCursor` of the page before, or the id of a message: those before it
         */
        cursor?: string;
        /**
         * Only the branch that ends in this message
         */
        leaf?: string;
    };
    url: '/api/messages';
};

export type ListMessagesErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListMessagesError = ListMessagesErrors[keyof ListMessagesErrors];

export type ListMessagesResponses = {
    /**
     * A page; the first has `asOf`
     */
    200: MessagePage;
};

export type ListMessagesResponse = ListMessagesResponses[keyof ListMessagesResponses];

export type CreateMessageData = {
    body: NewMessage;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/messages';
};

export type CreateMessageErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateMessageError = CreateMessageErrors[keyof CreateMessageErrors];

export type CreateMessageResponses = {
    /**
     * It is there
     */
    201: ChatMessage;
};

export type CreateMessageResponse = CreateMessageResponses[keyof CreateMessageResponses];

export type ListModelsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/models';
};

export type ListModelsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListModelsError = ListModelsErrors[keyof ListModelsErrors];

export type ListModelsResponses = {
    /**
     * The models, the default first
     */
    200: ModelPage;
};

export type ListModelsResponse = ListModelsResponses[keyof ListModelsResponses];

export type GetOpenapiData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/openapi.json';
};

export type GetOpenapiErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetOpenapiError = GetOpenapiErrors[keyof GetOpenapiErrors];

export type GetOpenapiResponses = {
    /**
     * OpenAPI 3.1
     */
    200: unknown;
};

export type StartRunData = {
    body: StartRun;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: {
        /**
         * Join tokens over this time, 0 to 1000 ms
         */
        flushMs?: number;
    };
    url: '/api/realtime';
};

export type StartRunErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type StartRunError = StartRunErrors[keyof StartRunErrors];

export type StartRunResponses = {
    /**
     * The run's stream
     */
    200: StreamChunk;
    /**
     * The run goes on by itself
     */
    202: StartedRun;
};

export type StartRunResponse = StartRunResponses[keyof StartRunResponses];

export type StopRunData = {
    body?: never;
    path: {
        /**
         * The run
         */
        id: string;
    };
    query?: never;
    url: '/api/realtime/{id}';
};

export type StopRunErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type StopRunError = StopRunErrors[keyof StopRunErrors];

export type StopRunResponses = {
    /**
     * The run, ended
     */
    200: Run;
};

export type StopRunResponse = StopRunResponses[keyof StopRunResponses];

export type FollowRunData = {
    body?: never;
    path: {
        /**
         * The run
         */
        id: string;
    };
    query?: {
        /**
         * The place to go on from; the run's start if absent
         */
        cursor?: string;
        /**
         * Join tokens over this time, 0 to 1000 ms
         */
        flushMs?: number;
    };
    url: '/api/realtime/{id}';
};

export type FollowRunErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type FollowRunError = FollowRunErrors[keyof FollowRunErrors];

export type FollowRunResponses = {
    /**
     * The run's stream
     */
    200: StreamChunk;
    /**
     * The run ended at or before that place
     */
    204: void;
};

export type FollowRunResponse = FollowRunResponses[keyof FollowRunResponses];

export type ContinueRunData = {
    body: ContinueRun;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The run that ended
         */
        id: string;
    };
    query?: {
        /**
         * Join tokens over this time, 0 to 1000 ms
         */
        flushMs?: number;
    };
    url: '/api/realtime/{id}/continue';
};

export type ContinueRunErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ContinueRunError = ContinueRunErrors[keyof ContinueRunErrors];

export type ContinueRunResponses = {
    /**
     * The new run's stream
     */
    200: StreamChunk;
    /**
     * The new run goes on by itself
     */
    202: StartedRun;
};

export type ContinueRunResponse = ContinueRunResponses[keyof ContinueRunResponses];

export type SearchMessagesData = {
    body?: never;
    path?: never;
    query: {
        /**
         * Words that must all be there, at most 500 characters; `"..."` for words in a row. The last word may be the beginning of one. Case and accents do not count
         */
        q: string;
        /**
         * 1 to 50, 20 if absent
         */
        limit?: number;
        /**
         * `nextCursor` of the page before
         */
        cursor?: string;
    };
    url: '/api/search';
};

export type SearchMessagesErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type SearchMessagesError = SearchMessagesErrors[keyof SearchMessagesErrors];

export type SearchMessagesResponses = {
    /**
     * A page
     */
    200: SearchPage;
};

export type SearchMessagesResponse = SearchMessagesResponses[keyof SearchMessagesResponses];

export type ListTemplatesData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/templates';
};

export type ListTemplatesErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListTemplatesError = ListTemplatesErrors[keyof ListTemplatesErrors];

export type ListTemplatesResponses = {
    /**
     * All of them, at most 200
     */
    200: TemplatePage;
};

export type ListTemplatesResponse = ListTemplatesResponses[keyof ListTemplatesResponses];

export type CreateTemplateData = {
    body: NewTemplate;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path?: never;
    query?: never;
    url: '/api/templates';
};

export type CreateTemplateErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type CreateTemplateError = CreateTemplateErrors[keyof CreateTemplateErrors];

export type CreateTemplateResponses = {
    /**
     * It is there
     */
    201: Template;
};

export type CreateTemplateResponse = CreateTemplateResponses[keyof CreateTemplateResponses];

export type DeleteTemplateData = {
    body?: never;
    path: {
        /**
         * The template
         */
        id: string;
    };
    query?: never;
    url: '/api/templates/{id}';
};

export type DeleteTemplateErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type DeleteTemplateError = DeleteTemplateErrors[keyof DeleteTemplateErrors];

export type DeleteTemplateResponses = {
    /**
     * It is gone
     */
    204: void;
};

export type DeleteTemplateResponse = DeleteTemplateResponses[keyof DeleteTemplateResponses];

export type UpdateTemplateData = {
    body: TemplatePatch;
    path: {
        /**
         * The template
         */
        id: string;
    };
    query?: never;
    url: '/api/templates/{id}';
};

export type UpdateTemplateErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateTemplateError = UpdateTemplateErrors[keyof UpdateTemplateErrors];

export type UpdateTemplateResponses = {
    /**
     * The template as it is now
     */
    200: Template;
};

export type UpdateTemplateResponse = UpdateTemplateResponses[keyof UpdateTemplateResponses];

export type ListToolsData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/tools';
};

export type ListToolsErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type ListToolsError = ListToolsErrors[keyof ListToolsErrors];

export type ListToolsResponses = {
    /**
     * All of them
     */
    200: ToolPage;
};

export type ListToolsResponse = ListToolsResponses[keyof ListToolsResponses];

export type UpdateToolData = {
    body: ToolPatch;
    path: {
        /**
         * The tool's name
         */
        tool: string;
    };
    query?: never;
    url: '/api/tools/{tool}';
};

export type UpdateToolErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type UpdateToolError = UpdateToolErrors[keyof UpdateToolErrors];

export type UpdateToolResponses = {
    /**
     * The tool as it is now
     */
    200: Tool;
};

export type UpdateToolResponse = UpdateToolResponses[keyof UpdateToolResponses];

export type InvokeToolData = {
    body: InvokeTool;
    headers?: {
        /**
         * Makes repeating harmless
         */
        'Idempotency-Key'?: string;
    };
    path: {
        /**
         * The tool's name
         */
        tool: string;
    };
    query?: never;
    url: '/api/tools/{tool}';
};

export type InvokeToolErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * There is no such thing, or it is somebody else's
     */
    404: Problem;
    /**
     * The body did not arrive in time
     */
    408: Problem;
    /**
     * It does not go with how things stand: `code` says why
     */
    409: Problem;
    /**
     * The body is too long
     */
    413: Problem;
    /**
     * The body is not `application/json`
     */
    415: Problem;
    /**
     * It can be read, and is wrong: `errors` says where
     */
    422: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type InvokeToolError = InvokeToolErrors[keyof InvokeToolErrors];

export type InvokeToolResponses = {
    /**
     * There is a job
     */
    202: InvokedTool;
};

export type InvokeToolResponse = InvokeToolResponses[keyof InvokeToolResponses];

export type OpenSocketData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/api/ws';
};

export type OpenSocketErrors = {
    /**
     * It cannot be read: a path, a query, a header or JSON
     */
    400: Problem;
    /**
     * Nobody is known by this credential, or without one
     */
    401: Problem;
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * It is a WebSocket's, and none is asked for
     */
    426: Problem;
    /**
     * Too often, or too many at a time; `Retry-After` says when to ask again
     */
    429: Problem;
    /**
     * Not now; `Retry-After` says when to ask again
     */
    503: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type OpenSocketError = OpenSocketErrors[keyof OpenSocketErrors];

export type OpenSocketResponses = {
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type OpenSocketResponse = OpenSocketResponses[keyof OpenSocketResponses];

export type GetHealthData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/healthz';
};

export type GetHealthErrors = {
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetHealthError = GetHealthErrors[keyof GetHealthErrors];

export type GetHealthResponses = {
    /**
     * It lives
     */
    200: Health;
};

export type GetHealthResponse = GetHealthResponses[keyof GetHealthResponses];

export type GetReadinessData = {
    body?: never;
    path?: never;
    query?: never;
    url: '/readyz';
};

export type GetReadinessErrors = {
    /**
     * It is not allowed: to this one, from this origin, or under this host
     */
    403: Problem;
    /**
     * It does not
     */
    503: Health;
    /**
     * It failed; nothing was changed
     */
    default: Problem;
};

export type GetReadinessError = GetReadinessErrors[keyof GetReadinessErrors];

export type GetReadinessResponses = {
    /**
     * It does
     */
    200: Health;
};

export type GetReadinessResponse = GetReadinessResponses[keyof GetReadinessResponses];
