import type { Channel } from "../channel.ts";

/** The messages of one slice that left within a stretch of time, and how many of their people answered. */
export interface TurnoutRow {
  /** Provider instance that carried them. */
  readonly provider: string;
  readonly channel: Channel;
  /** Number prefix, mail domain or push service; "" = the many small ones together. */
  readonly part: string;
  /** From 1. */
  readonly step: number;
  /** Each person's first message of the step that the provider accepted and did not report as undelivered. */
  readonly people: number;
  /** Of them, those whose acknowledgement was received in time, whatever its method. */
  readonly answered: number;
}

export interface TurnoutInput {
  readonly campaign: number;
  /** Only messages handed over from this instant on, by the store's clock. */
  readonly since: number;
  /** Only messages handed over before this instant: the work grows with this stretch. */
  readonly until: number;
  /** An answer counts when it was received within so many milliseconds of the message's acceptance. */
  readonly withinMs: number;
}
