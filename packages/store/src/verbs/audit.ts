import type { AuditAnswer } from "@relance/spec";
import { recount } from "../counts/recounting.ts";
import { liveness } from "../due/liveness.ts";
import { steadyNow } from "../transaction/steady-now.ts";
import type { Work } from "../transaction/work.ts";

/** Sums are proven for at most this share of a process's time, however many rows there are. */
const SHARE = 0.05;
/** A recount as short as this costs nobody anything. */
const SHORT_MS = 50;

/** The second page: whether every due time is honoured. */
export const DUE = "due";

/** Proves the sums in one snapshot (R15), then that every due time is honoured (R14). Moves and repairs nothing. */
export async function audit(
  work: Work,
  { cursor }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<AuditAnswer> {
  if (cursor === DUE) return { findings: await liveness(work), cursor: undefined, checked: 0 };
  const { recounts } = work.context;
  const from = steadyNow();
  if (from < recounts.againAt) return { findings: [], cursor: DUE, checked: 0 };
  const counted = await recount(work.sql);
  const tookMs = steadyNow() - from;
  recounts.againAt = tookMs < SHORT_MS ? 0 : from + tookMs / SHARE;
  return { findings: counted.findings(), cursor: DUE, checked: counted.checked };
}
