import type { LeafPage, LeafRow, LeavesInput } from "@relance/spec";
import { kindNumber, SEALED, type StoredLeaf, toLeaf } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";
import { numberAt } from "../transaction/sql.ts";
import { JOIN_NAMES, JOIN_SEAL, NAMES, placeOf, SEAL_FIELDS, STEERING } from "./events.ts";

const SUBMITTED = kindNumber("attempt.submitted");

const SELECT = `select v.id, v.campaign, v.enrollment, v.ver, v.kind, v.at, v.attempt, v.step, v.cause, v.extra, ${NAMES},
    nullif(lower(hex(p.salt)), '') as salt, c.name, c.occurrence, w.word as provider, x.word as answer, ${STEERING}, ${SEAL_FIELDS}, v.content,
    t.hash as template, r.bytes as raw, k.method, k.source as via, k.source_id as sourceId, k.occurred_at as occurredAt,
    k.received_at as receivedAt, k.shown
  from events v join campaigns c on c.id = v.campaign
  ${JOIN_NAMES} left join words w on w.id = v.provider
  left join words x on x.id = v.extra and v.attempt = 0 and v.kind <> ${SEALED} ${JOIN_SEAL}
  left join attempts a on v.kind = ${SUBMITTED} and a.id = v.attempt left join versions t on t.id = a.version
  left join raw r on v.attempt <> 0 and v.source <> 0 and r.id = v.source
  left join acknowledgements k on v.attempt = 0 and v.enrollment <> 0 and v.source <> 0 and k.id = v.source`;

const PAGE = `${SELECT} where v.id > ? order by v.id limit ?`;
const ONE = `${SELECT} where v.id = ?`;
const CHAIN = `with recursive chain (id) as (select last_event from enrollments where id = ? union all
  select v.prev from events v join chain on v.id = chain.id where v.prev <> 0) select id from chain order by id`;

/**
 * Events with what is only committed to: those behind a cursor, these, or all of one person.
 * @throws {StoreError} `events/cursor-expired`
 */
export function leaves(context: StoreContext, input: LeavesInput): LeafPage {
  const { sql, incarnation, attemptIds, clocks } = context;
  const now = Math.floor(clocks.now());
  if (input.ids !== undefined) return { rows: named(context, input.ids), cursor: "", now };
  if (input.enrollment !== undefined)
    return { rows: named(context, idsOf(context, input.enrollment)), cursor: "", now };
  const { cursor = "", limit } = input;
  const from = cursor === "" ? 0 : placeOf(context, cursor);
  const rows = sql.all<StoredLeaf>(PAGE, from, limit);
  return {
    rows: rows.map((row) => toLeaf(row, attemptIds)),
    cursor: `${incarnation}.${rows.at(-1)?.id ?? from}`,
    now,
  };
}

function named({ sql, attemptIds }: StoreContext, ids: readonly number[]): LeafRow[] {
  return ids.flatMap((id) => {
    const row = sql.one<StoredLeaf>(ONE, id);
    return row === undefined ? [] : [toLeaf(row, attemptIds)];
  });
}

function idsOf({ sql }: StoreContext, enrollment: number): number[] {
  return sql.rows(CHAIN, enrollment).map((row) => numberAt(row, 0));
}
