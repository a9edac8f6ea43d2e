import { afterFailures, afterSuccess, answersNobody } from "@relance/rules";
import { numberAt, type Sql } from "../transaction/sql.ts";

/** The row is held from here on: whoever else counts at this moment goes on from what is written now. */
const HOLD = `insert into providers as p (provider) values ($1)
  on conflict (provider) do update set failures = p.failures returning failures, faults, is_probing, reason`;

const SAVE = `update providers set failures = $2, faults = $3, is_probing = $4,
  closed_until = case when $3 < faults then 0 else closed_until end where provider = $1`;

/** What failed in one transaction after the last that worked. */
export interface Failures {
  readonly count: number;
  /** Of the last one. */
  readonly code: string;
}

/** Counts failures of a provider. Answers why it is to be closed, if it is. */
export async function countFailures(
  sql: Sql,
  provider: number,
  { count, code, hasWorked }: Failures & { readonly hasWorked: boolean },
): Promise<string | undefined> {
  const held = (await sql.row(HOLD, provider)) ?? [];
  const before = {
    failures: numberAt(held, 0),
    faults: numberAt(held, 1),
    isProbing: numberAt(held, 2) === 1,
  };
  const { failing, closes } = afterFailures(hasWorked ? afterSuccess(before) : before, count);
  await sql.run(SAVE, provider, failing.failures, failing.faults, Number(failing.isProbing));
  if (!closes) return undefined;
  return answersNobody(failing) ? code : String(held[3] ?? code);
}
