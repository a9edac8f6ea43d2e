import {
  ENCRYPTED,
  ENCRYPTED_PLACES,
  type EncryptedPlace,
  type EnrollRow,
  isEncrypted,
  type OutdatedRow,
} from "@relance/spec";

/** How a walk over what is encrypted reads and writes one table. */
export interface EncryptedTable {
  readonly id: string;
  /** What is handed out, and compared and replaced when it comes back. */
  readonly columns: readonly string[];
  /** Behind the columns: whose row it is, as {@link outdatedRow} reads it. */
  readonly owner?: readonly string[] | undefined;
  /** Where its keyed hashes stand, separated by blanks. */
  readonly digests?: string | undefined;
  /** Most rows of one slice. */
  readonly batch: number;
  /** The slice ends with the row that makes it so large: requests are of any size. */
  readonly maxBytes?: number | undefined;
}

const MEGABYTE = 1_048_576;
const OWNER = ["campaign", "key", "line"];

/** Every table in which something is encrypted. */
export const ENCRYPTED_TABLES: Readonly<Record<EncryptedPlace, EncryptedTable>> = {
  requests: { id: "id", columns: ["body"], batch: 200, maxBytes: MEGABYTE },
  raw: { id: "id", columns: ["bytes"], digests: "mentions", batch: 200, maxBytes: MEGABYTE },
  inbox: { id: "id", columns: ["item"], batch: 1_000 },
  outbox: { id: "id", columns: ["address", "content"], batch: 500 },
  refusals: { id: "id", columns: ["contacts"], owner: OWNER, digests: "digests", batch: 1_000 },
  people: { id: "id", columns: ["contacts", "variables"], owner: OWNER, batch: 1_000 },
  person_keys: { id: "name", columns: ["wrapped"], batch: 1_000 },
};

/** The next rows behind the id that stands for `parameter`: as many as the batch and its bytes allow, and one at least. */
export function encryptedSlice(place: EncryptedPlace, parameter: string): string {
  const { id, columns, owner = [], batch, maxBytes } = ENCRYPTED_TABLES[place];
  const next = `from ${place} where ${id} > ${parameter} order by ${id} limit ${batch}`;
  if (maxBytes === undefined) return `select ${[id, ...columns, ...owner].join(", ")} ${next}`;
  const size = columns.map((column) => `length(${column})`).join(" + ");
  return `select ${id}, ${columns.join(", ")} from ${place} where ${id} in (
    select ${id} from (select ${id}, sum(size) over (order by ${id}) - size as before
      from (select ${id}, ${size} as size ${next}) sizes) sums
    where before < ${maxBytes}) order by ${id}`;
}

/** A row of {@link encryptedSlice}; `undefined` = it was emptied. */
export function outdatedRow(
  place: EncryptedPlace,
  [id, ...cells]: readonly unknown[],
): OutdatedRow | undefined {
  const { columns, owner } = ENCRYPTED_TABLES[place];
  const values = cells.slice(0, columns.length);
  if (values.includes(null)) return undefined;
  const row = { place, id: id as OutdatedRow["id"], values: values as OutdatedRow["values"] };
  if (owner === undefined) return row;
  const [campaign, key, line] = cells.slice(columns.length);
  return { ...row, owner: { campaign: Number(campaign), key: String(key ?? ""), line: Number(line) } };
}

/** Where such a walk stands. */
export interface EncryptedAt {
  readonly place: EncryptedPlace;
  /** The last id that was looked at. */
  readonly through: number | string;
}

/** Such as `outbox 4711`; a cursor that says nothing begins anew. */
export function encryptedAt(cursor: string = ""): EncryptedAt {
  const [name, through = ""] = cursor.split(" ");
  const place = ENCRYPTED_PLACES.find((one) => one === name) ?? ENCRYPTED_PLACES[0];
  return { place, through: place === "person_keys" ? through : Number(through) };
}

/** Where the walk goes on behind a slice; `undefined` = it has been everywhere. */
export function encryptedCursor(
  { place }: EncryptedAt,
  rows: readonly Pick<OutdatedRow, "id">[],
): string | undefined {
  const last = rows.at(-1);
  const { batch, maxBytes } = ENCRYPTED_TABLES[place];
  const isMore = maxBytes !== undefined || rows.length >= batch;
  if (last !== undefined && isMore) return `${place} ${last.id}`;
  const next = ENCRYPTED_PLACES[ENCRYPTED_PLACES.indexOf(place) + 1];
  return next;
}

/** True where something is readable, or encrypted under an older master key. */
export function isOutdated({ place, values }: OutdatedRow, newest: string): boolean {
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

/** People of a request that waits, and those who were refused; none where it is about something else. */
function rowsWaiting(body: string): readonly WaitingRow[] {
  const { chunk } = JSON.parse(body) as {
    readonly chunk?: { readonly rows: readonly WaitingRow[]; readonly refused: readonly WaitingRow[] };
  };
  return chunk === undefined ? [] : [...chunk.rows, ...chunk.refused];
}

function isOutdatedRow({ contacts = [], variables = {}, personKey }: WaitingRow, newest: string): boolean {
  if (personKey !== undefined) return !personKey.wrapped.startsWith(newest);
  return contacts.length > 0 || Object.keys(variables).length > 0;
}

/** Under a person's key it stays as it is: that key is wrapped anew. */
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
