import { latencyBin } from "@relance/spec";
import { BulkInsert } from "./bulk-insert.ts";
import type { Statement } from "./statement.ts";

const SECOND_MS = 1_000;
/** The bin under which acceptances are counted. */
export const ACCEPTED_BIN = -1;

/** Every bin: what was folded and what was added since, in one snapshot. */
export const ALL_BINS = `(select campaign, at, provider, channel, part, bin, n from bins
  union all select campaign, at, provider, channel, part, bin, n from bin_deltas)`;

/** An attempt as the bins see it. */
export interface BinnedAttempt {
  readonly campaign: number;
  readonly provider: number;
  readonly channel: number;
  readonly part: number;
}

/** What one transaction adds to the watch's bins. */
export class BinDeltas {
  readonly #counts = new Map<
    string,
    { readonly of: BinnedAttempt; readonly at: number; readonly bin: number; n: number }
  >();
  readonly #insert = new BulkInsert("bin_deltas", [
    ["campaign", "int"],
    ["at", "bigint"],
    ["provider", "int"],
    ["channel", "smallint"],
    ["part", "int"],
    ["bin", "smallint"],
    ["n", "int"],
  ]);

  accepted(of: BinnedAttempt, acceptedAt: number): void {
    this.#add(of, acceptedAt, ACCEPTED_BIN);
  }

  /** The first final receipt, once an attempt. */
  received(of: BinnedAttempt, acceptedAt: number, now: number): void {
    this.#add(of, acceptedAt, latencyBin(now - acceptedAt));
  }

  #add(of: BinnedAttempt, acceptedAt: number, bin: number): void {
    const at = Math.floor(acceptedAt / SECOND_MS) * SECOND_MS;
    const { campaign, provider, channel, part } = of;
    const key = `${campaign} ${at} ${provider} ${channel} ${part} ${bin}`;
    const known = this.#counts.get(key);
    if (known === undefined) this.#counts.set(key, { of, at, bin, n: 1 });
    else known.n += 1;
  }

  write(statement: Statement): void {
    for (const { of, at, bin, n } of this.#counts.values())
      this.#insert.add(of.campaign, at, of.provider, of.channel, of.part, bin, n);
    this.#counts.clear();
    this.#insert.write(statement);
  }
}
