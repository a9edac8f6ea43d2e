import type { OutdatedInput, OutdatedPage, OutdatedRow, RewrittenRow } from "@relance/spec";
import {
  ENCRYPTED_TABLES,
  encryptedAt,
  encryptedCursor,
  encryptedSlice,
  isOutdated,
  outdatedRow,
} from "@relance/store";
import { keepKey } from "../people/person-keys.ts";
import type { StoreContext } from "../transaction/context.ts";
import type { Work } from "../transaction/work.ts";

/** Of whoever wrote without being enrolled. */
const WRITER = "update replies set digest = ? where inbox = ? and enrollment = 0";

/** Rows that are to be encrypted, or under a newer master key, in one slice of a walk over everything. */
export function outdated({ sql }: StoreContext, { newest, cursor }: OutdatedInput): OutdatedPage {
  const at = encryptedAt(cursor);
  if (at.place === "requests") return { rows: [], cursor: encryptedCursor(at, []) }; // has none: a caller's transaction is another file
  const cells = sql.rows(encryptedSlice(at.place, "?"), at.through);
  const rows = cells
    .flatMap((row) => outdatedRow(at.place, row) ?? [])
    .filter((row) => isOutdated(row, newest));
  const seen = cells.map(([id]) => ({ id: id as OutdatedRow["id"] }));
  return { rows, cursor: encryptedCursor(at, seen) };
}

/** Writes what came back, where nobody changed or emptied the row meanwhile. Answers how many. */
export function rewrite(work: Work, rows: readonly RewrittenRow[]): number {
  return rows.filter((row) => rewriteOne(work, row)).length;
}

function rewriteOne({ sql }: Work, row: RewrittenRow): boolean {
  const { id, columns, digests } = ENCRYPTED_TABLES[row.place];
  const named = row.digests?.join(" ") ?? null;
  const sets = [
    ...columns.map((name) => `${name} = ?`),
    ...(digests === undefined ? [] : [`${digests} = ?`]),
  ];
  const same = columns.map((name) => `and ${name} = ?`).join(" ");
  const written = digests === undefined ? row.rewritten : [...row.rewritten, named];
  const update = `update ${row.place} set ${sets.join(", ")} where ${id} = ? ${same}`;
  if (sql.run(update, ...written, row.id, ...row.values) === 0) return false;
  if (row.personKey !== undefined) keepKey(sql, row.personKey.name, row.personKey.wrapped);
  if (row.place === "inbox" && named !== null) sql.run(WRITER, named, row.id);
  return true;
}
