export { AttemptIds } from "./attempt-ids.ts";
/** What every store does alike. Stores build on it; applications never need it. */

export * from "./answers/answer-item.ts";
export * from "./answers/row-answer.ts";
export * from "./campaign-states.ts";
export * from "./clock-jump.ts";
export * from "./counts/bin-counts.ts";
export * from "./counts/bin-rows.ts";
export * from "./counts/counter-deltas.ts";
export * from "./counts/counter-kinds.ts";
export * from "./counts/event-rows.ts";
export * from "./counts/leaf-rows.ts";
export * from "./counts/ledger.ts";
export { COUNTED, countAttempts, countPeople, Recount } from "./counts/recounting.ts";
export * from "./due/liveness-findings.ts";
export * from "./earliest.ts";
export * from "./enroll/chunk-answer.ts";
export * from "./enroll/enrolled.ts";
export * from "./enroll/import-totals.ts";
export * from "./enroll/refusal.ts";
export * from "./enroll/row-objection.ts";
export * from "./enroll/takers.ts";
export * from "./enroll/too-late.ts";
export { cursorExpired, eventNumberIn, eventsByNumber } from "./events/by-number.ts";
export * from "./group-commit.ts";
export * from "./inbox/answer-facts.ts";
export type { Aside } from "./inbox/aside.ts";
export * from "./inbox/attempt-facts.ts";
export * from "./inbox/deafness.ts";
export * from "./inbox/evidence-masks.ts";
export * from "./inbox/evidence-number.ts";
export * from "./inbox/hint-detail.ts";
export * from "./inbox/inbox-facts.ts";
export * from "./inbox/receipt-folding.ts";
export * from "./inbox/reply-reading.ts";
export * from "./inbox/reply-row.ts";
export * from "./inbox/reply-sense.ts";
export type { ReportEntry } from "./inbox/report-entry.ts";
export * from "./inbox/reported-rows.ts";
export { MAX_TRIES } from "./inbox/requests.ts";
export { sorted } from "./inbox/sorting.ts";
export * from "./inbox/unplaced-slice.ts";
export * from "./lanes/budget-row.ts";
export * from "./lanes/closed-walks.ts";
export * from "./lanes/fair-shares.ts";
export * from "./lanes/gate-move.ts";
export * from "./lanes/lane-holds.ts";
export * from "./lanes/lane-leads.ts";
export * from "./lanes/lane-order.ts";
export * from "./lanes/lane-pace.ts";
export * from "./lanes/lane-rows.ts";
export * from "./lanes/lane-standing.ts";
export * from "./lanes/new-lanes.ts";
export * from "./lanes/slice-lanes.ts";
export * from "./lanes/slice-walks.ts";
export * from "./lanes/slowed-provider.ts";
export * from "./lanes/steer-lanes.ts";
export * from "./lanes/stored-lane.ts";
export { refuseMadeBefore } from "./made-before.ts";
export { hashesOf } from "./people/contact-hashes.ts";
export * from "./people/contacts.ts";
export * from "./people/forgotten.ts";
export * from "./people/hand-move.ts";
export * from "./people/hot-row.ts";
export * from "./people/lookup-hash.ts";
export * from "./people/person-changes.ts";
export * from "./people/person-row.ts";
export * from "./people/recovery.ts";
export { HOT_COLUMNS } from "./people/row.ts";
export * from "./people/unsent-moments.ts";
export * from "./retention/encrypted-places.ts";
export * from "./retention/retention-stages.ts";
export { type OpenLane, PERSON } from "./sending/ready-rows.ts";
export * from "./storable.ts";
export * from "./suppressions/suppression-row.ts";
export * from "./suppressions/suppression-rule.ts";
export { asGroup } from "./transaction/as-group.ts";
export { type Instant, instantOf, READ_CLOCK, type StoreClock } from "./transaction/clocks.ts";
export type { Settings, StoreContext } from "./transaction/context.ts";
export {
  type Driver,
  EVENT_BLOCK,
  type EventQuery,
  ID_BLOCKS,
  type IdKind,
  type LaneShare,
  type NextReadyQuery,
  OUTER_SEQUENCES,
  type ReadyQuery,
} from "./transaction/driver.ts";
export { forgetTakenBack, newContext } from "./transaction/new-context.ts";
export { Reading } from "./transaction/reading.ts";
export { List, listOf, numberAt, type Row, type Sql, type Value } from "./transaction/sql.ts";
export type { Cell, ChangedColumn, Column, ColumnType, Statement } from "./transaction/statement.ts";
export { steadyNow } from "./transaction/steady-now.ts";
export type { Opening, Transactions } from "./transaction/transactions.ts";
export { Work } from "./transaction/work.ts";
export { acknowledge, acknowledgeEarly } from "./verbs/acknowledge.ts";
export { DUE } from "./verbs/audit.ts";
export { count } from "./verbs/count.ts";
export { define } from "./verbs/define.ts";
export { enroll } from "./verbs/enroll.ts";
export { escalate } from "./verbs/escalate.ts";
export { events } from "./verbs/events.ts";
export { AT_ONCE_MS, VOID_AFTER_MS } from "./verbs/permit.ts";
export { record } from "./verbs/record.ts";
export { type ReplyEntry, recordReplies } from "./verbs/record-replies.ts";
export { claimBehind, foldItems } from "./verbs/repeated.ts";
export { lifeOf, startNumbers } from "./verbs/restored.ts";
export { suppress } from "./verbs/suppress.ts";
export { SHARED_VERBS, type SharedVerb, sharedVerbs } from "./verbs.ts";
export * from "./version-facts.ts";
export * from "./worker-lease.ts";
export { refuseWhileAlive } from "./workers/live-workers.ts";
export { NO_PROCESSES, type Processes } from "./workers/processes.ts";
