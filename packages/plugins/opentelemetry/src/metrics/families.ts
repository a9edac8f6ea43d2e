import type { Attributes } from "@opentelemetry/api";

/** Observations of one kind, read at each collection. */
export interface Family {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** Increases from the start of this process. @default false */
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

/** What they are called here alone. */
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

/** Every family. */
export const FAMILIES: Readonly<Record<FamilyKey, Family>> = {
  healthy: family("healthy", "1", "1 while the engine does its work, as /health says."),
  storeUp: family("store.up", "1", "1 while the store answers."),
  auditor: family("auditor", "1", "1 for the auditor's verdict; unknown where this process does not audit."),
  gaps: family("ingress.gaps", "{gap}", "Times of not hearing that have not ended, in this process."),
  refusals: {
    ...family("webhook.refusals", "{request}", "Requests that were refused at the door of this process."),
    isCounter: true,
  },
  sendRefusals: {
    ...family("send.refusals", "{call}", "Calls of send() that its guard refused in this process."),
    isCounter: true,
  },
  processes: family("processes", "{process}", "Living processes of this store."),
  uncarried: family("uncarried.since", "s", "Since when people wait for a provider that no living worker has."),
  incident: family("incident.started", "s", "When an incident began that has not ended."),
  slowedRate: family("provider.slowed.rate", "{message}/s", "Messages a second over a provider that throttles us."),
  slowedTop: family("provider.slowed.top", "{message}/s", "Messages a second at which that is over."),
  slowedSince: family("provider.slowed.since", "s", "Since when a provider throttles us."),
  state: family("campaign.state", "1", "1 for the state that a campaign is in."),
  unaccounted: family(
    "campaign.unaccounted",
    "1",
    "1 while a recipient or an attempt is not accounted for in the ledger.",
  ),
  people: family("campaign.people", "{person}", "People of a campaign; the states add up to those enrolled."),
  late: family("campaign.late", "{person}", "People who confirmed after the deadline; among the acknowledged."),
  unreached: family("campaign.unreached", "{person}", "People over without a confirmation, and refused rows."),
  messages: family("campaign.messages", "{message}", "Attempts; each is counted once."),
  taken: family("recent.taken", "{message}", "Messages that a provider took five to fifteen minutes ago."),
  answered: family("recent.answered", "{message}", "How many of these have had a final receipt by now."),
};
