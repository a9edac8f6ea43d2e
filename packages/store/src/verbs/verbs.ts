import type { PlainStore } from "../codec/plain-store.ts";
import { bins } from "../moves/ledger.ts";
import { openSettling, settleAll } from "../moves/settling.ts";
import { EventLog } from "../rows/event-log.ts";
import type { Reading, Transactions, Work } from "../work/work.ts";
import { audit } from "./audit.ts";
import { budget, charge, permitOver } from "./charge.ts";
import { control } from "./control.ts";
import { count, pendingAttempts, responseCounts } from "./count.ts";
import { define, versions } from "./define.ts";
import { encrypted } from "./encrypted.ts";
import { enroll, seal } from "./enroll.ts";
import { erase } from "./erase.ts";
import { escalate } from "./escalate.ts";
import { eventDetails, events, keepSeals, seals } from "./events.ts";
import { expire } from "./expire.ts";
import { heartbeat, workers } from "./heartbeat.ts";
import { incident, incidents } from "./incidents.ts";
import { lease } from "./lease.ts";
import { list, outbox } from "./list.ts";
import { pluginSql } from "./plugin-sql.ts";
import { queues } from "./queues.ts";
import { read } from "./read.ts";
import { recover } from "./recover.ts";
import { acknowledgeAll, claimBehind, foldItems, recordAll } from "./repeated.ts";
import { replies } from "./replies.ts";
import { reschedule } from "./reschedule.ts";
import { resolve } from "./resolve.ts";
import { restored } from "./restored.ts";
import { retain } from "./retain.ts";
import { statuses } from "./statuses.ts";
import { suppress, suppressions } from "./suppressions.ts";
import { transition } from "./transition.ts";

type Verb<V extends keyof PlainStore> = Extract<NonNullable<PlainStore[V]>, (...input: never[]) => unknown>;
type Input<V extends keyof PlainStore> = Parameters<Verb<V>>;
type Answer<V extends keyof PlainStore> = ReturnType<Verb<V>>;

type OptionalVerb = "deposit" | "arrive" | "depart" | "diagnostics" | "listen";

export type SharedVerb = Exclude<keyof PlainStore, "kind" | "open" | "close" | "migrations" | OptionalVerb>;

type Entry<V extends SharedVerb> =
  | { readonly reads: (reading: Reading, ...input: Input<V>) => Answer<V> }
  | { readonly writes: (work: Work, ...input: Input<V>) => Answer<V> }
  | { readonly runs: (transactions: Transactions, ...input: Input<V>) => Answer<V> };

/** Every shared verb, as a read of one snapshot, a write transaction, or a function that uses several of them. */
const VERBS: { readonly [V in SharedVerb]: Entry<V> } = {
  bins: { reads: bins },
  count: { reads: count },
  events: { reads: events },
  incidents: { reads: incidents },
  queues: { reads: queues },
  eventDetails: { reads: eventDetails },
  list: { reads: list },
  now: { reads: async ({ now }) => now },
  outbox: { reads: outbox },
  pendingAttempts: { reads: pendingAttempts },
  read: { reads: read },
  replies: { reads: replies },
  seals: { reads: seals },
  statuses: { reads: statuses },
  suppressions: { reads: suppressions },
  responseCounts: { reads: responseCounts },
  versions: { reads: versions },
  workers: { reads: workers },
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
  transition: { writes: transition },
  recover: { writes: recover },
  reschedule: { writes: reschedule },
  resolve: { writes: resolve },
  restored: { writes: restored },
  retain: { writes: retain },
  encrypted: { runs: encrypted },
  seal: { writes: seal },
  suppress: { writes: suppress },
  lease: { writes: lease },
  pluginSql: { writes: pluginSql },
  acknowledge: { runs: acknowledgeAll },
  claim: { runs: claimBehind },
  fold: { runs: foldItems },
  permit: { runs: permitOver },
  record: { runs: recordAll },
  settle: {
    runs: (transactions, _worker, outcomes) =>
      transactions.write((work) => settleAll(work, outcomes, work.opening), {
        opening: ({ driver, attemptIds }, sql) => [
          ...openSettling(sql, outcomes, attemptIds),
          () => EventLog.draw(driver, sql, outcomes.length),
        ],
      }),
  },
};

/** The names of the verbs that every database shares. */
export const SHARED_VERBS: readonly SharedVerb[] = Object.keys(VERBS) as SharedVerb[];

/** The verbs over the transactions of a database. */
export function sharedVerbs(transactions: () => Transactions): Pick<PlainStore, SharedVerb> {
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
  return Object.fromEntries(verbs) as Pick<PlainStore, SharedVerb>;
}
