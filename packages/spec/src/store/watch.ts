import type { Channel } from "../channel/channels.ts";
import type { PageInput } from "./inbound.ts";

export interface BinRow {
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" for all small destinations together. */
  readonly destination: string;
  readonly at: number;
  readonly accepted: number;
  /** Messages captured in delivery mode `capture`. They get no receipts. */
  readonly captured: number;
  /** Number of first final receipts in each latency bin. See `latencyBin`. */
  readonly received: readonly (readonly [bin: number, count: number])[];
}

export interface BinsInput {
  readonly campaign: number;
  readonly since: number;
  readonly until?: number | undefined;
  /** Length of a time slice in milliseconds; a multiple of 1,000. @default 1_000 */
  readonly grainMs?: number | undefined;
}

export interface BinsAnswer {
  readonly rows: readonly BinRow[];
  readonly downtime: readonly { readonly provider: string; readonly from: number; readonly to: number | undefined }[];
  readonly now: number;
}

export interface SilenceChange {
  readonly campaign: number;
  /** By provider, since when it sends no receipts. Its receipts are overdue after half of the remaining wait. */
  readonly since: Readonly<Record<string, number>>;
  /** By provider, since when our receiver has missed receipts. The period until now becomes an ingress gap. */
  readonly missed?: Readonly<Record<string, number>> | undefined;
}

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

/** An incident kind of a plugin: `<plugin>:<kind>`. */
export type PluginKind = `${string}:${string}`;

/**
 * `slowed`: the rate is limited. `rerouted`: waiting recipients use another provider. `held`: no recipient escalates
 * for a missing receipt. `probed`: one message tests the provider. `resumed`: the plan applies again.
 */
export type IncidentMeasure = "slowed" | "paused" | "rerouted" | "held" | "probed" | "resumed";

/** At most one incident per subject is open at a time. */
interface IncidentSubject {
  readonly campaign: number;
  readonly kind: IncidentKind;
  readonly provider: string;
  /** Number prefix, mail domain or push service; "" for the whole provider. */
  readonly destination: string;
}

export interface IncidentChange extends IncidentSubject {
  readonly change: "open" | "note" | "end";
  /** Observation, without personal data. */
  readonly fact: string;
  readonly action?: string | undefined;
  readonly did?: IncidentMeasure | undefined;
  /** Replaces the previous figures. */
  readonly figures?: Readonly<Record<string, number>> | undefined;
  readonly actor: string;
}

export interface IncidentAnswer {
  /** `unknown`: the subject has no open incident. */
  readonly status: "opened" | "noted" | "ended" | "unknown";
  readonly id: number;
}

export interface IncidentRow extends IncidentSubject {
  readonly id: number;
  readonly name: string;
  readonly startedAt: Date;
  readonly endedAt: Date | undefined;
  readonly figures: Readonly<Record<string, number>>;
  readonly notes: readonly {
    readonly at: Date;
    readonly actor: string;
    readonly fact: string;
    readonly action: string | undefined;
    readonly did?: IncidentMeasure | undefined;
  }[];
}

/** The cursor may also be the id of an incident as text; only later incidents are returned. */
export interface IncidentsInput extends PageInput {
  readonly campaign?: number | undefined;
  readonly open?: boolean | undefined;
}

export interface ResponseCountRow {
  readonly provider: string;
  readonly channel: Channel;
  readonly destination: string;
  readonly step: number;
  /** Recipients whose first accepted message of the step was not reported as undelivered. */
  readonly people: number;
  readonly answered: number;
  /** First accepted messages of the step, one per recipient. Messages that follow a failed one are not included. */
  readonly messages: number;
  readonly receipts: number;
  /** Messages that provably arrived: their recipients answered in time and got no other message. */
  readonly proven: number;
  readonly provenReceipts: number;
}

export interface ResponseCountsInput {
  readonly campaign: number;
  readonly since: number;
  /** End of the period. The longer the period is, the longer the call takes. */
  readonly until: number;
  readonly withinMs: number;
}
