import type { Attributes } from "@opentelemetry/api";

/** Observations of one kind, which are read at each collection. */
export interface Family {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** True if the value counts from the start of this process. @default false */
  readonly isCounter?: boolean | undefined;
}

/** One value with its attributes. */
export interface Sample {
  readonly family: Family;
  readonly value: number;
  readonly attributes: Attributes;
}

const family = (name: string, unit: string, description: string): Family => ({
  name: `relance.${name}`,
  unit,
  description,
});

/** Keys of the metrics below. Exporters use their names. */
type FamilyKey =
  | "healthy"
  | "storeUp"
  | "auditor"
  | "gaps"
  | "refusals"
  | "sendRefusals"
  | "processes"
  | "uncarried"
  | "incident"
  | "slowedRate"
  | "slowedTop"
  | "slowedSince"
  | "state"
  | "unaccounted"
  | "people"
  | "late"
  | "unreached"
  | "messages"
  | "taken"
  | "answered";
export const FAMILIES: Readonly<Record<FamilyKey, Family>> = {
  healthy: family("healthy", "1", "1 while the engine works, as in /health."),
  storeUp: family("store.up", "1", "1 while the store answers."),
  auditor: family("auditor", "1", "1 for the result of the audit; unknown if this process does not audit."),
  gaps: family("ingress.gaps", "{gap}", "Open gaps without receipts, in this process."),
  refusals: {
    ...family("webhook.refusals", "{request}", "Requests that this process refused on arrival."),
    isCounter: true,
  },
  sendRefusals: {
    ...family("send.refusals", "{call}", "Calls of send() that its guard refused in this process."),
    isCounter: true,
  },
  processes: family("processes", "{process}", "Live processes of this store."),
  uncarried: family("uncarried.since", "s", "When recipients began to wait for a provider that no live worker has."),
  incident: family("incident.started", "s", "When an open incident began."),
  slowedRate: family(
    "provider.slowed.rate",
    "{message}/s",
    "Current messages per second over a provider that throttles us.",
  ),
  slowedTop: family("provider.slowed.top", "{message}/s", "Messages per second at which the throttling ends."),
  slowedSince: family("provider.slowed.since", "s", "When a provider began to throttle us."),
  state: family("campaign.state", "1", "1 for the current state of a campaign."),
  unaccounted: family(
    "campaign.unaccounted",
    "1",
    "1 while a recipient or an attempt is not accounted for in the ledger.",
  ),
  people: family("campaign.people", "{person}", "People of a campaign; the states add up to those enrolled."),
  late: family("campaign.late", "{person}", "People who confirmed after the deadline; among the acknowledged."),
  unreached: family(
    "campaign.unreached",
    "{person}",
    "Recipients whose steps ended without a confirmation, and refused rows.",
  ),
  messages: family("campaign.messages", "{message}", "Attempts; each is counted once."),
  taken: family("recent.taken", "{message}", "Messages that a provider accepted five to fifteen minutes ago."),
  answered: family("recent.answered", "{message}", "How many of these messages have a final receipt now."),
};
