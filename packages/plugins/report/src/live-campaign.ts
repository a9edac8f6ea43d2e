import type { IncidentRow, Instant, Ledger } from "@relance/spec";

/** Duration of one cell of a sparkline, in milliseconds. */
export const CELL_MS = 30_000;
/** Number of cells in a sparkline, for the last fifteen minutes. */
export const CELLS = 30;

/** The recent messages of one provider or destination, and their receipts. */
export interface LiveFlow {
  readonly provider: string;
  /** Number prefix, mail domain or push service; "" for the whole provider. */
  readonly destination: string;
  /** Whether the provider sends receipts. */
  readonly hasReceipts: boolean;
  /** Messages accepted in each cell, oldest first. */
  readonly accepted: readonly number[];
  /** How many of these messages have a final receipt by now. */
  readonly received: readonly number[];
}

export interface LiveCampaign {
  readonly ledger: Ledger;
  readonly flows: readonly LiveFlow[];
  /** Messages that were accepted in the last whole minute. */
  readonly perMinute: number;
}

/** The status of all followed campaigns at one time. */
export interface LiveLook {
  readonly at: Instant;
  readonly campaigns: readonly LiveCampaign[];
  /** Open incidents of these campaigns, and incidents that belong to no campaign. */
  readonly incidents: readonly IncidentRow[];
}

/** Adds up counts. */
export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
