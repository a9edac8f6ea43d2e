import { ENCRYPTED, type EnrollRow, isEncrypted, type KeptRefusal, masterKeyName } from "@relance/spec";
import type { Sql, StoredRow, Value } from "../rows/sql.ts";
import { cursorBehind, placeAmong } from "../rows/to-page.ts";
import type { Transactions, Work } from "../work/work.ts";

/** Tables in scan order. Waiting requests come first, because they become rows of other tables. */
const ENCRYPTED_PLACES = ["requests", "raw", "inbox", "outbox", "refusals", "people"] as const;
type EncryptedPlace = (typeof ENCRYPTED_PLACES)[number];

/** A row to re-encrypt: its value is plain, or encrypted under an older master key. */
export interface OutdatedRow {
  readonly place: EncryptedPlace;
  readonly id: number;
  readonly values: readonly Value[];
  /** Campaign, key and line of a recipient in `people` or `refusals`. A refused row may lack a key. */
  readonly campaign?: number | undefined;
  readonly key?: string | undefined;
  readonly line?: number | undefined;
  readonly provider?: string | undefined;
}

export interface RewrittenRow extends OutdatedRow {
  readonly rewritten: readonly Value[];
  readonly digests?: readonly string[] | undefined;
}

export interface EncryptedInput {
  /** Replaces these rows unless they changed after they were read. An empty list ends the scan. */
  readonly rewritten?: readonly RewrittenRow[] | undefined;
  readonly newest?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface EncryptedAnswer {
  readonly marks: readonly string[];
  readonly rows: readonly OutdatedRow[];
  readonly cursor: string | undefined;
  readonly written: number;
}

const NOTHING: EncryptedAnswer = { marks: [], rows: [], cursor: undefined, written: 0 };

export function encrypted(
  transactions: Transactions,
  { rewritten, newest, cursor }: EncryptedInput,
): Promise<EncryptedAnswer> {
  if (rewritten !== undefined)
    return transactions.write(async (work) => ({ ...NOTHING, written: await rewrite(work, rewritten) }));
  return transactions.read(async ({ sql }) => {
    if (newest === undefined) return { ...NOTHING, marks: await marks(sql) };
    return { ...NOTHING, ...(await outdated(sql, `${ENCRYPTED}m${newest}.`, cursor)) };
  });
}

/** Tables with ciphertexts: the table, its ciphertexts' prefix in SQL, and the condition of its partial index. */
const PLACES = [
  ["people", "substr(box, 1, 13)", "box is not null"],
  ["refusals", "substr(box, 1, 13)", "box is not null"],
  ["outbox", "substr(address, 1, 13)", "substr(address, 1, 4) = '~1.m'"],
  ["raw", "substr(bytes, 1, 13)", "substr(bytes, 1, 4) = '\\x7e312e6d'::bytea"],
  ["inbox", `substr(item, strpos(item, '"from":"~1.m') + 8, 13)`, `strpos(item, '"from":"~1.m') > 0`],
  ["inbox", `substr(item, strpos(item, '"detail":"~1.m') + 10, 13)`, `strpos(item, '"detail":"~1.m') > 0`],
] as const;

/** Finds the master keys in use. Each key takes one look-up, regardless of the number of rows. */
const STATEMENTS = PLACES.map(([table, start, isThere]) => {
  const next = (and: string) => `(select ${start} from ${table} where ${isThere} ${and} order by ${start} limit 1)`;
  return `with recursive found (start) as (select ${next("")} union all
    select ${next(`and ${start} > found.start`)} from found where found.start is not null)
    select start from found where start is not null`;
});

const bytesText = (start: unknown): string =>
  start instanceof Uint8Array ? Buffer.from(start).toString("latin1") : String(start);

const WAITING = "select body from requests";

async function marks(sql: Sql): Promise<string[]> {
  const starts: string[] = [];
  for (const statement of STATEMENTS) for (const [start] of await sql.rows(statement)) starts.push(bytesText(start));
  for (const [body] of await sql.rows(WAITING)) for (const { box } of rowsWaiting(String(body))) starts.push(box ?? "");
  return [...new Set(starts.flatMap((start) => masterKeyName(start) ?? []))];
}

interface EncryptedTable {
  readonly columns: readonly string[];
  /** Further columns that name the owner of the value. */
  readonly owner?: readonly string[] | undefined;
  readonly digests?: string | undefined;
  readonly batch: number;
  /** Maximum bytes per batch, because a single request can be large. */
  readonly maxBytes?: number | undefined;
}

const MEGABYTE = 1_048_576;
const OWNER = ["campaign", "key", "line"];
const SENDER = ["(select text from strings where strings.id = inbox.provider) as provider"];

const ENCRYPTED_TABLES: Readonly<Record<EncryptedPlace, EncryptedTable>> = {
  requests: { columns: ["body"], batch: 200, maxBytes: MEGABYTE },
  raw: { columns: ["bytes"], batch: 200, maxBytes: MEGABYTE },
  inbox: { columns: ["item"], owner: SENDER, batch: 1_000 },
  outbox: { columns: ["address", "content"], batch: 500 },
  refusals: { columns: ["contacts", "box"], owner: OWNER, digests: "digests", batch: 1_000 },
  people: { columns: ["contacts", "variables", "box", "person"], owner: OWNER, batch: 1_000 },
};

function encryptedBatch(place: EncryptedPlace): string {
  const { columns, owner = [], batch, maxBytes } = ENCRYPTED_TABLES[place];
  const next = `from ${place} where id > $1 order by id limit ${batch}`;
  if (maxBytes === undefined) return `select ${["id", ...columns, ...owner].join(", ")} ${next}`;
  const size = columns.map((column) => `length(${column})`).join(" + ");
  return `select id, ${columns.join(", ")} from ${place} where id in (
    select id from (select id, sum(size) over (order by id) - size as before
      from (select id, ${size} as size ${next}) sizes) sums
    where before < ${maxBytes}) order by id`;
}

type EncryptedRow = Pick<OutdatedRow, "id" | "campaign" | "line"> & StoredRow<never, never, "key" | "provider">;

function encryptedRow(place: EncryptedPlace, row: EncryptedRow & Readonly<Record<string, Value>>): OutdatedRow {
  const { id, campaign, key, line, provider } = row;
  const values = ENCRYPTED_TABLES[place].columns.map((column) => row[column] ?? null);
  return { place, id, values, campaign, key: key ?? undefined, line, provider: provider ?? undefined };
}

function isOutdated({ place, values }: OutdatedRow, newest: string): boolean {
  const [first = "", second = "", third = ""] = values;
  if (first === null) return false;
  switch (place) {
    case "requests":
      return rowsWaiting(String(first)).some(({ contacts = [], variables = {}, box }) => {
        if (box !== undefined) return !box.startsWith(newest);
        return contacts.length > 0 || Object.keys(variables).length > 0;
      });
    case "people":
      return third === null ? first !== "[]" || second !== "{}" : !String(third).startsWith(newest);
    case "refusals":
      return second === null ? first !== "[]" : !String(second).startsWith(newest);
    case "inbox":
      return textsOfItem(String(first)).some((text) => !text.startsWith(newest));
    default:
      return !begins(first as string | Uint8Array, newest);
  }
}

type WaitingRow = Partial<Pick<EnrollRow & KeptRefusal, "contacts" | "variables" | "box">>;

function rowsWaiting(body: string): readonly WaitingRow[] {
  const { chunk, input } = JSON.parse(body) as Partial<
    Record<"chunk" | "input", { readonly rows?: readonly WaitingRow[]; readonly refused?: readonly WaitingRow[] }>
  >;
  return [...(chunk?.rows ?? []), ...(chunk?.refused ?? []), ...(input?.rows ?? [])];
}

function textsOfItem(item: string): string[] {
  const { type, from, text, detail } = JSON.parse(item) as Readonly<Record<string, string | undefined>>;
  if (type === "reply") return [from ?? "", text ?? ""];
  return detail === undefined ? [] : [detail];
}

function begins(value: string | Uint8Array, start: string): boolean {
  if (typeof value === "string") return value.startsWith(start);
  return isEncrypted(value) && Buffer.from(value.subarray(0, start.length)).toString("latin1") === start;
}

async function outdated(sql: Sql, newest: string, cursor: string | undefined) {
  const [first] = ENCRYPTED_PLACES;
  const { table: place, through } = placeAmong(ENCRYPTED_PLACES, cursor) ?? { table: first, through: "" };
  const found = await sql.all<Parameters<typeof encryptedRow>[1]>(encryptedBatch(place), Number(through));
  const rows = found.map((row) => encryptedRow(place, row)).filter((row) => isOutdated(row, newest));
  const { batch, maxBytes } = ENCRYPTED_TABLES[place];
  const isThrough = maxBytes === undefined && found.length < batch;
  const last = isThrough ? undefined : found.at(-1)?.id;
  return { rows, cursor: cursorBehind(ENCRYPTED_PLACES, place, last) };
}

const WRITER = "update replies set digest = $1 where inbox = $2 and enrollment = 0";

/** Writes one statement per row, because re-encryption is rare and no caller waits for it. */
async function rewrite({ sql }: Work, rows: readonly RewrittenRow[]): Promise<number> {
  let written = 0;
  for (const { place, id, values, rewritten, digests } of rows.toSorted((a, b) => a.id - b.id)) {
    const { columns, digests: hashes } = ENCRYPTED_TABLES[place];
    const named = digests?.join(" ");
    const isNamed = hashes !== undefined && named !== undefined;
    const sets = (isNamed ? [...columns, hashes] : columns).map((name, index) => `${name} = $${index + 2}`);
    const same = columns.map((name, index) => `and ${name} is not distinct from $${sets.length + index + 2}`);
    const update = `update ${place} set ${sets.join(", ")} where id = $1 ${same.join(" ")}`;
    if ((await sql.run(update, id, ...rewritten, ...(isNamed ? [named] : []), ...values)) === 0) continue;
    written += 1;
    if (place === "inbox" && named !== undefined) await sql.run(WRITER, named, id);
  }
  return written;
}
