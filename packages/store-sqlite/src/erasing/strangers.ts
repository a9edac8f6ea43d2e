import type { PersonKey } from "@relance/spec";
import { type StrangerName, textForms } from "@relance/store";
import { dropKeys } from "../people/person-keys.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { clearInbox } from "./clear-inbox.ts";

/** What came in and found nobody: not applied yet, without a known attempt, or set aside. */
const UNPLACED = `select i.id from inbox i join raw r on r.id = i.raw
  where (i.fold = 0 or (i.fold = 2 and i.ref is not null) or i.fold = 3)`;
const IN_BYTES = `${UNPLACED} and instr(r.bytes, cast(? as blob)) > 0`;
const MENTIONED = `${UNPLACED} and ?1 <> '' and instr(r.mentions, ?1) > 0`;

/** Replies from nobody who was enrolled then. */
const UNKNOWN = `select i.id from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and (r.digest = ?1 or json_extract(i.item, '$.from') = ?2)`;

const UNNAME = "update replies set digest = null where enrollment = 0 and digest = ?";

const KEYLESS = `select id, contacts from refusals where key is null and contacts is not null
  and (instr(contacts, ?1) > 0 or (?2 <> '' and instr(digests, ?2) > 0))`;
const CLEAR_KEYLESS = "update refusals set contacts = null, digests = null, advice = '' where id = ?";

/** What stood under addresses alone. */
export interface ClearedStrangers {
  readonly texts: readonly string[];
  readonly keys: readonly PersonKey[];
}

const UNNAME_ONE = "update replies set digest = null where inbox = ? and enrollment = 0";

/** Takes out what somebody found to be about these people who could read it. Answers the texts. */
export function clearFound(work: Work, ids: readonly number[]): string[] {
  return ids.flatMap((id) => {
    work.sql.run(UNNAME_ONE, id);
    return clearInbox(work, id);
  });
}

/** Takes out what stands under an address alone, because nobody knew whose it was. */
export function clearStrangers(work: Work, names: readonly StrangerName[]): ClearedStrangers {
  const { sql } = work;
  const ids = new Set<number>();
  const keys: PersonKey[] = [];
  for (const { address, digest } of names) {
    for (const form of textForms(address)) {
      for (const row of sql.rows(IN_BYTES, form)) ids.add(numberAt(row, 0));
      for (const { id, contacts } of sql.all<{ id: number; contacts: string }>(KEYLESS, form, digest)) {
        sql.run(CLEAR_KEYLESS, id);
        keys.push(...dropKeys(sql, contacts));
      }
    }
    for (const row of sql.rows(MENTIONED, digest)) ids.add(numberAt(row, 0));
    for (const row of sql.rows(UNKNOWN, digest, address)) ids.add(numberAt(row, 0));
    sql.run(UNNAME, digest);
  }
  return { texts: [...ids].flatMap((id) => clearInbox(work, id)), keys };
}
