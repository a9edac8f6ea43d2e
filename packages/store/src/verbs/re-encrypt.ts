import {
  ENCRYPTED,
  ENCRYPTED_PLACES,
  type EncryptedPlace,
  type EnrollRow,
  isEncrypted,
  masterKeysIn,
  type OutdatedRow,
  type PersonKey,
  type ReencryptInput,
  type ReencryptPage,
  type RewrittenRow,
} from "@relance/spec";
import { keepKeys } from "../rows/contacts.ts";
import { cursorBehind, placeAmong } from "../rows/page-of.ts";
import type { Value } from "../rows/sql.ts";
import type { Reading, Work } from "../work/work.ts";

/** Table, prefix of its ciphertexts, and the condition of its index, word for word. */
const PLACES = [
  ["person_keys", "substr(wrapped, 1, 13)", "substr(wrapped, 1, 4) = '~1.m'"],
  ["outbox", "substr(address, 1, 13)", "substr(address, 1, 4) = '~1.m'"],
  ["raw", "substr(bytes, 1, 13)", "substr(bytes, 1, 4) = '\\x7e312e6d'::bytea"],
  ["inbox", `substr(item, strpos(item, '"from":"~1.m') + 8, 13)`, `strpos(item, '"from":"~1.m') > 0`],
  ["inbox", `substr(item, strpos(item, '"detail":"~1.m') + 10, 13)`, `strpos(item, '"detail":"~1.m') > 0`],
] as const;

/** From each prefix to the next: as many look-ups as there are master keys, however many rows. */
const STATEMENTS = PLACES.map(([table, start, isThere]) => {
  const next = (and: string) => `(select ${start} from ${table} where ${isThere} ${and} order by ${start} limit 1)`;
  return `with recursive found (start) as (select ${next("")} union all
    select ${next(`and ${start} > found.start`)} from found where found.start is not null)
    select start from found where start is not null`;
});

/** Requests in callers' transactions: few, not executed yet or set aside. */
const textOf = (start: unknown): string =>
  start instanceof Uint8Array ? Buffer.from(start).toString("latin1") : String(start);

