import type { By, Instant, Ledger, Plan } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { ProviderCause } from "../incidents/provider-state.ts";

/** Selects the queues that match every given member. @default the whole campaign */
export interface QueueScope {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  /** A destination as the watch names it: a number prefix, mail domain or push service. */
  readonly destination?: string | undefined;
}

export interface QueueOptions extends By, QueueScope {
  /** The `version` of a result or a queue. If a queue has changed since, the command is refused. */
  readonly version?: number | undefined;
}

export interface PauseScope extends QueueScope {
  /** A later provider of the route. @default the reroute in force, else the next provider of another vendor */
  readonly via?: string | undefined;
  /** True = recipients of `provider` wait instead of being rerouted. @default false */
  readonly wait?: boolean | undefined;
}

export interface PauseOptions extends QueueOptions, PauseScope {
  /** When an operator must review the pause: a forgotten pause would silently lose recipients. */
  readonly reviewAt: Instant;
}

/** The effect of a pause on recipients with unsent messages. With `destination`, the counts are upper bounds. */
export interface PauseEffect {
  /** Recipients who wait until `resume`. */
  readonly waiting: number;
  /** Recipients whose message is sent through another provider. */
  readonly rerouted: number;
  /** The providers that send to rerouted recipients. */
  readonly ways: readonly string[];
}

export interface ResumeOptions extends QueueOptions {
  /** True = also ends pauses and reroutes of the watch. @default false */
  readonly override?: boolean | undefined;
  /** Limit of each queue, in messages per second; null removes the operator's limit. @default as before */
  readonly perSecond?: number | null | undefined;
}

export interface ThrottleOptions extends QueueOptions {
  /** Limit of each queue (one step through one provider), in messages per second; null removes the limit. */
  readonly perSecond: number | null;
}

export interface Steered {
  /** The new version of these queues, for {@link QueueOptions.version}. */
  readonly version: number;
  /** True if no message was sent to the named destination yet. The command applies to later recipients. */
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
