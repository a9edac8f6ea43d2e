import type { IncidentRow, Instant, Ledger } from "@relance/spec";

/** One cell of a sparkline, in milliseconds. */
export const CELL_MS = 30_000;
/** Cells of a sparkline: the last fifteen minutes. */
export const CELLS = 30;

/** What one provider, or one part of its messages, took lately, and what has come back of it. */
export interface LiveFlow {
  readonly provider: string;
  /** Number prefix, mail domain or push service; "" = the whole provider. */
  readonly destination: string;
  /** Its provider reports what becomes of a message. */
  readonly hasReceipts: boolean;
  /** Messages taken in each cell, oldest first. */
  readonly accepted: readonly number[];
  /** How many of the same messages have had a final receipt since. */
  readonly received: readonly number[];
}

/** The status of a campaign at this moment. */
export interface LiveCampaign {
  readonly ledger: Ledger;
  readonly flows: readonly LiveFlow[];
  /** Messages taken in the last whole minute. */
  readonly perMinute: number;
}

/** One look at everything that is followed. */
export interface LiveLook {
  readonly at: Instant;
  readonly campaigns: readonly LiveCampaign[];
  /** Not ended: those of these campaigns, and those that are about none. */
  readonly incidents: readonly IncidentRow[];
}

/** Adds up counts. */
export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