const WAITING = "select body from requests";
const WRAPPED = /"personKey":\{"name":"[A-Za-z0-9_-]{16}","wrapped":"(~1\.m[A-Za-z0-9_-]{8}\.)/g;

export async function masterKeys({ sql }: Reading): Promise<string[]> {
  const starts: string[] = [];
  for (const statement of STATEMENTS) for (const [start] of await sql.rows(statement)) starts.push(textOf(start));
  for (const [body] of await sql.rows(WAITING))
    for (const [, start = ""] of String(body).matchAll(WRAPPED)) starts.push(start);
  return masterKeysIn(starts);
}

/** How the scan of encrypted values reads and writes one table. */
interface EncryptedTable {
  readonly id: string;
  /** Returned, then compared and replaced. */
  readonly columns: readonly string[];
  /** After the columns: the row's recipient, as {@link outdatedRow} reads it. */
  readonly owner?: readonly string[] | undefined;
  /** After these: the item's provider. */
  readonly provider?: string | undefined;
  /** Column of its keyed hashes, separated by spaces. */
  readonly digests?: string | undefined;
  /** Most rows per batch. */
  readonly batch: number;
  /** Most bytes per batch: requests have any size. */
  readonly maxBytes?: number | undefined;
}

const MEGABYTE = 1_048_576;
const OWNER = ["campaign", "key", "line"];

const ENCRYPTED_TABLES: Readonly<Record<EncryptedPlace, EncryptedTable>> = {
  requests: { id: "id", columns: ["body"], batch: 200, maxBytes: MEGABYTE },
  raw: { id: "id", columns: ["bytes"], batch: 200, maxBytes: MEGABYTE },
  inbox: {
    id: "id",
    columns: ["item"],
    provider: "(select word from words where words.id = inbox.provider)",
    batch: 1_000,
  },
  outbox: { id: "id", columns: ["address", "content"], batch: 500 },
  refusals: { id: "id", columns: ["contacts"], owner: OWNER, digests: "digests", batch: 1_000 },
  people: { id: "id", columns: ["contacts", "variables"], owner: OWNER, batch: 1_000 },
  person_keys: { id: "name", columns: ["wrapped"], batch: 1_000 },
};

/** The next rows after the id in `parameter`: within the limits of rows and bytes, at least one. */
function encryptedBatch(place: EncryptedPlace, parameter: string): string {
  const { id, columns, owner = [], provider, batch, maxBytes } = ENCRYPTED_TABLES[place];
  const next = `from ${place} where ${id} > ${parameter} order by ${id} limit ${batch}`;
  if (maxBytes === undefined)
    return `select ${[id, ...columns, ...owner, ...(provider ? [provider] : [])].join(", ")} ${next}`;
  const size = columns.map((column) => `length(${column})`).join(" + ");
  return `select ${id}, ${columns.join(", ")} from ${place} where ${id} in (
    select ${id} from (select ${id}, sum(size) over (order by ${id}) - size as before
      from (select ${id}, ${size} as size ${next}) sizes) sums
    where before < ${maxBytes}) order by ${id}`;
}

/** A row of {@link encryptedBatch}; `undefined` = emptied. */
function outdatedRow(place: EncryptedPlace, [id, ...cells]: readonly unknown[]): OutdatedRow | undefined {
  const { columns, owner, provider } = ENCRYPTED_TABLES[place];
  const values = cells.slice(0, columns.length);
  if (values.includes(null)) return undefined;
  const row = { place, id: id as OutdatedRow["id"], values: values as OutdatedRow["values"] };
  if (provider !== undefined) return { ...row, provider: String(cells[columns.length] ?? "") };
  if (owner === undefined) return row;
  const [campaign, key, line] = cells.slice(columns.length);
  return { ...row, owner: { campaign: Number(campaign), key: String(key ?? ""), line: Number(line) } };
}

/** True for plain values, or an older master key. */
function isOutdated({ place, values }: OutdatedRow, newest: string): boolean {
  const [first = "", second = ""] = values;
  switch (place) {
    case "requests":
      return rowsWaiting(String(first)).some((one) => isOutdatedRow(one, newest));
    case "people":
      return isReadableJson(first, "[]") || isReadableJson(second, "{}");
    case "refusals":
      return isReadableJson(first, "[]");
    case "inbox":
      return textsOfItem(String(first)).some((text) => !text.startsWith(newest));
    default:
      return !begins(first, newest);
  }
}

type WaitingRow = Partial<Pick<EnrollRow, "contacts" | "variables" | "personKey">>;

/** Recipients in a waiting request, including refused ones. */
function rowsWaiting(body: string): readonly WaitingRow[] {
  const { chunk, input } = JSON.parse(body) as Partial<
    Record<"chunk" | "input", { readonly rows?: readonly WaitingRow[]; readonly refused?: readonly WaitingRow[] }>
  >;
  return [...(chunk?.rows ?? []), ...(chunk?.refused ?? []), ...(input?.rows ?? [])];
}

function isOutdatedRow({ contacts = [], variables = {}, personKey }: WaitingRow, newest: string): boolean {
  if (personKey !== undefined) return !personKey.wrapped.startsWith(newest);
  return contacts.length > 0 || Object.keys(variables).length > 0;
}

/** Values under a recipient's key stay: that key is wrapped again. */
function isReadableJson(value: string | Uint8Array, empty: string): boolean {
  return value !== empty && !String(value).includes(`"${ENCRYPTED}`);
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

/** The sender of a reply who is not enrolled. */
const WRITER = "update replies set digest = $1 where inbox = $2 and enrollment = 0";

/** Rows to encrypt, or to re-encrypt with the newest master key, in one batch of a full scan. */
export async function rowsToReencrypt({ sql }: Reading, { newest, cursor }: ReencryptInput): Promise<ReencryptPage> {
  const [first] = ENCRYPTED_PLACES;
  const { table: place, through } = placeAmong(ENCRYPTED_PLACES, cursor) ?? { table: first, through: "" };
  const cells = await sql.rows(encryptedBatch(place, "$1"), place === "person_keys" ? through : Number(through));
  const rows = cells.flatMap((row) => outdatedRow(place, row) ?? []).filter((row) => isOutdated(row, newest));
  const { batch, maxBytes } = ENCRYPTED_TABLES[place];
  const isThrough = maxBytes === undefined && cells.length < batch;
  const last = isThrough ? undefined : (cells.at(-1)?.[0] as OutdatedRow["id"] | undefined);
  return { rows, cursor: cursorBehind(ENCRYPTED_PLACES, place, last) };
}

/**
 * Writes replacements unless the row changed meanwhile. Returns how many. One statement per row: it runs once in a
 * secret's life, and no caller waits.
 */
export async function rewrite({ sql }: Work, rows: readonly RewrittenRow[]): Promise<number> {
  const keys: PersonKey[] = [];
  let written = 0;
  for (const row of [...rows].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const named = row.digests?.join(" ") ?? null;
    if ((await sql.run(updateOf(row), ...valuesOf(row, named))) === 0) continue;
    written += 1;
    if (row.personKey !== undefined) keys.push(row.personKey);
    if (row.place === "inbox" && named !== null) await sql.run(WRITER, named, row.id);
  }
  await keepKeys(sql, keys);
  return written;
}

function updateOf({ place }: RewrittenRow): string {
  const { id, columns, digests } = ENCRYPTED_TABLES[place];
  const changed = digests === undefined ? columns : [...columns, digests];
  const sets = changed.map((name, index) => `${name} = $${index + 2}`);
  const same = columns.map((name, index) => `and ${name} = $${changed.length + index + 2}`);
  return `update ${place} set ${sets.join(", ")} where ${id} = $1 ${same.join(" ")}`;
}

function valuesOf({ place, id, values, rewritten }: RewrittenRow, named: string | null): Value[] {
  const hashes = ENCRYPTED_TABLES[place].digests === undefined ? [] : [named];
  return [id, ...rewritten, ...hashes, ...values] as Value[];
}
