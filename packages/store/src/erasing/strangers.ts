import type { PersonKey } from "@relance/spec";
import { type StrangerName, textForms } from "../people/forgotten.ts";
import { dropKeys } from "../people/person-keys.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { clearInbox } from "./clear-inbox.ts";

/** What came in and found nobody: not applied yet, without a known attempt, or set aside. */
const UNPLACED = `select i.id from inbox i join raw r on r.id = i.raw
  where (i.fold = 0 or (i.fold = 2 and i.ref is not null) or i.fold = 3)
  and (exists (select 1 from unnest($1::text[]) f (form) where position(decode(f.form, 'hex') in r.bytes) > 0)
    or exists (select 1 from unnest($2::text[]) m (digest) where strpos(' ' || r.mentions || ' ', ' ' || m.digest || ' ') > 0))`;

/** Replies from nobody who was enrolled then. The text is looked at before it is read: not every one can be. */
const UNKNOWN = `select i.id, i.item, r.digest from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and (r.digest = any($2::text[])
    or exists (select 1 from unnest($1::text[]) f (form) where strpos(i.item, f.form) > 0))`;

const UNNAME = "update replies set digest = null where enrollment = 0 and digest = any($1::text[])";

const KEYLESS = `select id, contacts from refusals where key is null and contacts is not null
  and (exists (select 1 from unnest($1::text[]) f (form) where strpos(contacts, f.form) > 0)
    or exists (select 1 from unnest($2::text[]) m (digest) where strpos(' ' || digests || ' ', ' ' || m.digest || ' ') > 0))
  for update`;
const CLEAR_KEYLESS =
  "update refusals set contacts = null, digests = null, advice = '' where id = any($1::bigint[])";

/** What stood under addresses alone. */
export interface ClearedStrangers {
  readonly texts: readonly string[];
  readonly keys: readonly PersonKey[];
}

const UNNAME_SOME = "update replies set digest = null where enrollment = 0 and inbox = any($1::bigint[])";

/** Takes out what somebody found to be about these people who could read it. Answers the texts. */
export async function clearFound(work: Work, ids: readonly number[]): Promise<string[]> {
  if (ids.length > 0) await work.sql.run(UNNAME_SOME, listOf(ids));
  return clearInbox(work, ids);
}

/** Takes out what stands under an address alone, because nobody knew whose it was. */
export async function clearStrangers(work: Work, names: readonly StrangerName[]): Promise<ClearedStrangers> {
  if (names.length === 0) return { texts: [], keys: [] };
  const { sql } = work;
  const addresses = new Set(names.map(({ address }) => address));
  const digests = new Set(names.map(({ digest }) => digest).filter((digest) => digest !== ""));
  const forms = [...addresses].flatMap(textForms);
  const bytes = listOf(forms.map((form) => Buffer.from(form).toString("hex")));
  const hashed = listOf([...digests]);
  const unplaced = (await sql.rows(UNPLACED, bytes, hashed)).map((row) => numberAt(row, 0));
  const unknown = (await sql.rows(UNKNOWN, listOf(forms), hashed))
    .filter((row) => digests.has(String(row[2])) || addresses.has(writerOf(row[1] as string | null)))
    .map((row) => numberAt(row, 0));
  await sql.run(UNNAME, hashed);
  const keyless = await sql.rows(KEYLESS, listOf(forms), hashed);
  if (keyless.length > 0) await sql.run(CLEAR_KEYLESS, listOf(keyless.map((row) => numberAt(row, 0))));
  const keys = await dropKeys(
    sql,
    keyless.map((row) => row[1] as string),
  );
  return { texts: await clearInbox(work, [...new Set([...unplaced, ...unknown])]), keys };
}

function writerOf(item: string | null): string {
  return item === null ? "" : (JSON.parse(item) as { readonly from: string }).from;
}
