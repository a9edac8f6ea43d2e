import type { OutdatedInput, OutdatedPage, OutdatedRow, PersonKey, RewrittenRow } from "@relance/spec";
import { keepKeys } from "../people/person-keys.ts";
import {
  ENCRYPTED_TABLES,
  encryptedAt,
  encryptedCursor,
  encryptedSlice,
  isOutdated,
  outdatedRow,
} from "../retention/encrypted-places.ts";
import type { Reading } from "../transaction/reading.ts";
import type { Value } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Of whoever wrote without being enrolled. */
const WRITER = "update replies set digest = $1 where inbox = $2 and enrollment = 0";

/** Rows that are to be encrypted, or under a newer master key, in one slice of a walk over everything. */
export async function outdated({ sql }: Reading, { newest, cursor }: OutdatedInput): Promise<OutdatedPage> {
  const at = encryptedAt(cursor);
  const cells = await sql.rows(encryptedSlice(at.place, "$1"), at.through);
  const rows = cells
    .flatMap((row) => outdatedRow(at.place, row) ?? [])
    .filter((row) => isOutdated(row, newest));
  const seen = cells.map(([id]) => ({ id: id as OutdatedRow["id"] }));
  return { rows, cursor: encryptedCursor(at, seen) };
}

/**
 * Writes what came back, where nobody changed or emptied the row meanwhile. Answers how many. One statement a row: it is
 * done once in the life of a secret, and nobody waits for it.
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
