import type { Work } from "../transaction/work.ts";

/** What is committed a moment later may have been received before (R6b). */
export const GRACE_MS = 2_000;

/** Silence is judged only up to here: everything received before is folded. */
export function watermark(work: Work): number {
  const oldest = work.sql.row("select min(received_at) from inbox where fold = 0")?.[0];
  const limit = work.now - GRACE_MS;
  return typeof oldest === "number" ? Math.min(limit, oldest) : limit;
}
