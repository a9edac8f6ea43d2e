import { textForms } from "@relance/store-kit";
import { byteStrings, texts } from "../literals.ts";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";
import { clearInbox } from "./clear-inbox.ts";

/** What came in and found nobody: not applied yet, without a known attempt, or set aside. */
const UNPLACED = `select i.id from inbox i join raw r on r.id = i.raw
  where (i.fold = 0 or (i.fold = 2 and i.ref is not null) or i.fold = 3)
  and exists (select 1 from unnest($1::bytea[]) f (form) where position(f.form in r.bytes) > 0)`;

/** Replies from nobody who was enrolled then. The text is looked at before it is read: not every one can be. */
const UNKNOWN = `select i.id, i.item from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and exists (select 1 from unnest($1::text[]) f (form) where strpos(i.item, f.form) > 0)`;

const KEYLESS = `update refusals set contacts = null, advice = '' where key is null and contacts is not null
  and exists (select 1 from unnest($1::text[]) f (form) where strpos(contacts, f.form) > 0)`;

/** Takes out what stands under an address alone, because nobody knew whose it was. Answers the texts. */
export async function clearStrangers(work: Work, addresses: ReadonlySet<string>): Promise<string[]> {
  if (addresses.size === 0) return [];
  const { sql } = work;
  const forms = [...addresses].flatMap(textForms);
  const bytes = byteStrings(forms.map((form) => Buffer.from(form)));
  const unplaced = (await sql.rows(UNPLACED, bytes)).map((row) => numberAt(row, 0));
  const unknown = (await sql.rows(UNKNOWN, texts(forms)))
    .filter((row) => addresses.has((JSON.parse(row[1] as string) as { from: string }).from))
    .map((row) => numberAt(row, 0));
  await sql.run(KEYLESS, texts(forms));
  return clearInbox(work, [...new Set([...unplaced, ...unknown])]);
}
