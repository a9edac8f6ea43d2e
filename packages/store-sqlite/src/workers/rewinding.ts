import type { CommittedAttempt, GateChange } from "@relance/spec";
import { CAMPAIGN_STATES, REWOUND } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { control } from "../verbs/control.ts";

const KNOWN = "select 1 from attempts where id = ? and enrollment = ?";
const LIVE = `select id from campaigns where state = ${CAMPAIGN_STATES.indexOf("running")} order by id`;

/** The store does not have this attempt of this person any more. */
export function isLost(work: Work, { attemptId, enrollment }: CommittedAttempt): boolean {
  return work.sql.row(KNOWN, work.context.attemptIds.numberOf(attemptId) ?? 0, enrollment) === undefined;
}

/**
 * Whether this store lost an attempt that a worker saw committed. Then nobody knows who else is missing, and what was
 * confirmed to whom: nothing is sent any more until a person looked.
 */
export function holdIfRewound(work: Work, proof: CommittedAttempt): boolean {
  if (!isLost(work, proof)) return false;
  const campaigns = work.sql.rows(LIVE).map((row) => numberAt(row, 0));
  control(
    work,
    campaigns.map((campaign): GateChange => ({ campaign, ...REWOUND, reviewAt: work.now })),
  );
  return true;
}
