import { hash } from "node:crypto";
import { type Store, StoreError, type StoreInfo } from "@relance/spec";
import { refuseWhileAlive } from "../moves/live-workers.ts";
import type { Driver } from "../rows/driver.ts";
import { KEEP_FACT } from "../rows/facts.ts";
import type { Row, Sql, StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const FIRST = "relance";

/** @throws {StoreError} `store/schema-too-old` if the store was made before the first release */
export function refuseMadeBefore(firstMigration: unknown): void {
  if (firstMigration === undefined || firstMigration === FIRST) return;
  throw new StoreError(
    "store/schema-too-old",
    "this store was made before the first release, and no later version can open it: use a new store, and enroll again",
  );
}

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
}

export const APPLIED = "select number, checksum, name from migrations order by number";

/** SQL: runs a migration and records it. `rest` contains the columns after the checksum. */
export function toScript({ number, name, sql }: Migration, ...rest: readonly (number | string)[]): string {
  const row = [number, `'${name}'`, `'${hash("sha256", sql)}'`, ...rest];
  return `${sql}\ninsert into migrations values (${row.join(", ")})`;
}

const OLDEST = /^-- Oldest worker that can use this schema: (\d+)$/m;

/** Returns the schema number of the oldest program that can use this store. */
export function leastReader({ number, sql }: Migration): number {
  return Number(OLDEST.exec(sql)?.[1] ?? number);
}

/** @param applied - numbers and checksums of the applied migrations @throws {StoreError} `store/damaged` */
export function pendingAmong<M extends Migration>(migrations: readonly M[], applied: readonly Row[]): readonly M[] {
  const checksums = new Map(applied.map(([number, checksum]) => [number, checksum]));
  const other = migrations.find(
    ({ number, sql }) => (checksums.get(number) ?? hash("sha256", sql)) !== hash("sha256", sql),
  );
  if (other === undefined) return migrations.filter(({ number }) => !checksums.has(number));
  const made = `this store was made by an unreleased version (migration ${other.number}): use a new store`;
  throw new StoreError("store/damaged", made);
}

/** @throws {StoreError} `store/schema-too-new` */
export function refuseNewer(what: "the file" | "the database", schema: number, known: number): never {
  throw new StoreError(
    "store/schema-too-new",
    `${what} has schema ${schema}, and this program knows ${known}: update relance on this machine, then start again`,
  );
}

const FACTS = "select name, value from meta where name in ('incarnation', 'place', 'numbers_from')";

/** After a restore, the first number is computed from the time since this instant, so that it stays small. */
const SINCE_MS = Date.UTC(2026, 0, 1);
/** Numbers to skip per second: more than any store assigns on average. */
const NUMBERS_A_SECOND = 65_536;

/** Returns a number above every number that lost data or a copy may use. The number grows with the clock. */
export function numbersFrom(now: number): number {
  return Math.max(0, Math.floor((now - SINCE_MS) / 1_000)) * NUMBERS_A_SECOND + 1;
}

/** Reads the store's id, and whether the store is still in the place where it was created. */
export async function readId(sql: Sql, place: string): Promise<Pick<StoreInfo, "id" | "isElsewhere" | "numbersFrom">> {
  const stored = await sql.all<StoredRow<never, "name" | "value">>(FACTS);
  const facts = new Map(stored.map(({ name, value }) => [name, value]));
  if (!facts.has("place")) await sql.run(KEEP_FACT, "place", place);
  return {
    id: facts.get("incarnation") ?? "",
    isElsewhere: (facts.get("place") ?? place) !== place,
    numbersFrom: Number(facts.get("numbers_from") ?? 1),
  };
}

export async function startNumbers(driver: Driver, sql: Sql, from: number): Promise<void> {
  await sql.run(KEEP_FACT, "numbers_from", String(from));
  await driver.startNumbers(sql, from);
}

/** @throws {StoreError} `store/busy` while a process uses the store */
export async function markRestored(work: Work): ReturnType<Store["markRestored"]> {
  const { sql, context } = work;
  const { driver, ids, place } = context;
  await driver.holdWorkers(sql);
  await refuseWhileAlive(work);
  const from = Math.max(numbersFrom(work.now), (await driver.lastNumber(sql)) + 1);
  if (!Number.isSafeInteger(from)) throw new StoreError("store/damaged", "no numbers remain");
  await startNumbers(driver, sql, from);
  await sql.run(KEEP_FACT, "place", place);
  ids.forget();
  return { from };
}
