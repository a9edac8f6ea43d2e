import { textForms } from "@relance/store-kit";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";
import { clearInbox } from "./clear-inbox.ts";

/** What came in and found nobody: not applied yet, without a known attempt, or set aside. */
const UNPLACED = `select i.id from inbox i join raw r on r.id = i.raw
  where (i.fold = 0 or (i.fold = 2 and i.ref is not null) or i.fold = 3) and instr(r.bytes, cast(? as blob)) > 0`;

/** Replies from nobody who was enrolled then. */
const UNKNOWN = `select i.id from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and json_extract(i.item, '$.from') = ?`;

const KEYLESS = `update refusals set contacts = null, advice = ''
  where key is null and contacts is not null and instr(contacts, ?) > 0`;

/** Takes out what stands under an address alone, because nobody knew whose it was. Answers the texts. */
export function clearStrangers(work: Work, address: string): string[] {
  const { sql } = work;
  const ids = new Set<number>();
  for (const form of textForms(address)) {
    for (const row of sql.rows(UNPLACED, form)) ids.add(numberAt(row, 0));
    sql.run(KEYLESS, form);
  }
  for (const row of sql.rows(UNKNOWN, address)) ids.add(numberAt(row, 0));
  return [...ids].flatMap((id) => clearInbox(work, id));
}
