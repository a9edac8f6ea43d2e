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
  /** What was taken before is not held against it any more: a probe has shown that it is well. */
  readonly judgedFrom?: number | undefined;
  /** It is paused, and waiting recipients leave another way although the campaign would have them wait: they lack the time. */
  readonly isLeft?: boolean | undefined;
  /** While it is paused: where waiting recipients for it are led, step by step. */
  readonly reroutes?: string | undefined;
  /** When it was checked last whether recipients have the time to wait. */
  readonly timedAt?: number | undefined;
  /** It would be paused, but what is missing is the news, not the messages. */
  readonly fault?: Fault | undefined;
}

/** By flow: messages whose arrival recipients prove, and of them those with a receipt. */
export interface ProvenMemory {
  /** When they were counted. */
  readonly at: number;
  readonly counts: Readonly<Record<string, ProvenCount>>;
}

/** A provider from which no receipt comes, though many are due. */
export interface Withheld {
  /** Until when it is known what became of its messages, milliseconds since 1970. */
  readonly since: number;
  /** Messages of the campaign that it took. */
  readonly sent: number;
  /** Of them, those with a receipt. */
  readonly heard: number;
  /** When it was heard again: what was withheld comes in since. */
  readonly to?: number | undefined;
}

/** By provider. */
export type WithheldMemory = Readonly<Record<string, Withheld>>;

/** What is remembered of a campaign from look to look, in the store: any worker continues with it. */
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
  /** Providers that recipients leave because their account refuses, or because they do not answer. */
  readonly left?: readonly string[] | undefined;
  /** Providers that recipients leave because their API wants us to wait or to be slower. */
  readonly leftSlow?: readonly string[] | undefined;
  readonly signs?: SignsMemory | undefined;
  readonly answers?: AnswersMemory | undefined;
  readonly compared?: ComparedMemory | undefined;
  /** What recipients' answers prove of receipts. */
  readonly proven?: ProvenMemory | undefined;
  /** Providers that withhold their receipts. */
  readonly withheld?: WithheldMemory | undefined;
  /** Messages taken before this have been learned from. */
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

/** A campaign, as a response needs it. */
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

/** The model of a destination once it has one of its own, else its provider's, else what is believed of an unknown one. */
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
