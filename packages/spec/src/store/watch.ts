import type { Channel } from "../channel/channels.ts";

/** The accepted messages of one flow in one time slice, and their receipts since. */
export interface BinRow {
  /** Provider that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" = all small ones together. */
  readonly destination: string;
  /** Start of the slice, milliseconds since 1970 by the store's clock. */
  readonly at: number;
  readonly accepted: number;
  /** Messages that never left the gateway (delivery mode `capture`): no receipts are expected. */
  readonly captured: number;
  /** First final receipts: latency bin and count. See `latencyBin`. */
  readonly received: readonly (readonly [bin: number, count: number])[];
}

export interface BinsInput {
  readonly campaign: number;
  /** Only messages accepted from this instant on. */
  readonly since: number;
  /** Only messages accepted before this instant. @default no end */
  readonly until?: number | undefined;
  /** Length of a slice, whole seconds in milliseconds: may be coarser for older periods. @default 1_000 */
  readonly grainMs?: number | undefined;
}

export interface BinsAnswer {
  readonly rows: readonly BinRow[];
  /** When no receiver listened, by provider. */
  readonly downtime: readonly { readonly provider: string; readonly from: number; readonly to: number | undefined }[];
  /** The store's clock. */
  readonly now: number;
}

/** Providers of a campaign that send no receipts although many are due. */
export interface SilenceChange {
  readonly campaign: number;
  /**
   * Start of the silence, milliseconds since 1970, by provider; others are removed. A missing receipt of such a
   * provider is not overdue until half of the step's remaining wait has passed.
   */
  readonly since: Readonly<Record<string, number>>;
  /**
   * Providers whose receipts we missed from then until now through our own fault: recorded as an ingress gap, unless
   * one covers that time. @default none
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

/** The name of a plugin, and what it calls the incident. */
export type PluginKind = `${string}:${string}`;

/**
 * The watch's measure against an incident. `slowed` messages leave at a careful rate · `paused` no message is sent
 * through it · `rerouted` the same, and waiting recipients leave through another provider · `held` no recipient is
 * escalated for silence · `probed` it is tried again · `resumed` everything continues as planned.
 */
export type IncidentMeasure = "slowed" | "paused" | "rerouted" | "held" | "probed" | "resumed";

/** Identifies an incident: at most one per subject is open. */
export interface IncidentSubject {
  /** 0 = not about one campaign. */
  readonly campaign: number;
  readonly kind: IncidentKind;
  /** Provider; "" = none; `send()` = all transactional messages. */
  readonly provider: string;
  /** Number prefix, mail domain or push service; "" = the whole provider. */
  readonly destination: string;
}

/** Opens an incident, adds a note to the open one, or ends it. */
export interface IncidentChange extends IncidentSubject {
  readonly change: "open" | "note" | "end";
  /** The observation, as text without personal data. */
  readonly fact: string;
  /** The measure, as text; absent = none. */
  readonly action?: string | undefined;
  /** The measure as a constant, if the watch took it; absent for people's actions. */
  readonly did?: IncidentMeasure | undefined;
  /** Current figures; they replace the previous ones. */
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
  /** Campaign name; "" = not about one. */
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
  /** Only open ones. @default false */
  readonly open?: boolean | undefined;
  /** From the page before, or an incident's id as text: only later ones. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Messages of one flow sent within a period, and their recipients' answers. */
export interface ResponseCountRow {
  /** Provider that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" = all small ones together. */
  readonly destination: string;
  /** From 1. */
  readonly step: number;
  /** Recipients, by their first message of the step that was accepted and not reported as undelivered. */
  readonly people: number;
  /** Of these, those whose acknowledgement arrived in time, by any method. */
  readonly answered: number;
  /** Recipients' first accepted messages of the step, except those that follow a failure in an earlier step. */
  readonly messages: number;
  /** Of these, those with a first final receipt in time, good or bad. */
  readonly receipts: number;
  /** Messages whose recipient proved the arrival: by link or reply, in time, and without another message. */
  readonly proven: number;
  /** Of these, those with a first final receipt in time: the share that a provider reports of what it delivers. */
  readonly provenReceipts: number;
}

export interface ResponseCountsInput {
  readonly campaign: number;
  /** Only messages sent from this instant on, by the store's clock. */
  readonly since: number;
  /** Only messages sent before this instant: the cost grows with the period. */
  readonly until: number;
  /** An answer counts if it arrived within this many milliseconds of the message's acceptance. */
  readonly withinMs: number;
}
