import type { CommittedAttempt, GateChange } from "@relance/spec";
import { CAMPAIGN_STATES } from "../campaign-states.ts";
import { REWOUND } from "../lanes/lane-holds.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { control } from "../verbs/control.ts";

const KNOWN = "select 1 from attempts where id = $1 and enrollment = $2";
const LIVE = `select id from campaigns where state = ${CAMPAIGN_STATES.indexOf("running")} order by id`;

/** Holds where the store does not have this attempt of this person any more, and never for the attempt 0. */
export const LOST = (attempt: string, enrollment: string): string =>
  `where ${attempt}::bigint > 0 and not exists (
    select 1 from attempts where id = ${attempt}::bigint and enrollment = ${enrollment}::bigint)`;

/**
 * Whether this store lost an attempt that a worker saw committed. Then nobody knows who else is missing, and what was
 * confirmed to whom: nothing is sent any more until a person looked.
 */
export async function holdIfRewound(work: Work, proof: CommittedAttempt): Promise<boolean> {
  const number = work.context.attemptIds.numberOf(proof.attemptId) ?? 0;
  if ((await work.sql.row(KNOWN, number, proof.enrollment)) !== undefined) return false;
  const campaigns = (await work.sql.rows(LIVE)).map((row) => numberAt(row, 0));
  await control(
    work,
    campaigns.map((campaign): GateChange => ({ campaign, ...REWOUND, reviewAt: work.now })),
  );
  return true;
}
