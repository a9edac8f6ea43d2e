import { forget, isOpen } from "@relance/rules";
import type { PersonKey } from "@relance/spec";
import { hashesOf } from "../people/contact-hashes.ts";
import { addressesIn, forgottenKey, forgottenPerson, textsIn } from "../people/forgotten.ts";
import { before } from "../people/person-changes.ts";
import { dropKeys } from "../people/person-keys.ts";
import { listOf, numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { attemptsOf } from "./attempts-of.ts";
import { clearInbox } from "./clear-inbox.ts";
import type { FoundMatter } from "./find-matters.ts";

const EMPTY = `update people as p set key = u.key, person = u.person, contacts = '[]', digests = '', variables = '{}',
  locale = null, timezone = null, line = 0, salt = null from unnest($1::bigint[], $2::text[], $3::text[]) u (id, key, person) where p.id = u.id`;
const ANSWERS = `update acknowledgements set key = null, shown = null, source_id = 'forgotten:' || id
  where enrollment = any($1::bigint[]) and enrollment > 0`;
const HASHES = "delete from contact_hashes where hash = any($1::bigint[]) and enrollment = any($2::bigint[])";
const IMPORTS = "update imports set name = 'forgotten:' || id where id = any($1::int[])";
const REPLIES = "select inbox from replies where enrollment = any($1::bigint[])";
const CAPTURED = "delete from outbox where attempt = any($1::bigint[]) returning address, content";

/** What was taken out of some matters. */
export interface EmptiedMatters {
  readonly cancelled: number;
  readonly texts: readonly string[];
  readonly keys: readonly PersonKey[];
}

/** Ends matters of people who are to be forgotten, and takes out everything beside the rows that says whose they are. */
export async function emptyMatters(work: Work, found: readonly FoundMatter[]): Promise<EmptiedMatters> {
  if (found.length === 0) return { cancelled: 0, texts: [], keys: [] };
  const { sql } = work;
  const own = found.map(({ id }) => id);
  const ids = listOf(own);
  const held = await work.rows.lock(own);
  const cancelled = held.filter(isOpen).length;
  for (const row of held) {
    const was = before(row);
    work.save(row, was, forget(row));
  }
  const standIns = listOf(own.map(forgottenKey));
  await sql.run(EMPTY, ids, standIns, listOf(found.map(({ tombstone }) => forgottenPerson(tombstone))));
  await sql.run(ANSWERS, ids);
  const digests = found.flatMap(({ digests }) => (digests === "" ? [] : digests.split(" ")));
  await sql.run(HASHES, listOf(hashesOf(digests)), ids);
  const sends = found.filter(({ person }) => person !== null);
  await sql.run(IMPORTS, listOf(sends.map((matter) => matter.import)));
  const replies = (await sql.rows(REPLIES, ids)).map((row) => numberAt(row, 0));
  const said = await clearInbox(work, replies);
  const captured = await sql.rows(CAPTURED, listOf(await attemptsOf(sql, own)));
  const keys = await dropKeys(
    sql,
    found.flatMap(({ contacts, variables }) => [contacts, variables]),
  );
  return { cancelled, keys, texts: [...found.flatMap(textsOf), ...said, ...captured.flatMap(capturedTexts)] };
}

function textsOf({ key, person, contacts, variables }: FoundMatter): string[] {
  return [key, person ?? "", ...addressesIn(contacts), ...textsIn(variables)];
}

function capturedTexts(row: Row): string[] {
  return [row[0] as string, ...textsIn(row[1] as string)];
}
