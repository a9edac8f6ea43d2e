import type { Channel } from "../channel/channels.ts";

/** The messages of one flow that were taken within one grain of time, and what has come back about them since. */
export interface BinRow {
  /** Provider that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" = the many small ones together. */
  readonly destination: string;
  /** Start of the grain, milliseconds since 1970 by the store's clock. */
  readonly at: number;
  /** Messages that a provider took. */
  readonly accepted: number;
  /** Messages that never left the gateway (delivery mode `capture`): nothing is to be heard of them. */
  readonly captured: number;
  /** First final receipts: latency bin and count. See `latencyBin`. */
  readonly received: readonly (readonly [bin: number, count: number])[];
}

export interface BinsInput {
  readonly campaign: number;
  /** Only messages taken from this instant on. */
  readonly since: number;
  /** Only messages taken before this instant. @default no end */
  readonly until?: number | undefined;
  /** Length of a grain, whole seconds in milliseconds: the older, the coarser it may be. @default 1_000 */
  readonly grainMs?: number | undefined;
}

export interface BinsAnswer {
  readonly rows: readonly BinRow[];
  /** When no receiver listened, by provider. */
  readonly downtime: readonly { readonly provider: string; readonly from: number; readonly to: number | undefined }[];
  /** The store's clock. */
  readonly now: number;
}

/** Providers of a campaign that give no receipt at all, though many are due. */
export interface SilencesInput {
  readonly campaign: number;
  /**
   * Since when, milliseconds since 1970, by provider; those that are left out are heard. A receipt that such a provider owes
   * is not overdue until half of what was left of the step's wait is over.
   */
  readonly since: Readonly<Record<string, number>>;
  /**
   * Providers of which nothing reached us from then until now, for a fault of ours: a gap as if no receiver had listened, unless there is
   * one of that time. @default none
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
  | "pumping";

/**
 * What the machine did about an incident. `slowed` messages leave at a careful rate · `paused` no message is sent
 * through it ·
 * `rerouted` the same, and waiting recipients leave through another provider · `held` no recipient is escalated for
 * silence ·
 * `probed` it is tried again · `resumed` all continues as planned.
 */
export type IncidentMeasure = "slowed" | "paused" | "rerouted" | "held" | "probed" | "resumed";

/** What identifies an incident: one of them is open at a time. */
export interface IncidentSubject {
  /** 0 = not about one campaign. */
  readonly campaign: number;
  readonly kind: IncidentKind;
  /** Provider; "" = none; `send()` = all that your system sends one by one. */
  readonly provider: string;
  /** Number prefix, mail domain or push service; "" = the whole provider. */
  readonly destination: string;
}

/** Opens an incident, adds to the one that is open, or ends it. */
export interface IncidentChange extends IncidentSubject {
  readonly change: "open" | "note" | "end";
  /** What was seen, in words. No personal data. */
  readonly fact: string;
  /** What was done about it, in words; absent = nothing. */
  readonly action?: string | undefined;
  /** The same as a word, where the machine did it; absent with what people do. */
  readonly did?: IncidentMeasure | undefined;
  /** Figures at this moment; they replace the ones before. */
  readonly figures?: Readonly<Record<string, number>> | undefined;
  /** `watch`, or who asked for it. */
  readonly actor: string;
}

export interface IncidentAnswer {
  /** `unknown`: nothing of that subject is open. */
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
  /** Only those that have not ended. @default false */
  readonly open?: boolean | undefined;
  /** Of the page before, or an incident's id as text: only those that began after it. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** The messages of one flow that left within a stretch of time, and how many of their recipients answered. */
export interface ResponseCountRow {
  /** Provider that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" = the many small ones together. */
  readonly destination: string;
  /** From 1. */
  readonly step: number;
  /** Each recipient's first message of the step that the provider accepted and did not report as undelivered. */
  readonly people: number;
  /** Of them, those whose acknowledgement was received in time, whatever its method. */
  readonly answered: number;
  /**
   * Each recipient's first message of the step that the provider accepted, and that no failure of an earlier step led
   * there.
   */
  readonly messages: number;
  /** Of them, those of which a first final receipt was received in time, good or bad. */
  readonly receipts: number;
  /**
   * Messages whose arrival their recipients prove: by link or reply, in time, and this is the only one that they were
   * sent.
   */
  readonly proven: number;
  /** Of them, those of which a first final receipt was received in time: what a provider reports of what it delivers. */
  readonly provenReceipts: number;
}

export interface ResponseCountsInput {
  readonly campaign: number;
  /** Only messages handed over from this instant on, by the store's clock. */
  readonly since: number;
  /** Only messages handed over before this instant: the work grows with this stretch. */
  readonly until: number;
  /** An answer counts when it was received within this many milliseconds of the message's acceptance. */
  readonly withinMs: number;
}
