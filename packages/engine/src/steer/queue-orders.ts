import type { Actor, Instant, Ledger, Plan } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { ProviderCause } from "../incidents/provider-state.ts";

/** Selects the queues that match every property that is set. @default the whole campaign */
export interface QueueScope {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  /** A destination: a number prefix, a mail domain, or a push service. */
  readonly destination?: string | undefined;
}

export interface QueueOptions extends Actor, QueueScope {
  /** The `version` of an earlier result. If a queue has changed since then, the command is refused. */
  readonly version?: number | undefined;
}

export interface PauseScope extends QueueScope {
  /** A later provider of the route. @default the current reroute, or the next provider of another vendor */
  readonly via?: string | undefined;
  /** True = recipients of `provider` wait instead of being rerouted. @default false */
  readonly wait?: boolean | undefined;
}

export interface PauseOptions extends QueueOptions, PauseScope {
  /** Time by which an operator must review the pause, so that a forgotten pause is noticed. */
  readonly reviewAt: Instant;
}

/** How a pause affects recipients with unsent messages. Counts of destinations are upper bounds. */
export interface PauseEffect {
  /** Number of recipients who wait until `resume`, or until an earlier provider of the route accepts messages. */
  readonly waiting: number;
  /** Number of recipients whose message is sent through another provider. */
  readonly rerouted: number;
  /** The providers that send to the rerouted recipients. */
  readonly ways: readonly string[];
}

export interface ResumeOptions extends QueueOptions {
  /** True = also ends the pauses and reroutes of plugins. @default false */
  readonly override?: boolean | undefined;
  /** Limit of each queue, in messages per second; null removes the operator's limit. @default the current limit */
  readonly perSecond?: number | null | undefined;
}

export interface ThrottleOptions extends QueueOptions {
  /** Limit of each queue (one step through one provider), in messages per second; null removes the limit. */
  readonly perSecond: number | null;
}

export interface Steered {
  /** The new version of these queues, for {@link QueueOptions.version} of the next command. */
  readonly version: number;
  /** True if no message has been sent to the named destination. The command then applies to later recipients. */
  readonly isUnseen: boolean;
}

export type Paused = Steered & PauseEffect;

export interface Resumed extends Steered {
  /** Causes that still stop, throttle or reroute these queues, except operators' commands. */
  readonly still: readonly (ProviderCause & { readonly provider: string })[];
}

export interface Steerable {
  readonly context: EngineContext;
  readonly ledger: Ledger;
  readonly plan: Plan;
}
