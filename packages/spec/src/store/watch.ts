import type { Channel } from "../channel/channels.ts";

/** The accepted messages of one flow in one time slice, and their receipts since. */
export interface BinRow {
  /** Provider that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" for all small ones together. */
  readonly destination: string;
  /** Start of the slice, milliseconds since 1970 by the store's clock. */
  readonly at: number;
  readonly accepted: number;
  /** Messages that never left the gateway (delivery mode `capture`): no receipts are expected. */
  readonly captured: number;
  /** Number of first final receipts by latency bin; see `latencyBin`. */
  readonly received: readonly (readonly [bin: number, count: number])[];
}

export interface BinsInput {
  readonly campaign: number;
  /** Counts only messages accepted from this time on. */
  readonly since: number;
  /** Counts only messages accepted before this time. @default no end */
  readonly until?: number | undefined;
  /** Length of a slice in milliseconds, in whole seconds; may be longer for older periods. @default 1_000 */
  readonly grainMs?: number | undefined;
}

export interface BinsAnswer {
  readonly rows: readonly BinRow[];
  /** Periods in which no receiver ran for a provider. */
  readonly downtime: readonly { readonly provider: string; readonly from: number; readonly to: number | undefined }[];
  /** The store's clock. */
  readonly now: number;
}

/** Providers of a campaign that send no receipts although many are due. */
export interface SilenceChange {
  readonly campaign: number;
  /**
   * Start of the silence by provider, in milliseconds since 1970. The silence of other providers ends. A receipt of a
   * silent provider is not overdue until half of the step's remaining wait has passed.
   */
  readonly since: Readonly<Record<string, number>>;
  /**
   * Providers whose receipts we missed from this instant until now, because our receiver was at fault. The time is
   * recorded as an ingress gap, unless one covers it. @default none
   */
  readonly missed?: Readonly<Record<string, number>> | undefined;
}

/** What an incident is about. */
export type IncidentKind =
  | "loss"
  | "stall"
  | "fake-receipts"
  | "low-answers"
  | "refusals"
  | "unwritten"
  | "breaker"
  | "throttled"
  | "ingress"
  | "budget"
  | "stopped"
  | "pumping"
  | PluginKind;

/** A plugin's own kind of incident: `<plugin>:<kind>`. */
export type PluginKind = `${string}:${string}`;

/**
 * The watch's measure against an incident. `slowed` messages are sent at a low rate · `paused` no message is sent
 * through the provider · `rerouted` as `paused`, and waiting recipients use another provider · `held` no recipient is
 * escalated for a missing receipt · `probed` the provider is tried again · `resumed` all continues as planned.
 */
export type IncidentMeasure = "slowed" | "paused" | "rerouted" | "held" | "probed" | "resumed";

/** Identifies an incident: at most one per subject is open. */
export interface IncidentSubject {
  /** 0 = not about one campaign. */
  readonly campaign: number;
  readonly kind: IncidentKind;
  /** The provider; "" for none; `send()` for all transactional messages. */
  readonly provider: string;
  /** Number prefix, mail domain or push service; "" for the whole provider. */
  readonly destination: string;
}

/** Opens an incident, adds a note to the open one, or ends it. */
export interface IncidentChange extends IncidentSubject {
  readonly change: "open" | "note" | "end";
  /** The observation, as text without personal data. */
  readonly fact: string;
  /** The measure, as text; absent if there was none. */
  readonly action?: string | undefined;
  /** The watch's measure as a constant. Absent if the watch took no action; a person may have acted. */
  readonly did?: IncidentMeasure | undefined;
  /** Current figures, which replace the previous figures. */
  readonly figures?: Readonly<Record<string, number>> | undefined;
  /** `watch`, or the acting person. */
  readonly actor: string;
}

export interface IncidentAnswer {
  /** `unknown`: no incident of that subject is open. */
  readonly status: "opened" | "noted" | "ended" | "unknown";
  readonly id: number;
}

/** One anomaly, from its start to its end. */
export interface IncidentRow extends IncidentSubject {
  readonly id: number;
  /** The campaign's name; "" if the incident is not about one. */
  readonly name: string;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  readonly figures: Readonly<Record<string, number>>;
  /** Facts and actions in their order. */
  readonly notes: readonly {
    readonly at: Date;
    readonly actor: string;
    readonly fact: string;
    readonly action: string | undefined;
    readonly did?: IncidentMeasure | undefined;
  }[];
}

export interface IncidentsInput {
  readonly campaign?: number | undefined;
  /** Only open incidents. @default false */
  readonly open?: boolean | undefined;
  /** The previous page's cursor, or an incident's id as text. Returns later incidents only. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Messages of one flow sent within a period, and their recipients' answers. */
export interface ResponseCountRow {
  /** Provider that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" for all small ones together. */
  readonly destination: string;
  /** From 1. */
  readonly step: number;
  /** Recipients, by their first message of the step that was accepted and not reported as undelivered. */
  readonly people: number;
  /** How many of these recipients acknowledged in time, by any method. */
  readonly answered: number;
  /** Recipients' first accepted messages of the step, except those that follow a failure in an earlier step. */
  readonly messages: number;
  /** How many of them had a first final receipt in time, good or bad. */
  readonly receipts: number;
  /** Messages that certainly arrived: their recipient answered in time by link or reply and had no other message. */
  readonly proven: number;
  /** How many of `proven` had a first final receipt in time: the share of deliveries that a provider reports. */
  readonly provenReceipts: number;
}

export interface ResponseCountsInput {
  readonly campaign: number;
  /** Counts only messages sent from this instant on, by the store's clock. */
  readonly since: number;
  /** Counts only messages sent before this instant. The cost of the call grows with the period. */
  readonly until: number;
  /** An answer counts if it arrived within this many milliseconds of the message's acceptance. */
  readonly withinMs: number;
}
