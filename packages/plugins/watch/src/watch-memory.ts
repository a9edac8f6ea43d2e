import type { PaceVerdict, Plan } from "@relance/spec";
import type { ComparedMemory } from "./compare-shares.ts";
import type { Silence } from "./flows.ts";
import type { AnswersMemory } from "./judge/judge-answers.ts";
import type { OpenIncident, SignsMemory } from "./judge/judge-signs.ts";
import type { Fault, Lookups } from "./judge/lookups.ts";
import { type LatencyModel, unknownModel } from "./latency-model.ts";
import type { ProvenCount } from "./proven-share.ts";
import type { AlarmMemory } from "./verdict.ts";

/** `open` = normal · `throttled` = slowed down · `paused` = sends nothing · `probing` = sends a few test messages. */
export type WatchState = "open" | "throttled" | "paused" | "probing";

export interface ProviderWatch {
  readonly state: WatchState;
  readonly since: number;
  readonly pauses: number;
  /** When the last probe began. Messages sent before this time are not judged. */
  readonly judgedFrom?: number | undefined;
  readonly heldAt?: number | undefined;
  /** True if recipients are rerouted despite `onLoss: pause`, because their deadline is near. */
  readonly isLeft?: boolean | undefined;
  /** True if recipients are rerouted without proof of a loss. Recipients with a message get no second message. */
  readonly isDoubted?: boolean | undefined;
  readonly reroutes?: string | undefined;
  readonly timedAt?: number | undefined;
  /** The reason why the provider is not paused although receipts are missing. */
  readonly fault?: Fault | undefined;
}

export interface ProvenMemory {
  readonly at: number;
  readonly counts: Readonly<Record<string, ProvenCount>>;
}

/** A provider that withholds receipts: many receipts are due, but no receipt arrives. */
export interface Withheld {
  readonly since: number;
  readonly sent: number;
  readonly receipts: number;
  readonly to?: number | undefined;
}

/** The position of a scan of the recipients whose messages provably did not arrive. */
export interface EscalationMemory {
  readonly cursor?: string | undefined;
  readonly moved: number;
  readonly nextAt: number;
}

/** The state of the watch for a campaign, stored between checks so that any worker can continue. */
export interface WatchMemory {
  readonly alarms: Readonly<Record<string, AlarmMemory>>;
  readonly silences: Silences;
  readonly providers: Readonly<Record<string, ProviderWatch>>;
  readonly parts: Readonly<Record<string, ProviderWatch>>;
  readonly incidents: Readonly<Record<string, OpenIncident>>;
  readonly pace?: { readonly verdict: PaceVerdict; readonly at: number } | undefined;
  /** Providers that recipients leave because the provider refuses our account or does not answer. */
  readonly left?: readonly string[] | undefined;
  /** Providers from which recipients are rerouted, because the provider's API throttles relance. */
  readonly leftSlow?: readonly string[] | undefined;
  readonly signs?: SignsMemory | undefined;
  readonly answers?: AnswersMemory | undefined;
  readonly compared?: ComparedMemory | undefined;
  readonly proven?: ProvenMemory | undefined;
  readonly withheld?: Readonly<Record<string, Withheld>> | undefined;
  readonly escalated?: Readonly<Record<string, EscalationMemory>> | undefined;
  readonly learnedThrough?: number | undefined;
}

const NOTHING_YET: WatchMemory = { alarms: {}, silences: {}, providers: {}, parts: {}, incidents: {} };

export type Silences = Readonly<Record<string, readonly Silence[]>>;

/** One provider's models by destination; "" = the whole provider. */
export type ProviderModels = Readonly<Record<string, LatencyModel>>;

/** Adds default values to a state that an older version may have stored. */
export function readMemory(known: Partial<WatchMemory> | undefined): WatchMemory {
  return { ...NOTHING_YET, ...known };
}

export interface Watched {
  readonly campaign: number;
  readonly plan: Plan;
  readonly waiting: number;
  readonly now: number;
  readonly lookups: Lookups;
}

/** After this many messages, a destination gets a separate model. */
const OWN_MODEL = 1_000;

const UNKNOWN: LatencyModel = unknownModel();

/** Returns the model of the destination, or else of the provider, or else of an unknown provider. */
export function chooseModel(models: ProviderModels, destination: string | undefined): LatencyModel {
  return ownModel(models, destination) ?? models[""] ?? UNKNOWN;
}

export function ownModel(models: ProviderModels, destination: string | undefined): LatencyModel | undefined {
  const own = destination === undefined ? undefined : models[destination];
  return own !== undefined && own.learnedFrom >= OWN_MODEL ? own : undefined;
}
