import type { PlainStore } from "../codec/plain-store.ts";
import { openSettling, settleAll } from "../moves/settling.ts";
import { EventLog } from "../rows/event-log.ts";
import type { Reading, Transactions, Work } from "../work/work.ts";
import { audit } from "./audit.ts";
import { budget, charge, permitOver } from "./charge.ts";
import { control } from "./control.ts";
import { bins, count, pendingAttempts, responseCounts } from "./count.ts";
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
import { markRestored } from "./mark-restored.ts";
import { pluginSql } from "./plugin-sql.ts";
import { queues } from "./queues.ts";
import { read } from "./read.ts";
import { recover } from "./recover.ts";
import { acknowledgeAll, claimBehind, foldItems, recordAll } from "./repeated.ts";
import { replies } from "./replies.ts";
import { reschedule } from "./reschedule.ts";
import { resolve } from "./resolve.ts";
import { retain } from "./retain.ts";
import { statuses } from "./statuses.ts";
import { suppress, suppressions } from "./suppressions.ts";
import { transition } from "./transition.ts";

type OptionalVerb = "deposit" | "arrive" | "depart" | "diagnostics" | "listen";

export type SharedVerb = Exclude<keyof PlainStore, "kind" | "open" | "close" | "migrations" | OptionalVerb>;

type Verbs<Place> = {
  readonly [V in SharedVerb]?: (place: Place, ...input: Parameters<PlainStore[V]>) => ReturnType<PlainStore[V]>;
};

const READS = {
  bins,
  count,
  eventDetails,
  events,
  incidents,
  list,
  outbox,
  pendingAttempts,
  queues,
  read,
  replies,
  responseCounts,
  seals,
  statuses,
  suppressions,
  versions,
  workers,
  now: async ({ now }) => now,
} satisfies Verbs<Reading>;

const WRITES = {
  audit,
  budget,
  charge,
  control,
  define,
  enroll,
  erase,
  escalate,
  expire,
  heartbeat,
  incident,
  keepSeals,
  lease,
  pluginSql,
  recover,
  reschedule,
  resolve,
  markRestored,
  retain,
  seal,
  suppress,
  transition,
} satisfies Verbs<Work>;

/** Verbs that use several transactions, or that open their transaction in their own way. */
const RUNS = {
  acknowledge: acknowledgeAll,
  claim: claimBehind,
  encrypted,
  fold: foldItems,
  permit: permitOver,
  record: recordAll,
  settle: (transactions, _worker, outcomes) =>
    transactions.write((work) => settleAll(work, outcomes, work.opening), {
      opening: ({ driver, attemptIds }, sql) => [
        ...openSettling(sql, outcomes, attemptIds),
        () => EventLog.draw(driver, sql, outcomes.length),
      ],
    }),
} satisfies Verbs<Transactions>;

const VERBS: Readonly<Record<SharedVerb, unknown>> = { ...READS, ...WRITES, ...RUNS };

export const SHARED_VERBS: readonly SharedVerb[] = Object.keys(VERBS) as SharedVerb[];

export function sharedVerbs(transactions: () => Transactions): Pick<PlainStore, SharedVerb> {
  type Verb<Place> = (place: Place, ...input: readonly unknown[]) => Promise<unknown>;
  const bound = <Place>(verbs: object, run: (verb: Verb<Place>, input: readonly unknown[]) => Promise<unknown>) =>
    Object.entries(verbs).map(([name, verb]) => [name, async (...input: readonly unknown[]) => run(verb, input)]);
  return Object.fromEntries([
    ...bound<Reading>(READS, (verb, input) => transactions().read((reading) => verb(reading, ...input))),
    ...bound<Work>(WRITES, (verb, input) => transactions().write((work) => verb(work, ...input))),
    ...bound<Transactions>(RUNS, (verb, input) => verb(transactions(), ...input)),
  ]) as Pick<PlainStore, SharedVerb>;
}
