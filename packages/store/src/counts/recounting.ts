import { STATE } from "@relance/rules";
import type { AuditFinding } from "@relance/spec";
import { evidenceNumber } from "../inbox/evidence-number.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import { COUNTER } from "./counter-kinds.ts";

/** One statement is one snapshot: rows and counters as they stood at one moment, while others go on writing. */
const RECOUNT = `select 0 as source, campaign, ${COUNTER.states} as kind, 0 as step, 0 as provider, state as a,
    case when state > ${STATE.acknowledged} then cause else 0 end as b, 0 as channel, count(*) as n
    from enrollments group by campaign, a, b
  union all select 1, campaign, ${COUNTER.attempts}, step, provider, state, bits, channel, count(*)
    from attempts group by campaign, step, provider, state, bits, channel
  union all select 2, campaign, kind, step, provider, a, b, 0, sum(n)::bigint from all_counters c
    where kind in (${COUNTER.states}, ${COUNTER.attempts}) group by campaign, kind, step, provider, a, b`;

const SOURCE = { people: 0, attempts: 1, counters: 2 } as const;

export interface Recount {
  readonly findings: readonly AuditFinding[];
  /** Rows read. */
  readonly checked: number;
}

/** What the counters say against what the rows say (R15). */
export async function recount(sql: Sql): Promise<Recount> {
  const counted = new Map<string, number>();
  const told = new Map<string, number>();
  let checked = 0;
  for (const row of await sql.rows(RECOUNT)) {
    const [source = 0, campaign = 0, kind = 0, step = 0, provider = 0, a = 0, b = 0, channel = 0, n = 0] =
      row.map((_, column) => numberAt(row, column));
    const evidence = source === SOURCE.attempts ? evidenceNumber(b, channel) : b;
    const key = [campaign, kind, step, provider, a, evidence].join(" ");
    const sums = source === SOURCE.counters ? told : counted;
    sums.set(key, (sums.get(key) ?? 0) + n);
    if (source !== SOURCE.counters) checked += n;
  }
  const wrong = [...new Set([...counted.keys(), ...told.keys()])].filter(
    (key) => (counted.get(key) ?? 0) !== (told.get(key) ?? 0),
  );
  const findings = wrong.map((key) => ({
    rule: "R15" as const,
    fact: `counter ${key} says ${told.get(key) ?? 0}, the rows say ${counted.get(key) ?? 0}`,
  }));
  return { findings, checked };
}
