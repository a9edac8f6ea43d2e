import { takesBack } from "@relance/rules";
import type { Sql } from "../transaction/sql.ts";

const ALL = `select w.word as answer, a.strength, a.source, a.is_revoke as "isRevoke", a.wrong_factor as "wrongFactor"
  from acknowledgements a left join words w on w.id = a.answer where a.enrollment = $1
  order by a.received_at desc, a.id desc`;

interface AnswerRow {
  readonly answer: string;
  readonly strength: number;
  readonly source: string;
  readonly isRevoke: number;
  readonly wrongFactor: number;
}

/** What one person answered. */
export interface PersonAnswers {
  /** The strongest, the latest of equals. */
  readonly best: string | undefined;
  readonly last: string | undefined;
  readonly wrongFactors: number;
}

/** Of the answers that were not taken back, the strongest and the last. */
export async function answersOf(sql: Sql, enrollment: number): Promise<PersonAnswers> {
  const rows = await sql.all<AnswerRow>(ALL, enrollment);
  const revoked = new Set<string>();
  const standing = rows.filter(({ isRevoke, source }) => {
    if (isRevoke === 1) revoked.add(source);
    return isRevoke === 0 && ![...revoked].some((by) => takesBack(by, source));
  });
  const best = standing.reduce<AnswerRow | undefined>(
    (so, far) => (so === undefined || far.strength > so.strength ? far : so),
    undefined,
  );
  return {
    best: best?.answer,
    last: standing[0]?.answer,
    wrongFactors: rows.reduce((sum, { wrongFactor }) => sum + wrongFactor, 0),
  };
}
