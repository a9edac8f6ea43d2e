import type { Actor, Instant, Ledger, Plan } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import type { ProviderCause } from "../incidents/provider-state.ts";

/** Selects queues that match every given property. @default the whole campaign */
export interface QueueScope {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  /** A destination: a number prefix, a mail domain, or a push service. */
  readonly destination?: string | undefined;
}

export interface QueueOptions extends Actor, QueueScope {
  /** The `version` of an earlier result. If a queue has changed since, the command is refused. */
  readonly version?: number | undefined;
}

export interface PauseScope extends QueueScope {
  /** The provider to reroute to, later in the route. @default the current reroute, or the next provider of another vendor */
  readonly via?: string | undefined;
  /** True if recipients of `provider` wait instead of being rerouted. @default false */
  readonly wait?: boolean | undefined;
}

export interface PauseOptions extends QueueOptions, PauseScope {
  /** When an operator must review the pause, so that a forgotten pause is noticed. */
  readonly reviewAt: Instant;
}

/** How a pause affects recipients with unsent messages. Counts for destinations are upper bounds. */
export interface PauseEffect {
  /** Number of recipients who wait for `resume`, or for an earlier provider of the route. */
  readonly waiting: number;
  /** Number of recipients whose messages go through another provider. */
  readonly rerouted: number;
  /** The providers to which recipients are rerouted. */
  readonly ways: readonly string[];
}

export interface ResumeOptions extends QueueOptions {
  /** True to end the pauses and reroutes of plugins too. @default false */
  readonly override?: boolean | undefined;
  /** Limit of each queue, in messages per second; null removes the operator's limit. @default the current limit */
  readonly perSecond?: number | null | undefined;
}

export interface ThrottleOptions extends QueueOptions {
  /** Limit of each queue (one step through one provider), in messages per second; null removes the limit. */
  readonly perSecond: number | null;
}

export interface Steered {
  /** The new version of these queues. Pass it as {@link QueueOptions.version} with the next command. */
  readonly version: number;
  /** True if no message was sent to the named destination yet. The command then applies to later recipients. */
  readonly isUnseen: boolean;
}

export type Paused = Steered & PauseEffect;

export interface Resumed extends Steered {
  /** What still stops, throttles or reroutes these queues, apart from operators' commands. */
  readonly still: readonly (ProviderCause & { readonly provider: string })[];
}

export interface Steerable {
  readonly context: EngineContext;
  readonly ledger: Ledger;
  readonly plan: Plan;
}
