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
 * What the watch does with a provider now. `open` nothing · `throttled` slows it down · `paused` sends nothing over it ·
 * `probing` lets a few through, to see whether it is well again.
 */
export type WatchState = "open" | "throttled" | "paused" | "probing";

export interface ProviderWatch {
  readonly state: WatchState;
  /** When this state began, by the store's clock. */
  readonly since: number;
  /** Pauses so far: each probe waits longer than the one before. */
  readonly pauses: number;
  /** Messages accepted before this are not judged: a probe has shown that the provider works. */
  readonly judgedFrom?: number | undefined;
  /** Since when a probe sends no message, because so many have no receipt yet. */
  readonly heldAt?: number | undefined;
  /** It is paused, and pending recipients are rerouted although the campaign would have them wait: they lack the time. */
  readonly isLeft?: boolean | undefined;
  /** It is left because it is silent. Whether it loses messages is unknown: no recipient gets a second one for that. */
  readonly isSilent?: boolean | undefined;
  /** While it is paused: the provider to which its pending recipients are rerouted, by step. */
  readonly reroutes?: string | undefined;
  /** When the watch last checked whether recipients have the time to wait. */
  readonly timedAt?: number | undefined;
  /** It would be paused, but only the receipts are missing, not the messages. */
  readonly fault?: Fault | undefined;
}

/** By flow: messages whose arrival recipients proved, and how many of these have a receipt. */
export interface ProvenMemory {
  /** When they were counted. */
  readonly at: number;
  readonly counts: Readonly<Record<string, ProvenCount>>;
}

/** A provider from which no receipt comes, though many are due. */
export interface Withheld {
  /** The status of its messages is known up to here, milliseconds since 1970. */
  readonly since: number;
  /** Messages of the campaign that it accepted. */
  readonly sent: number;
  /** Of them, those with a receipt. */
  readonly heard: number;
  /** When its receipts resumed: the withheld ones arrive from then on. */
  readonly to?: number | undefined;
}

/** By provider. */
export type WithheldMemory = Readonly<Record<string, Withheld>>;

/** The memory of a campaign between two checks, in the store: any worker continues with it. */
export interface WatchMemory {
  readonly alarms: Readonly<Record<string, AlarmMemory>>;
  /** When providers were silent. */
  readonly silences: Silences;
  readonly providers: Readonly<Record<string, ProviderWatch>>;
  /** Small destinations whose recipients are rerouted around a provider, by `provider destination`. */
  readonly parts: Readonly<Record<string, ProviderWatch>>;
  /** The incident that is open, by provider. */
  readonly incidents: Readonly<Record<string, OpenIncident>>;
  /** The last verdict that was reported to the pace, and when. */
  readonly pace?: { readonly verdict: PaceVerdict; readonly at: number } | undefined;
  /** Providers from which recipients are rerouted because their account refuses, or because they do not answer. */
  readonly left?: readonly string[] | undefined;
  /** Providers from which recipients are rerouted because their API throttles us. */
  readonly leftSlow?: readonly string[] | undefined;
  readonly signs?: SignsMemory | undefined;
  readonly answers?: AnswersMemory | undefined;
  readonly compared?: ComparedMemory | undefined;
  /** Receipts that recipients' answers prove. */
  readonly proven?: ProvenMemory | undefined;
  /** Providers that withhold their receipts. */
  readonly withheld?: WithheldMemory | undefined;
  /** The watch has learned from messages accepted before this. */
  readonly learnedThrough?: number | undefined;
}

const NOTHING_YET: WatchMemory = { alarms: {}, silences: {}, providers: {}, parts: {}, incidents: {} };

/** When providers gave no receipt though many were due. */
export type Silences = Readonly<Record<string, readonly Silence[]>>;

/** Models of one provider by destination, "" = the whole. */
export type ProviderModels = Readonly<Record<string, LatencyModel>>;

/** Adds what an older version did not remember. */
export function readMemory(known: Partial<WatchMemory> | undefined): WatchMemory {
  return { ...NOTHING_YET, ...known };
}

/** The facts of a campaign that a response needs. */
export interface Watched {
  readonly campaign: number;
  readonly plan: Plan;
  /** Recipients who were not sent to yet. */
  readonly waiting: number;
  readonly now: number;
  readonly inquiries: Inquiries;
}

/** A flow's own model counts once it was learned from this many messages. */
const OWN_MODEL = 1_000;

const UNKNOWN: LatencyModel = unknownModel();

/** Returns the destination's own model, else its provider's, else that of an unknown provider. */
export function modelOf(models: ProviderModels, destination: string | undefined): LatencyModel {
  return ownModel(models, destination) ?? models[""] ?? UNKNOWN;
}

export function ownModel(models: ProviderModels, destination: string | undefined): LatencyModel | undefined {
  const own = destination === undefined ? undefined : models[destination];
  return own !== undefined && own.learnedFrom >= OWN_MODEL ? own : undefined;
}

/** The name under which the memory of a campaign is kept. */
export function memoryOf(campaign: number): string {
  return `campaign:${campaign}`;
}
