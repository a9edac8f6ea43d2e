import type { By, Instant, Ledger, Plan } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { ProviderCause } from "../incidents/provider-state.ts";

/** Selects the queues of a command: those that match every given member. @default the whole campaign */
export interface QueueScope {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  /** Selects recipients of this destination: a number prefix, mail domain or push service, as the watch names it. */
  readonly destination?: string | undefined;
}

export interface QueueOptions extends By, QueueScope {
  /**
   * The version that you saw (`version` of a result or a queue): if one of these queues was changed since, the command
   * is refused. @default not compared
   */
  readonly version?: number | undefined;
}

export interface PauseScope extends QueueScope {
  /**
   * Sends recipients of `provider` through this later provider of the step's route, until `resume`. @default the
   * reroute in force, else the next provider of another vendor
   */
  readonly via?: string | undefined;
  /** Recipients of `provider` wait instead of being rerouted. @default false */
  readonly wait?: boolean | undefined;
}

export interface PauseOptions extends QueueOptions, PauseScope {
  /** When an operator must review the pause, because a forgotten pause would silently lose recipients. */
  readonly reviewAt: Instant;
}

/** What a pause means for recipients with unsent messages; with `destination`, the counts are upper bounds. */
export interface PauseEffect {
  /** Number of recipients who wait until `resume`. */
  readonly waiting: number;
  /** Number of recipients whose message is sent through another provider. */
  readonly rerouted: number;
  /** The providers through which these messages are sent. */
  readonly ways: readonly string[];
}

export interface ResumeOptions extends QueueOptions {
  /** The order also ends pauses and reroutes of the watch. @default false */
  readonly override?: boolean | undefined;
  /** Maximum rate of each queue from now on; null removes the operator's limit. @default as before */
  readonly perSecond?: number | null | undefined;
}

export interface ThrottleOptions extends QueueOptions {
  /** Maximum rate of each queue (one step through one provider); null removes the operator's limit. */
  readonly perSecond: number | null;
}

export interface Steered {
  /** The current version of these queues: a later command with it is refused if the queues changed first. */
  readonly version: number;
  /** True if no recipient of the named destination was sent a message yet. The command applies to later recipients. */
  readonly isUnseen: boolean;
}

export type Paused = Steered & PauseEffect;

export interface Resumed extends Steered {
  /** Causes that still stop, slow or reroute these queues, except operators' commands. */
  readonly still: readonly (ProviderCause & { readonly provider: string })[];
}

export interface Steerable {
  readonly context: EngineContext;
  readonly ledger: Ledger;
  readonly plan: Plan;
}
