import type { LeafPage, LeavesInput } from "@relance/spec";
import { type StoredLeaf, toLeaf } from "@relance/store-kit";
import { numbers } from "../literals.ts";
import type { Reading } from "../reading.ts";
import { EVENT_FIELDS, JOIN_WORDS, pageOf, readPage } from "./events.ts";

const FIELDS = `${EVENT_FIELDS}, encode(p.salt, 'hex') as salt`;
const PAGE = pageOf(FIELDS);
const NAMED = `select ${FIELDS} from unnest($1::bigint[]) with ordinality n (id, place) join events v on v.id = n.id
  ${JOIN_WORDS} order by n.place`;
const OWN = `with recursive chain (id) as (select last_event from enrollments where id = $1 union all
    select e.prev from events e join chain on e.id = chain.id where e.prev <> 0)
  select ${FIELDS} from chain n join events v on v.id = n.id ${JOIN_WORDS} order by v.id`;

/**
 * Events with what is only committed to: those behind a cursor, these, or all of one person.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function leaves(reading: Reading, input: LeavesInput): Promise<LeafPage> {
  const { sql, now } = reading;
  if (input.ids !== undefined) {
    const named = await sql.all<StoredLeaf>(NAMED, numbers(input.ids));
    return { rows: named.map(toLeaf), cursor: "", now };
  }
  if (input.enrollment !== undefined) {
    const own = await sql.all<StoredLeaf>(OWN, input.enrollment);
    return { rows: own.map(toLeaf), cursor: "", now };
  }
  const { rows, cursor } = await readPage<StoredLeaf>(reading, PAGE, input);
  return { rows: rows.map(toLeaf), cursor, now };
}
