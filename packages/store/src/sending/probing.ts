import { probeMs } from "@relance/rules";
import type { Work } from "../transaction/work.ts";

const BEGIN = `update providers set is_probing = 1, closed_until = $2
  where provider = $1 and faults > 0 and closed_until <= $3 returning provider`;
const UNDO = "update providers set is_probing = 0, closed_until = $2 where provider = $1";

/** One message may try a provider whose account was at fault. False = somebody else's does already. */
export async function beginProbe(work: Work, provider: number, sendBudgetMs: number): Promise<boolean> {
  const begun = await work.sql.row(BEGIN, provider, work.now + probeMs(sendBudgetMs), work.now);
  return begun !== undefined;
}

/** Nobody was due: whoever is next tries it. */
export async function undoProbe(work: Work, provider: number): Promise<void> {
  await work.sql.run(UNDO, provider, work.now);
}
