import type {
  AttemptState,
  CampaignState,
  Cause,
  EnrollmentState,
  Evidence,
  IncidentKind,
  MessageErrorCode,
  PluginKind,
} from "@relance/spec";

/** Error codes that only calls throw. A row of an audience is never refused with such a code. */
type CallErrorCode = Extract<
  MessageErrorCode,
  | "message/bad-timezone"
  | "message/country-refused"
  | "message/foreign-digest"
  | "message/never-here"
  | "message/not-moved"
  | "message/number-full"
  | "message/prefix-full"
  | "message/prefix-refused"
  | "message/stale-epoch"
  | `message/unknown-${string}`
  | "message/unreadable"
>;

/** A text for each key. A state of a newer version's store may have no text. */
type WordOf<K extends string> = Readonly<Record<K, string> & Record<string, string>>;

/**
 * The names of states, causes and incidents for report and console, in one language.
 */
export interface StateWords {
  /** The names of the states of campaigns, recipients, refused rows, attempts and receipts. */
  readonly states: WordOf<CampaignState | EnrollmentState | "refused" | AttemptState | Evidence>;
  /** The names of causes why a recipient moved to the next step or was not reached, or why a row was refused. */
  readonly causes: WordOf<Cause | Exclude<MessageErrorCode, CallErrorCode> | "campaign/not-running">;
  readonly incidentKinds: WordOf<Exclude<IncidentKind, PluginKind>>;
}

export const STATES_EN: StateWords = {
  states: {
    draft: "draft",
    enrolling: "enrolling",
    sealed: "sealed",
    running: "running",
    held: "paused",
    draining: "draining",
    cancelling: "cancelling",
    closed: "closed",

    pending: "waiting",
    active: "in flight",
    acknowledged: "confirmed",
    exhausted: "exhausted",
    expired: "deadline passed",
    suppressed: "opted out",
    cancelled: "cancelled",
    refused: "refused",

    submitting: "being sent",
    accepted: "accepted",
    rejected: "refused",
    deferred: "deferred",
    uncertain: "uncertain",
    "not-sent": "not sent",
    unresolved: "unresolved",

    none: "no receipt",
    "in-transit": "in transit",
    unknown: "unknown receipt",
    "undelivered-temporary": "undelivered for now",
    "undelivered-permanent": "undelivered",
    delivered: "delivered",
    engaged: "read or pressed",
  },
  causes: {
    none: "–",
    "ack-timeout": "no answer to any message",
    undelivered: "nothing could be delivered",
    "receipt-overdue": "the outcome of the last message is unknown",
    unreachable: "no usable address",
    incident: "an incident",
    manual: "an operator’s order",
    uncertain: "it is unknown whether the message was sent",
    refused: "refused by the provider",
    "opted-out": "does not want messages",
    "wrong-person": "another person’s address",
    help: "asks for help: call",
    poison: "the message could not be rendered",
    deadline: "no answer before the deadline",
    withdrawn: "withdrawn from the campaign",
    "too-late": "no time was left",
    promise: "promised to confirm",
    late: "late",
    reversed: "revoked",
    unreconciled: "receipts could not be read again",
    budget: "the budget was spent",
    "campaign/not-running": "the campaign had ended before this row",
    "message/bad-phone": "not a phone number",
    "message/bad-mailbox": "not a mail address",
    "message/bad-subscription": "not a push subscription",
    "message/bad-token": "not an app token",
    "message/bad-address": "not an address of its channel",
    "message/no-contact": "no address",
    "message/bad-key": "no usable key",
    "message/key-reused": "the key belongs to another message",
    "message/bad-deadline": "the deadline cannot be read",
    "message/missing-variable": "the row lacks a value that the message needs",
    "message/header-injection": "a line break in a subject or title",
    "message/too-long": "too long to be sent",
    "message/template-failed": "the message could not be rendered",
    "message/bad-text": "a text with characters that cannot be stored",
    "message/bad-row": "a row that cannot be read",
    "message/bad-condition": "the condition of a step could not be evaluated",
    "message/forgotten": "forgotten: gets no more messages",
  },
  incidentKinds: {
    loss: "messages are lost",
    stall: "receipts are late or missing",
    "fake-receipts": "receipts look made up",
    "low-answers": "fewer recipients confirm than elsewhere",
    refusals: "many refusals",
    unwritten: "messages cannot be written",
    breaker: "the provider fails",
    throttled: "the provider is at its limit",
    ingress: "our public address cannot be reached",
    budget: "the budget is spent",
    stopped: "recipients wait behind a pause",
    pumping: "too many messages are requested",
  },
};
