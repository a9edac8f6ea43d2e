import type { Store } from "@relance/spec";
import { bins } from "./counts/ledger.ts";
import { readKeys } from "./people/contacts.ts";
import { openSettle, settle } from "./sending/settling.ts";
import type { Reading, Transactions, Work } from "./transaction/work.ts";
import { acknowledged } from "./verbs/acknowledge.ts";
import { audit } from "./verbs/audit.ts";
import { budget, charge, permitOver } from "./verbs/charge.ts";
import { control, noteSilences } from "./verbs/control.ts";
import { count, pendingAttempts, responseCounts, unfinished } from "./verbs/count.ts";
import { define, versions } from "./verbs/define.ts";
import { enroll, seal } from "./verbs/enroll.ts";
import { erase } from "./verbs/erase.ts";
import { escalate } from "./verbs/escalate.ts";
import { digests, events, keepSeals, sealableEvents, seals } from "./verbs/events.ts";
import { expire } from "./verbs/expire.ts";
import { heartbeat, workers } from "./verbs/heartbeat.ts";
import { incident, incidents } from "./verbs/incidents.ts";
import { lease } from "./verbs/lease.ts";
import { list, outbox } from "./verbs/list.ts";
import { queues } from "./verbs/queues.ts";
import { masterKeys, rewrite, rowsToReencrypt } from "./verbs/re-encrypt.ts";
import { read } from "./verbs/read.ts";
import { errors, receipts } from "./verbs/receipts.ts";
import { recalled, recover } from "./verbs/recover.ts";
import { acknowledgeAll, claimBehind, foldItems, recordAll } from "./verbs/repeated.ts";
import { replies } from "./verbs/replies.ts";
import { reschedule } from "./verbs/reschedule.ts";
import { resolve } from "./verbs/resolve.ts";
import { restored } from "./verbs/restored.ts";
import { retain } from "./verbs/retain.ts";
import { contactStatuses, ended, personStatuses, refsOf } from "./verbs/statuses.ts";
import { suppress, suppressions } from "./verbs/suppressions.ts";
import { recordAccess, transition } from "./verbs/transition.ts";

type Input<V extends keyof Store> = Parameters<Extract<NonNullable<Store[V]>, (...input: never[]) => unknown>>;
type Answer<V extends keyof Store> = ReturnType<Extract<NonNullable<Store[V]>, (...input: never[]) => unknown>>;

/** What only some stores have. */
type OptionalVerb = "deposit" | "arrive" | "depart" | "diagnostics" | "listen";

/** A verb that every driver has in common. */
export type SharedVerb = Exclude<keyof Store, "kind" | "open" | "close" | "migrations" | OptionalVerb>;

type Entry<V extends SharedVerb> =
  | { readonly reads: (reading: Reading, ...input: Input<V>) => Answer<V> }
  | { readonly writes: (work: Work, ...input: Input<V>) => Answer<V> }
  | { readonly runs: (transactions: Transactions, ...input: Input<V>) => Answer<V> };

/** Every shared verb, once: a snapshot is read, a transaction written, or what it takes of them run. */
const VERBS: { readonly [V in SharedVerb]: Entry<V> } = {
  acknowledged: { reads: acknowledged },
  bins: { reads: bins },
  count: { reads: count },
  digests: { reads: digests },
  ended: { reads: ended },
  errors: { reads: errors },
  events: { reads: events },
  incidents: { reads: incidents },
  contactStatuses: { reads: contactStatuses },
  queues: { reads: queues },
  sealableEvents: { reads: sealableEvents },
  list: { reads: list },
  masterKeys: { reads: masterKeys },
  outbox: { reads: outbox },
  rowsToReencrypt: { reads: rowsToReencrypt },
  pendingAttempts: { reads: pendingAttempts },
  read: { reads: read },
  receipts: { reads: receipts },
  refsOf: { reads: refsOf },
  replies: { reads: replies },
  seals: { reads: seals },
  personStatuses: { reads: personStatuses },
  suppressions: { reads: suppressions },
  responseCounts: { reads: responseCounts },
  unfinished: { reads: unfinished },
  versions: { reads: versions },
  workers: { reads: workers },
  personKeys: { reads: ({ sql }, names) => readKeys(sql, names) },
  audit: { writes: audit },
  budget: { writes: budget },
  charge: { writes: charge },
  control: { writes: control },
  define: { writes: define },
  enroll: { writes: enroll },
  erase: { writes: erase },
  escalate: { writes: escalate },
  expire: { writes: expire },
  heartbeat: { writes: heartbeat },
  incident: { writes: incident },
  keepSeals: { writes: keepSeals },
  noteSilences: { writes: noteSilences },
  transition: { writes: transition },
  recordAccess: { writes: recordAccess },
  recalled: { writes: recalled },
  recover: { writes: recover },
  reschedule: { writes: reschedule },
  resolve: { writes: resolve },
  restored: { writes: restored },
  retain: { writes: retain },
  rewrite: { writes: rewrite },
  seal: { writes: seal },
  suppress: { writes: suppress },
  lease: { writes: lease },
  acknowledge: { runs: acknowledgeAll },
  claim: { runs: claimBehind },
  fold: { runs: foldItems },
  permit: { runs: permitOver },
  record: { runs: recordAll },
  settle: {
    runs: (transactions, worker, outcomes) =>
      transactions.write((work) => settle(work, worker, outcomes), {
        opening: (context, sql) => openSettle(context, sql, outcomes),
      }),
  },
};

/** Names of the shared verbs. */
export const SHARED_VERBS: readonly SharedVerb[] = Object.keys(VERBS) as SharedVerb[];

/** The verbs over the transactions of a database. */
export function sharedVerbs(transactions: () => Transactions): Pick<Store, SharedVerb> {
  type Run<T> = (place: T, ...input: readonly unknown[]) => Promise<unknown>;
  const entries = VERBS as unknown as Record<
    string,
    { readonly reads?: Run<Reading>; readonly writes?: Run<Work>; readonly runs?: Run<Transactions> }
  >;
  const verbs = Object.entries(entries).map(([name, { reads, writes, runs }]) => [
    name,
    async (...input: readonly unknown[]) => {
      if (reads !== undefined) return transactions().read((reading) => reads(reading, ...input));
      if (writes !== undefined) return transactions().write((work) => writes(work, ...input));
      return runs?.(transactions(), ...input);
    },
  ]);
  return Object.fromEntries(verbs) as Pick<Store, SharedVerb>;
}
