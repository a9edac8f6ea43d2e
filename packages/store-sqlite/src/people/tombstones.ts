import type { Work } from "../transaction/work.ts";

/** Somebody was forgotten under one of these keyed hashes, separated by blanks. */
export function isBuried(work: Work, tombstones: string): boolean {
  if (tombstones === "" || !work.hasTombstones) return false;
  return tombstones
    .split(" ")
    .some((digest) => work.sql.row("select 1 from tombstones where digest = ?", digest) !== undefined);
}
