/// What each layout adds to the one before it.
pub(super) const LAYOUTS: [&str; 10] = [
    LAYOUT_1, LAYOUT_2, LAYOUT_3, LAYOUT_4, LAYOUT_5, LAYOUT_6, LAYOUT_7, LAYOUT_8, LAYOUT_9,
    LAYOUT_10,
];

/// Layout 1.
///
/// Positions, seqs and times (milliseconds, UTC) are integers, ids of conversations, messages and
/// runs are blobs of 16 bytes, names are texts. Never change a layout that was released: add one.
///
/// - `meta`: one row. `epoch` was drawn when the log was made; events up to `archived_to` lie in
///   the archive, later ones in the journal; `secret` is the server's own.
/// - `terms`: one row for each time the store was opened and written to, see
///   [`thalweg_log::Term`].
/// - `journal`: one row for each commit that has events, named by its first position; `entries`
///   and `data` as the module `codec` describes them. The small columns come first, so that reading
///   them touches no overflow page.
/// - `channels`: every channel that ever had an event. `head_seq` counts what was archived; the
///   journal may hold more. Events up to `trimmed_seq` at `trimmed_position` were forgotten, those
///   up to `swept_position` are gone from the archive as well; transient events up to
///   `folded_position` were folded.
/// - `trims`: the latest ends of trimming of a channel, so that a reader can be told what it lost.
/// - `archive`: events that left the journal, clustered by channel. Rows beyond `archived_to` are
///   being moved and do not count yet.
/// - `folds`: terminal events in the archive, the transient events before which are still there.
/// - `fences`: open fences. `token` is the unsigned number's bits.
/// - `keys`: idempotency keys.
/// - `conversations`, `messages`, `runs`: what [`thalweg_chat::project`] makes of the events. `data`
///   is the JSON of `Conversation`, `ChatMessage` and `Run`; `position` is the place of the event
///   that orders them.
const LAYOUT_1: &str = "
CREATE TABLE meta (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    archived_to INTEGER NOT NULL,
    secret BLOB
);
CREATE TABLE terms (first INTEGER PRIMARY KEY, tag INTEGER NOT NULL);
CREATE TABLE journal (
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    at INTEGER NOT NULL,
    entries BLOB NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE channels (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    head_seq INTEGER NOT NULL DEFAULT 0,
    trimmed_seq INTEGER NOT NULL DEFAULT 0,
    trimmed_position INTEGER NOT NULL DEFAULT 0,
    swept_position INTEGER NOT NULL DEFAULT 0,
    folded_position INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX channels_to_sweep ON channels (id) WHERE swept_position < trimmed_position;
CREATE TABLE trims (
    channel_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (channel_id, position)
) WITHOUT ROWID;
CREATE TABLE archive (
    channel_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    class INTEGER NOT NULL,
    data BLOB NOT NULL,
    private BLOB,
    PRIMARY KEY (channel_id, position)
) WITHOUT ROWID;
CREATE TABLE folds (
    position INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    at INTEGER NOT NULL
);
CREATE TABLE fences (name TEXT PRIMARY KEY, holder BLOB NOT NULL, token INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE keys (
    id INTEGER PRIMARY KEY,
    principal TEXT NOT NULL,
    key TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    answer BLOB NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (principal, key)
);
CREATE INDEX keys_by_age ON keys (at);
CREATE TABLE conversations (
    id BLOB PRIMARY KEY,
    owner TEXT NOT NULL,
    archived INTEGER NOT NULL,
    position INTEGER NOT NULL,
    deleted_at INTEGER,
    leaf_id BLOB,
    data TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_listed ON conversations (owner, archived, position) WHERE deleted_at IS NULL;
CREATE INDEX conversations_deleted ON conversations (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE messages (
    conversation_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    id BLOB NOT NULL,
    parent_id BLOB,
    data TEXT NOT NULL,
    PRIMARY KEY (conversation_id, position)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_by_id ON messages (conversation_id, id);
CREATE TABLE runs (
    id BLOB PRIMARY KEY,
    conversation_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    owner TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER,
    request_id TEXT NOT NULL,
    data TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX runs_of_message ON runs (conversation_id, message_id, start);
CREATE INDEX runs_open ON runs (conversation_id, start) WHERE end IS NULL;
";

/// Layout 2.
///
/// - `conversations.named`: whether its title is there to stay. Before this layout nobody said so,
///   and a title that a person chose must not be lost.
/// - `templates`: `folded` is the name without its case, by which they are listed; `data` is the
///   JSON of `Template`. They stay when their feed is trimmed.
/// - `queues`: what waits in each conversation in which something does; `data` is the JSON of a list
///   of [`thalweg_chat::QueuedRow`], `count` its length.
/// - `messages.private`: JSON that the server alone keeps of a message, if it keeps any.
/// - `conversations.deleted_position`: where the deletion lies, which orders those that can be
///   restored; of what was deleted before layout 2, where the last change lies.
/// - `search`: the words of every text that can be found, without the texts. `search_entries` says
///   whose they are; an empty `message_id` is the conversation's title. The numbers of an owner's
///   entries begin after 2^40 times that of the owner, see the module `search`.
const LAYOUT_2: &str = "
ALTER TABLE conversations ADD COLUMN named INTEGER NOT NULL DEFAULT 1;
ALTER TABLE messages ADD COLUMN private BLOB;
CREATE TABLE templates (
    id BLOB PRIMARY KEY,
    owner TEXT NOT NULL,
    folded TEXT NOT NULL,
    data TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX templates_listed ON templates (owner, folded, id);
CREATE TABLE queues (
    conversation_id BLOB PRIMARY KEY,
    count INTEGER NOT NULL,
    data TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN deleted_position INTEGER;
UPDATE conversations SET pinned = json_extract(data, '$.pinned'),
    deleted_position = iif(deleted_at IS NULL, NULL, position);
CREATE INDEX conversations_pinned ON conversations (owner, archived, pinned, position)
    WHERE deleted_at IS NULL;
CREATE INDEX conversations_restorable ON conversations (owner, deleted_position)
    WHERE deleted_at IS NOT NULL;
CREATE TABLE search_owners (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE search_entries (
    id INTEGER PRIMARY KEY,
    conversation_id BLOB NOT NULL,
    message_id BLOB NOT NULL
);
CREATE UNIQUE INDEX search_entries_of ON search_entries (conversation_id, message_id);
CREATE VIRTUAL TABLE search USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2'
);
";

/// Layout 3.
///
/// - `search_waiting`: whose words changed and are not in `search` yet, in the order in which they
///   did, see the module `waiting`.
const LAYOUT_3: &str = "
CREATE TABLE search_waiting (
    id INTEGER PRIMARY KEY,
    conversation_id BLOB NOT NULL,
    message_id BLOB NOT NULL,
    change INTEGER NOT NULL
);
";

/// Layout 4.
///
/// - `jobs`: what [`thalweg_chat::project`] makes of the events of jobs; `data` is the JSON of `Job`,
///   `start` the place right before its first event, `end` that of its last, `approval_id` the id
///   under which it waits, or waited, for leave.
/// - `tool_choices`: what people chose of tools; `data` is the JSON of `ToolChoice`. They stay when
///   their feed is trimmed.
const LAYOUT_4: &str = "
CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    owner TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER,
    approval_id BLOB,
    request_id TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX jobs_listed ON jobs (owner, start);
CREATE INDEX jobs_open ON jobs (start) WHERE end IS NULL;
CREATE INDEX jobs_of_approval ON jobs (approval_id) WHERE approval_id IS NOT NULL;
CREATE TABLE tool_choices (
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (owner, name)
) WITHOUT ROWID;
";

/// Layout 5.
///
/// - `tool_sources`: definitions of where tools come from; `kind` is a [`thalweg_chat::SourceKind`],
///   `data` the JSON of `HttpTool` or `McpServer`, the latter as it was when it last changed. They
///   stay when their feed is trimmed.
const LAYOUT_5: &str = "
CREATE TABLE tool_sources (
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (owner, kind, name)
) WITHOUT ROWID;
";

/// Layout 6.
///
/// - `approvals`: the ids under which jobs asked people, for leave or for an answer. A job may ask
///   several times, so that the column of layout 4 is gone.
const LAYOUT_6: &str = "
CREATE TABLE approvals (id BLOB PRIMARY KEY, job BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO approvals SELECT approval_id, id FROM jobs WHERE approval_id IS NOT NULL;
DROP INDEX jobs_of_approval;
ALTER TABLE jobs DROP COLUMN approval_id;
";

/// Layout 7.
///
/// - `accounts`: who can sign in; `folded` is the name without its case, by which it is unique,
///   `password` the PHC string of its Argon2id hash.
/// - `account_principals`: every principal that is an account's or was: no other account, and no
///   guest, ever is the same.
/// - `sessions`: where they are signed in; `hash` is the SHA-256 of the token in the cookie.
/// - `invitations`: leave to make an account, until it is used; `hash` as above.
/// - `service_keys`: what programs are known by; `hash` is the SHA-256 of the key, `scopes` are words
///   with spaces between.
const LAYOUT_7: &str = "
CREATE TABLE accounts (
    id BLOB PRIMARY KEY,
    principal TEXT NOT NULL UNIQUE,
    folded TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    display_name TEXT,
    role TEXT NOT NULL,
    password TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    last_seen_at INTEGER
) WITHOUT ROWID;
CREATE TABLE account_principals (id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sessions (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    user_agent TEXT,
    address TEXT
) WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions (account);
CREATE TABLE invitations (
    id BLOB PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    role TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE service_keys (
    id BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    prefix TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    last_used_at INTEGER
) WITHOUT ROWID;
";

/// Layout 8.
///
/// - `spent`: how many tokens somebody spent on a day (days since 1970, UTC), where they are counted.
///   It outlives the runs that spent them; days before the last but one are forgotten.
const LAYOUT_8: &str = "
CREATE TABLE spent (
    day INTEGER NOT NULL,
    principal TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    PRIMARY KEY (day, principal)
) WITHOUT ROWID;
";

/// Layout 9.
///
/// - `account_logins`: by whose word somebody is signed in to an account: an identity provider's, of
///   somebody whom it calls `subject`. The `password` of an account that is signed in to by nothing
///   else is empty.
const LAYOUT_9: &str = "
CREATE TABLE account_logins (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    account BLOB NOT NULL,
    PRIMARY KEY (issuer, subject)
) WITHOUT ROWID;
CREATE INDEX account_logins_of ON account_logins (account);
";

/// Layout 10.
///
/// - `drafts`: what people have written and not sent. `conversation_id` is empty for what is to begin
///   a conversation. They stay when their feed is trimmed.
const LAYOUT_10: &str = "
CREATE TABLE drafts (
    owner TEXT NOT NULL,
    conversation_id BLOB NOT NULL,
    revision BLOB NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (owner, conversation_id)
) WITHOUT ROWID;
CREATE INDEX drafts_of ON drafts (conversation_id);
";
