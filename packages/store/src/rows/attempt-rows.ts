import { ATTEMPT_COLUMNS, type AttemptRow, attemptRow } from "./attempt-facts.ts";
import { HOT_COLUMNS, HOT_WIDTH, type HotRow } from "./hot-row.ts";
import type { HoldOptions, HotRows } from "./hot-rows.ts";
import { numberAt, type Row, type Sql, type StoredRow, splitColumns } from "./sql.ts";
import { BulkInsert, type Statement, updateChanged } from "./statement.ts";

const NEW = splitColumns(`id bigint, enrollment bigint, prev bigint, submitted_at bigint, campaign int, version int,
  revision int, provider int, worker int, step smallint, position smallint, channel smallint, contact smallint,
  state smallint, destination int`);

/** SQL: attempts, joined with their recipients. The caller adds the conditions, and orders by `e.id`. */
export const SELECT_BOTH: string = `select ${HOT_COLUMNS}, ${ATTEMPT_COLUMNS} from attempts a
  join enrollments e on e.id = a.enrollment`;

const BY_ID = `${SELECT_BOTH} where a.id = any($1::bigint[]) order by e.id, a.id for no key update of e, a`;

const OWN = `select ${ATTEMPT_COLUMNS} from attempts a where a.id = any($1::bigint[])`;

const CHANGED = [
  ["id", "bigint"],
  ["state", "smallint"],
  ["bits", "smallint"],
  ["is_contrary", "smallint"],
  ["accepted_at", "bigint", "coalesce(a.accepted_at, u.accepted_at)"],
  ["first_final", "bigint", "coalesce(a.first_final, u.first_final)"],
  ["error", "int", "coalesce(u.error, a.error)"],
  ["vendor_error", "int", "coalesce(u.vendor_error, a.vendor_error)"],
  ["ref", "text", "coalesce(a.ref, u.ref)"],
  ["segments", "smallint"],
] as const;

function changeable(attempt: AttemptRow): AttemptRow["stored"] {
  const { id, state, bits, isContrary, acceptedAt, firstFinal, error, vendorError, ref, segments } = attempt;
  return [id, state, bits, isContrary, acceptedAt, firstFinal, error, vendorError, ref, segments];
}

const BY_REF = "select ref, provider, max(id) as id from attempts where ref = any($1::text[]) group by ref, provider";

export async function attemptsByRef(
  sql: Sql,
  refs: readonly string[],
): Promise<(provider: number, ref: string | undefined) => number> {
  const wanted = [...new Set(refs)];
  const rows = wanted.length === 0 ? [] : await sql.all<StoredRow<"provider" | "id", "ref">>(BY_REF, wanted);
  const found = new Map(rows.map(({ provider, ref, id }) => [`${provider} ${ref}`, id]));
  return (provider, ref) => found.get(`${provider} ${ref}`) ?? 0;
}

export class AttemptRows {
  readonly #sql: Sql;
  readonly #people: HotRows;
  readonly #rows = new Map<number, AttemptRow>();
  readonly #insert = new BulkInsert("attempts", NEW);

  constructor(sql: Sql, people: HotRows) {
    this.#sql = sql;
    this.#people = people;
  }

  get(id: number): AttemptRow | undefined {
    return this.#rows.get(id);
  }

  /** Locks these attempts with their recipients, in ascending order of recipients. Unknown numbers are skipped. */
  async lock(ids: Iterable<number>, { skipLocked = false }: HoldOptions = {}): Promise<AttemptRow[]> {
    const wanted = [...new Set(ids)];
    const missing = wanted.filter((id) => !this.#rows.has(id));
    if (missing.length > 0) {
      const text = skipLocked ? `${BY_ID} skip locked` : BY_ID;
      await this.adopt(await this.#sql.rows(text, missing));
    }
    return wanted.flatMap((id) => this.#rows.get(id) ?? []);
  }

  static async hold(sql: Sql, ids: Iterable<number>): Promise<Row[]> {
    return sql.rows(BY_ID, [...new Set(ids)]);
  }

  async read(ids: Iterable<number>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => id !== 0 && !this.#rows.has(id));
    if (missing.length === 0) return;
    for (const values of await this.#sql.rows(OWN, missing)) {
      this.#keep(attemptRow(values));
    }
  }

  async adopt(read: readonly Row[]): Promise<AttemptRow[]> {
    await this.#people.adopt(read);
    return read.map((values) => {
      const known = this.#rows.get(numberAt(values, HOT_WIDTH));
      if (known !== undefined) return known;
      return this.#keep(attemptRow(values, HOT_WIDTH));
    });
  }

  add(attempt: AttemptRow, row: HotRow, now: number): void {
    this.#keep(attempt);
    const { id, provider, worker, step, channel, contact, state, destination } = attempt;
    const { id: enrollment, lastAttempt, campaign, version, revision, position } = row;
    const place = [campaign, version, revision, provider, worker, step, position];
    this.#insert.add(id, enrollment, lastAttempt, now, ...place, channel, contact, state, destination);
  }

  #keep(attempt: AttemptRow): AttemptRow {
    attempt.stored = changeable(attempt);
    this.#rows.set(attempt.id, attempt);
    return attempt;
  }

  write(statement: Statement): void {
    this.#insert.write(statement);
    updateChanged(statement, "attempts", CHANGED, this.#rows.values(), changeable);
  }
}
