import type { PaceVerdict, Plan } from "@relance/spec";
import type { ComparedMemory } from "./judge/compared-memory.ts";
import type { Inquiries } from "./judge/inquiries.ts";
import type { AnswersMemory } from "./judge/judge-answers.ts";
import type { OpenIncident, SignsMemory } from "./judge/judge-signs.ts";
import type { Fault } from "./judge/whose-fault.ts";
import { type LatencyModel, unknownModel } from "./latency-model.ts";
import type { ProvenCount } from "./proven-share.ts";
import type { Silence } from "./silence.ts";
import type { AlarmMemory } from "./verdict.ts";

/**
 * What the watch does with a provider now. `open` means nothing · `throttled` slows the provider down · `paused` sends
 * nothing through the provider · `probing` sends a few messages to test whether the provider works again.
 */
export type WatchState = "open" | "throttled" | "paused" | "probing";

export interface ProviderWatch {
  readonly state: WatchState;
  /** When this state began, by the store's clock. */
  readonly since: number;
  /** The number of pauses so far. Each probe comes later after its pause than the previous probe. */
  readonly pauses: number;
  /** Messages accepted before this time are not judged, because a probe began then. */
  readonly judgedFrom?: number | undefined;
  /** When a probe stopped sending because too many of its messages have no receipt. */
  readonly heldAt?: number | undefined;
  /** Pending recipients of the paused provider are rerouted despite `onLoss: pause`, because their time is short. */
  readonly isLeft?: boolean | undefined;
  /** Recipients are rerouted without the proof of a loss, so no message is sent a second time. */
  readonly isDoubted?: boolean | undefined;
  /** While the provider is paused, the providers to which its pending recipients are rerouted, by step. */
  readonly reroutes?: string | undefined;
  /** When the watch last checked whether recipients have the time to wait. */
  readonly timedAt?: number | undefined;
  /** Why the provider is not paused: only receipts are missing, or (`unknown`) its usual share is unknown. */
  readonly fault?: Fault | undefined;
}

/** By flow, the messages that recipients answered, and how many of these have a receipt. */
export interface ProvenMemory {
  /** The time at which the messages were counted. */
  readonly at: number;
  readonly counts: Readonly<Record<string, ProvenCount>>;
}

/** A provider whose receipts do not arrive, although many are due. */
export interface Withheld {
  /** The status of its messages is known up to this time, in milliseconds since 1970. */
  readonly since: number;
  /** The messages of the campaign that the provider accepted. */
  readonly sent: number;
  /** How many of these messages have a receipt. */
  readonly heard: number;
  /** When receipts began to arrive again, with the withheld ones first. */
  readonly to?: number | undefined;
}

/** The providers that withhold receipts, by name. */
export type WithheldMemory = Readonly<Record<string, Withheld>>;

/** What the watch remembers about a campaign between two checks. The store keeps it, so any worker can continue. */
export interface WatchMemory {
  readonly alarms: Readonly<Record<string, AlarmMemory>>;
  /** The periods in which providers were silent. */
  readonly silences: Silences;
  readonly providers: Readonly<Record<string, ProviderWatch>>;
  /** The destinations whose recipients are rerouted from a provider, by `provider destination`. */
  readonly parts: Readonly<Record<string, ProviderWatch>>;
  /** The open incident of each provider. */
  readonly incidents: Readonly<Record<string, OpenIncident>>;
  /** The last verdict reported for the campaign's pace, and the time of that report. */
  readonly pace?: { readonly verdict: PaceVerdict; readonly at: number } | undefined;
  /** Providers from which recipients are rerouted because the account refuses messages or nothing answers. */
  readonly left?: readonly string[] | undefined;
  /** Providers from which recipients are rerouted because the provider's API throttles us. */
  readonly leftSlow?: readonly string[] | undefined;
  readonly signs?: SignsMemory | undefined;
  readonly answers?: AnswersMemory | undefined;
  readonly compared?: ComparedMemory | undefined;
  /** Messages that recipients answered, as proof of what providers report. */
  readonly proven?: ProvenMemory | undefined;
  /** Providers that withhold their receipts. */
  readonly withheld?: WithheldMemory | undefined;
  /** The watch has learned from messages accepted before this time. */
  readonly learnedThrough?: number | undefined;
}

const NOTHING_YET: WatchMemory = { alarms: {}, silences: {}, providers: {}, parts: {}, incidents: {} };

/** By provider, the periods in which no receipt arrived although many were due. */
export type Silences = Readonly<Record<string, readonly Silence[]>>;

/** The models of one provider by destination; "" stands for the whole provider. */
export type ProviderModels = Readonly<Record<string, LatencyModel>>;

/** Completes a memory that an older version stored. */
export function readMemory(known: Partial<WatchMemory> | undefined): WatchMemory {
  return { ...NOTHING_YET, ...known };
}

/** The facts about a campaign that the watch needs to act. */
export interface Watched {
  readonly campaign: number;
  readonly plan: Plan;
  /** The number of recipients who have had no message yet. */
  readonly waiting: number;
  readonly now: number;
  readonly inquiries: Inquiries;
}

/** A destination's own model is used once it was learned from this many messages. */
const OWN_MODEL = 1_000;

const UNKNOWN: LatencyModel = unknownModel();

/** Returns the destination's own model, or else its provider's, or else that of an unknown provider. */
export function modelOf(models: ProviderModels, destination: string | undefined): LatencyModel {
  return ownModel(models, destination) ?? models[""] ?? UNKNOWN;
}

export function ownModel(models: ProviderModels, destination: string | undefined): LatencyModel | undefined {
  const own = destination === undefined ? undefined : models[destination];
  return own !== undefined && own.learnedFrom >= OWN_MODEL ? own : undefined;
}

/** The name under which the store keeps the memory of a campaign. */
export function memoryOf(campaign: number): string {
  return `campaign:${campaign}`;
}
