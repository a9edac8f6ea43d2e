import type { LeafPage, LeavesInput } from "@relance/spec";
import { kindNumber } from "../counts/event-rows.ts";
import { type StoredLeaf, toLeaf } from "../counts/leaf-rows.ts";
import type { Reading } from "../transaction/reading.ts";
import { listOf } from "../transaction/sql.ts";
import { EVENT_FIELDS, JOIN_WORDS } from "./events.ts";

const FIELDS = `${EVENT_FIELDS}, encode(p.salt, 'hex') as salt, v.content, t.hash as template, r.bytes as raw, k.method,
    k.source as via, k.source_id as "sourceId", k.occurred_at as "occurredAt", k.received_at as "receivedAt", k.shown`;
const JOIN = `${JOIN_WORDS}
    left join attempts a on v.kind = ${kindNumber("attempt.submitted")} and a.id = v.attempt
    left join versions t on t.id = a.version
    left join raw r on v.attempt <> 0 and v.source <> 0 and r.id = v.source
    left join acknowledgements k on v.attempt = 0 and v.enrollment <> 0 and v.source <> 0 and k.id = v.source`;
const NAMED = `select ${FIELDS} from unnest($1::bigint[]) with ordinality n (id, place) join events v on v.id = n.id
  ${JOIN} order by n.place`;
const OWN = `with recursive chain (id) as (select last_event from enrollments where id = $1 union all
    select e.prev from events e join chain on e.id = chain.id where e.prev <> 0)
  select ${FIELDS} from chain n join events v on v.id = n.id ${JOIN} order by v.id`;

/**
 * Events with what is only committed to: those behind a cursor, these, or all of one person.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function leaves(reading: Reading, input: LeavesInput): Promise<LeafPage> {
  const { context, sql, now } = reading;
  const leafOf = (row: StoredLeaf) => toLeaf(row, context.attemptIds);
  if (input.ids !== undefined) {
    const named = await sql.all<StoredLeaf>(NAMED, listOf(input.ids));
    return { rows: named.map(leafOf), cursor: "", now };
  }
  if (input.enrollment !== undefined) {
    const own = await sql.all<StoredLeaf>(OWN, input.enrollment);
    return { rows: own.map(leafOf), cursor: "", now };
  }
  const { rows, cursor } = await context.driver.eventPage<StoredLeaf>(sql, {
    ...input,
    incarnation: context.incarnation,
    fields: FIELDS,
    join: JOIN,
  });
  return { rows: rows.map(leafOf), cursor, now };
}
