import type { By, Instant, Ledger, Plan } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { ProviderCause } from "../incidents/provider-state.ts";

/** Selects the queues of an order: those that match all given members. @default the whole campaign */
export interface QueueScope {
  /** Only this step, from 1. */
  readonly step?: number | undefined;
  /** Only messages through this provider. */
  readonly provider?: string | undefined;
  /** Only recipients of this destination: a number prefix, mail domain or push service, as the watch names it. */
  readonly destination?: string | undefined;
}

/** An order about queues. */
export interface QueueOptions extends By, QueueScope {
  /**
   * The version that you saw (`version` of an answer or of a queue): if one of these queues was steered since, the
   * order is refused and nothing is done. @default not compared
   */
  readonly version?: number | undefined;
}

/** What a pause stops. */
export interface PauseScope extends QueueScope {
  /**
   * Recipients of `provider` are sent through this later provider of the step's route, until `resume`. @default the
   * reroute in force, else the next provider of another vendor
   */
  readonly via?: string | undefined;
  /** Recipients of `provider` wait, even where the watch reroutes them or the route has another provider. @default false */
  readonly wait?: boolean | undefined;
}

/** Options of a pause, which stops sending. */
export interface PauseOptions extends QueueOptions, PauseScope {
  /** When an operator is to review the pause. It is required, because a forgotten pause would be a silent loss. */
  readonly reviewAt: Instant;
}

/** What a pause means for recipients whose next message has not left. With `destination` the counts are upper bounds. */
export interface PauseEffect {
  /** Recipients who wait until `resume`. */
  readonly waiting: number;
  /** Recipients whose message is sent through another provider. */
  readonly rerouted: number;
  /** The providers through which they are sent. */
  readonly ways: readonly string[];
}

/** Options of a resume, which ends a pause. */
export interface ResumeOptions extends QueueOptions {
  /** Also lifts the holds of the watch, and ends its reroutes. @default false */
  readonly override?: boolean | undefined;
  /** Most messages a second of each queue from now on; null = no limit of the operator's. @default as before */
  readonly perSecond?: number | null | undefined;
}

/** Options of a throttle, which limits the rate or lifts the limit. */
export interface ThrottleOptions extends QueueOptions {
  /** Most messages a second of each queue: of a step through a provider; null = no limit of the operator's. */
  readonly perSecond: number | null;
}

/** The result of an order. */
export interface Steered {
  /** The current version of these queues, for a later order that must be refused if another one steers them first. */
  readonly version: number;
  /** No recipient of the named destination has had a message yet. The order applies to later recipients. */
  readonly isUnseen: boolean;
}

/** The result of a pause. */
export type Paused = Steered & PauseEffect;

/** The result of a resume. */
export interface Resumed extends Steered {
  /** Causes, other than operators' orders, that still stop, slow down or reroute these queues. */
  readonly still: readonly (ProviderCause & { readonly provider: string })[];
}

export interface Steerable {
  readonly context: EngineContext;
  readonly ledger: Ledger;
  readonly plan: Plan;
}
