import { latencyBin } from "@relance/spec";
import { columnsOf } from "./sql.ts";
import type { Statement } from "./statement.ts";

const SECOND_MS = 1_000;
/** Bin number of acceptances. */
export const ACCEPTED_BIN = -1;
/** Bin number of messages that never left the gateway. */
export const CAPTURED_BIN = -2;

interface BinnedAttempt {
  readonly campaign: number;
  readonly provider: number;
  readonly channel: number;
  /** The address's destination; 0 = one of the small ones. */
  readonly destination: number;
}

interface BinCount {
  readonly of: BinnedAttempt;
  /** The second of acceptance. */
  readonly at: number;
  readonly bin: number;
  n: number;
}

/** A transaction's additions to the watch's bins. */
export class BinCounts {
  readonly #counts = new Map<string, BinCount>();

  accepted(of: BinnedAttempt, acceptedAt: number): void {
    this.#add(of, acceptedAt, ACCEPTED_BIN);
  }

  captured(of: BinnedAttempt, acceptedAt: number): void {
    this.#add(of, acceptedAt, CAPTURED_BIN);
  }

  /** Counts the first final receipt, once per attempt. */
  received(of: BinnedAttempt, acceptedAt: number, now: number): void {
    this.#add(of, acceptedAt, latencyBin(now - acceptedAt));
  }

  #add(of: BinnedAttempt, acceptedAt: number, bin: number): void {
    const at = Math.floor(acceptedAt / SECOND_MS) * SECOND_MS;
    const { campaign, provider, channel, destination } = of;
    const key = `${campaign} ${at} ${provider} ${channel} ${destination} ${bin}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { of, at, bin, n: 1 });
    else known.n += 1;
  }

  /** Returns and clears the pending additions. */
  take(): BinCount[] {
    const counts = [...this.#counts.values()];
    this.#counts.clear();
    return counts;
  }
}

const COLUMNS = columnsOf(
  "campaign int, at bigint, provider int, channel smallint, destination int, bin smallint, n int",
);

export function writeBins(statement: Statement, bins: BinCounts): void {
  const rows = bins
    .take()
    .map(({ of, at, bin, n }) => [of.campaign, at, of.provider, of.channel, of.destination, bin, n]);
  if (rows.length > 0) statement.addTo("bins", COLUMNS, rows);
}
