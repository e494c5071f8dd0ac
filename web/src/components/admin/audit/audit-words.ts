const WORDS: Readonly<Record<string, string>> = {
  "audit.began": "The trail began",
  "audit.lost": "Entries are missing",
  "request.refused": "Request",
  "owner.claimed": "Owner’s link used",
  "session.opened": "Sign-in",
  "session.closed": "Sign-out",
  "session.revoked": "Session ended",
  "account.made": "Account made",
  "account.changed": "Account changed",
  "account.deleted": "Account deleted",
  "key.made": "Service key made",
  "key.deleted": "Service key deleted",
  "invitation.made": "Invitation made",
  "invitation.deleted": "Invitation withdrawn",
  "run.stopped": "Run stopped",
  "job.stopped": "Job stopped",
  "approval.decided": "Approval decided",
  "tool.changed": "Tool changed",
  "source.made": "Source added",
  "source.changed": "Source changed",
  "source.deleted": "Source removed",
  "conversation.exported": "Conversation exported",
  "conversation.deleted": "Conversation deleted",
  "conversation.restored": "Conversation restored",
  "event.published": "Event published",
};

/** What was done, for people; a word of a later server as it is. */
export function sayAction(action: string): string {
  return WORDS[action] ?? action;
}

/** What can be looked for: the first words of the actions. */
export const ACTION_GROUPS: readonly (readonly [string, string])[] = [
  ["session", "Sign-ins and sessions"],
  ["account", "Accounts"],
  ["invitation", "Invitations"],
  ["key", "Service keys"],
  ["owner", "Owner’s link"],
  ["request", "Refused requests"],
  ["run", "Runs"],
  ["job", "Jobs"],
  ["approval", "Approvals"],
  ["tool", "Tools"],
  ["source", "Sources of tools"],
  ["conversation", "Conversations"],
  ["event", "Published events"],
  ["audit", "The trail itself"],
];
