import { forget, isOpen } from "@relance/rules";
import type { PersonKey } from "@relance/spec";
import {
  addressesIn,
  before,
  forgottenKey,
  forgottenPerson,
  type StrangerName,
  strangerNames,
  textsIn,
} from "@relance/store";
import { dropKeys } from "../people/person-keys.ts";
import { readHot } from "../people/row.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { attemptsOf } from "./attempts-of.ts";
import { clearInbox } from "./clear-inbox.ts";
import { forgetLookups } from "./forget-lookups.ts";

const PERSON = "select key, person, import, contacts, digests, variables from people where id = ?";
const EMPTY = `update people set key = ?, person = ?, contacts = '[]', digests = '', variables = '{}', locale = null,
  timezone = null, line = 0, salt = null where id = ?`;

const ANSWERS = `with recursive chain (id) as (select last_ack from enrollments where id = ? and last_ack <> 0
  union all select a.prev from acknowledgements a join chain on a.id = chain.id where a.prev <> 0)
  update acknowledgements set key = null, shown = null, source_id = 'forgotten:' || id where id in (select id from chain)`;

const CAPTURED = "select address, content from outbox where attempt = ?";

interface PersonTexts {
  readonly key: string;
  readonly person: string | null;
  readonly import: number;
  readonly contacts: string;
  readonly digests: string;
  readonly variables: string;
}

/** What was taken out of one matter. */
export interface EmptiedMatter {
  readonly wasOpen: boolean;
  readonly contacts: readonly StrangerName[];
  readonly keys: readonly PersonKey[];
  readonly texts: readonly string[];
}

/** Ends one matter of somebody who is to be forgotten, and takes out everything beside the row that says whose it is. */
export function emptyMatter(work: Work, id: number, tombstone: string): EmptiedMatter | undefined {
  const { sql } = work;
  const row = readHot(sql, id);
  const person = sql.one<PersonTexts>(PERSON, id);
  if (row === undefined || person === undefined) return undefined;
  const wasOpen = isOpen(row);
  const was = before(row);
  work.save(row, was, forget(row));
  sql.run(EMPTY, forgottenKey(id), forgottenPerson(tombstone), id);
  sql.run(ANSWERS, id);
  forgetLookups(work, [{ id, digests: person.digests }]);
  if (person.person !== null)
    sql.run("update imports set name = 'forgotten:' || id where id = ?", person.import);
  const said = sql
    .rows("select inbox from replies where enrollment = ?", id)
    .flatMap((reply) => clearInbox(work, numberAt(reply, 0)));
  const captured = attemptsOf(sql, id).flatMap((attempt) => dropCaptured(sql, attempt));
  const keys = dropKeys(sql, person.contacts, person.variables);
  const addresses = addressesIn(person.contacts);
  const own = [person.key, person.person ?? "", ...addresses, ...textsIn(person.variables)];
  const contacts = strangerNames(person.contacts, person.digests);
  return { wasOpen, contacts, keys, texts: [...own, ...said, ...captured] };
}

/** What delivery mode `capture` kept. */
function dropCaptured(sql: Sql, attempt: number): string[] {
  const texts = sql
    .all<{ address: string; content: string }>(CAPTURED, attempt)
    .flatMap(({ address, content }) => [address, ...textsIn(content)]);
  if (texts.length > 0) sql.run("delete from outbox where attempt = ?", attempt);
  return texts;
}
