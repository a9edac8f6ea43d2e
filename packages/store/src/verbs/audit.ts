import { STATE } from "@relance/rules";
import type { AuditAnswer, AuditFinding } from "@relance/spec";
import { liveness } from "../moves/liveness.ts";
import { evidenceNumber } from "../rows/attempt-facts.ts";
import { steadyNow } from "../rows/clocks.ts";
import { COUNTER } from "../rows/counters.ts";
import { numberAt, type Row } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const SOURCE = { people: 0, attempts: 1, counters: 2 } as const;

/** SQL: sums over the rows of enrollments. */
export const countPeople = (where: string = ""): string => `select ${SOURCE.people} as source, campaign,
    ${COUNTER.states} as kind, 0 as step, 0 as provider, state as a,
    case when state > ${STATE.acknowledged} then cause else 0 end as b, 0 as channel, count(*) as n
  from enrollments ${where} group by campaign, a, b`;

/** SQL: sums over the rows of attempts. */
export const countAttempts = (where: string = ""): string => `select ${SOURCE.attempts}, campaign, ${COUNTER.attempts},
    step, provider, state, bits, channel, count(*)
  from attempts ${where} group by campaign, step, provider, state, bits, channel`;

/** SQL: sums over the counters. */
export const COUNTED: string = `select ${SOURCE.counters}, campaign, kind, step, provider, a, b, 0, sum(n)::bigint
  from all_counters c where kind in (${COUNTER.states}, ${COUNTER.attempts}) group by campaign, kind, step, provider, a, b`;

/** Reads rows and counters in one statement, so that both are of the same moment while other processes write. */
const RECOUNT = `${countPeople()} union all ${countAttempts()} union all ${COUNTED}`;

/** Compares counters with rows: each attempt and each enrollment is in exactly one state. */
export class Recount {
  readonly #counted = new Map<string, number>();
  readonly #told = new Map<string, number>();
  checked = 0;

  add(rows: readonly Row[]): void {
    for (const row of rows) {
      const [source = 0, campaign = 0, kind = 0, step = 0, provider = 0, a = 0, b = 0, channel = 0, n = 0] = row.map(
        (_, column) => numberAt(row, column),
      );
      const evidence = source === SOURCE.attempts ? evidenceNumber(b, channel) : b;
      const key = [campaign, kind, step, provider, a, evidence].join(" ");
      const sums = source === SOURCE.counters ? this.#told : this.#counted;
      sums.set(key, (sums.get(key) ?? 0) + n);
      if (source !== SOURCE.counters) this.checked += n;
    }
  }

  findings(): readonly AuditFinding[] {
    const keys = new Set([...this.#counted.keys(), ...this.#told.keys()]);
    return [...keys].flatMap((key) => {
      const [told, counted] = [this.#told.get(key) ?? 0, this.#counted.get(key) ?? 0];
      if (told === counted) return [];
      return { rule: "sums" as const, fact: `counter ${key} is ${told}, but the rows give ${counted}` };
    });
  }
}

/** Maximum share of a process's time that recounts use. */
const SHARE = 0.05;
const SHORT_MS = 50;

/** The page of an audit that checks each due time. */
export const DUE = "due";

export async function audit(
  work: Work,
  { cursor }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<AuditAnswer> {
  if (cursor === DUE) return { findings: await liveness(work), cursor: undefined, checked: 0 };
  const { recounts, clock } = work.context;
  const from = steadyNow(clock);
  if (from < recounts.againAt) return { findings: [], cursor: DUE, checked: 0 };
  const counted = new Recount();
  counted.add(await work.sql.rows(RECOUNT));
  const tookMs = steadyNow(clock) - from;
  recounts.againAt = tookMs < SHORT_MS ? 0 : from + tookMs / SHARE;
  return { findings: counted.findings(), cursor: DUE, checked: counted.checked };
}
