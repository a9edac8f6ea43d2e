/** Code that all stores share. Applications do not import this package. */

export type { PlainStore } from "./codec/plain-store.ts";
export { withCodec } from "./codec/with-codec.ts";
export { refuseWhileAlive } from "./moves/live-workers.ts";
export { PERSON, withPerson } from "./moves/ready-rows.ts";
export type { Deferral } from "./moves/receipt-folding.ts";
export { earliest, type Instant, READ_CLOCK, readClock, type StoreClock, steadyNow } from "./rows/clocks.ts";
export {
  forgetTakenBack,
  NO_PROCESSES,
  newContext,
  type Processes,
  type Settings,
  type StoreContext,
} from "./rows/context.ts";
export {
  type Driver,
  EVENT_BLOCK,
  type EventQuery,
  ID_BLOCKS,
  type NextReadyQuery,
  OUTER_SEQUENCES,
  type ReadyQuery,
} from "./rows/driver.ts";
export { cursorExpired, eventNumberIn, eventsByNumber } from "./rows/event-log.ts";
export { beginLife, FACT, KEEP_FACT } from "./rows/facts.ts";
export { forgottenAmong } from "./rows/forgotten.ts";
export { ANSWERS, GroupCommit, REPORTS } from "./rows/group-commit.ts";
export { firstDue, HOT_COLUMNS, readyIn } from "./rows/hot-row.ts";
export { type ReportEntry, UNREADABLE } from "./rows/inbox-facts.ts";
export { ALL_RELEASED } from "./rows/queue-holds.ts";
export { DROP_REQUESTS, MAX_TRIES, WAITING } from "./rows/receiver-downtime.ts";
export {
  type Cell,
  type Column,
  isList,
  numberAt,
  numbersIn,
  pluck,
  type Row,
  type Sql,
  type StoredRow,
  type Value,
} from "./rows/sql.ts";
export type { ChangedColumn, Statement } from "./rows/statement.ts";
export { BAD_ANSWER } from "./rows/targets.ts";
export { pageEnd } from "./rows/to-page.ts";
export { acknowledge, acknowledgeEarly } from "./verbs/acknowledge.ts";
export { COUNTED, countAttempts, countPeople, DUE, Recount } from "./verbs/audit.ts";
export { AT_ONCE_MS, permitOver, type Slots } from "./verbs/charge.ts";
export { count } from "./verbs/count.ts";
export { define } from "./verbs/define.ts";
export { enroll } from "./verbs/enroll.ts";
export { escalate } from "./verbs/escalate.ts";
export { events } from "./verbs/events.ts";
export {
  APPLIED,
  leastReader,
  pendingAmong,
  readId,
  refuseMadeBefore,
  refuseNewer,
  startNumbers,
  toScript,
} from "./verbs/mark-restored.ts";
export { record } from "./verbs/record.ts";
export { type ReplyEntry, recordReplies } from "./verbs/record-replies.ts";
export { acknowledgeGroup, asGroup, claimBehind, foldItems, sorted } from "./verbs/repeated.ts";
export { reschedule } from "./verbs/reschedule.ts";
export { suppress } from "./verbs/suppressions.ts";
export { transition } from "./verbs/transition.ts";
export { SHARED_VERBS, type SharedVerb, sharedVerbs } from "./verbs/verbs.ts";
export { type Opening, Reading, type Transactions, Work } from "./work/work.ts";
