import { latencyBin } from "@relance/spec";
import type { Sql } from "./sql.ts";

const SECOND_MS = 1_000;
/** The bin under which acceptances are counted. */
export const ACCEPTED_BIN = -1;

const ADD = `insert into bins (campaign, at, provider, channel, part, bin, n) values (?, ?, ?, ?, ?, ?, ?)
  on conflict do update set n = n + excluded.n`;

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

  flush(sql: Sql): void {
    for (const { of, at, bin, n } of this.#counts.values()) {
      sql.run(ADD, of.campaign, at, of.provider, of.channel, of.part, bin, n);
    }
    this.#counts.clear();
  }
}
