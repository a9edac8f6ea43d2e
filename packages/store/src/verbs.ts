import type { Store } from "@relance/spec";
import { readKeys } from "./people/person-keys.ts";
import type { StoreContext } from "./transaction/context.ts";
import type { Reading } from "./transaction/reading.ts";
import type { Row, Sql } from "./transaction/sql.ts";
import type { Work } from "./transaction/work.ts";
import { acknowledged } from "./verbs/acknowledged.ts";
import { audit } from "./verbs/audit.ts";
import { bins } from "./verbs/bins.ts";
import { budget } from "./verbs/budget.ts";
import { charge } from "./verbs/charge.ts";
import { contactsOf } from "./verbs/contacts-of.ts";
import { control } from "./verbs/control.ts";
import { count } from "./verbs/count.ts";
import { define, versions } from "./verbs/define.ts";
import { enroll } from "./verbs/enroll.ts";
import { erase } from "./verbs/erase.ts";
import { errors } from "./verbs/errors.ts";
import { escalate } from "./verbs/escalate.ts";
import { events } from "./verbs/events.ts";
import { expire } from "./verbs/expire.ts";
import { heartbeat } from "./verbs/heartbeat.ts";
import { incident } from "./verbs/incident.ts";
import { incidents } from "./verbs/incidents.ts";
import { keepSeals } from "./verbs/keep-seals.ts";
import { known } from "./verbs/known.ts";
import { lanes } from "./verbs/lanes.ts";
import { leaves } from "./verbs/leaves.ts";
import { list } from "./verbs/list.ts";
import { masterKeys } from "./verbs/master-keys.ts";
import { move } from "./verbs/move.ts";
import { outbox } from "./verbs/outbox.ts";
import { outdated, rewrite } from "./verbs/outdated.ts";
import { owed } from "./verbs/owed.ts";
import { read } from "./verbs/read.ts";
import { recalled } from "./verbs/recalled.ts";
import { receipts } from "./verbs/receipts.ts";
import { recover } from "./verbs/recover.ts";
import { refsOf } from "./verbs/refs-of.ts";
import { replies } from "./verbs/replies.ts";
import { resolve } from "./verbs/resolve.ts";
import { retain } from "./verbs/retain.ts";
import { seal } from "./verbs/seal.ts";
import { seals } from "./verbs/seals.ts";
import { openSettle, settle } from "./verbs/settle.ts";
import { standings } from "./verbs/standings.ts";
import { suppress } from "./verbs/suppress.ts";
import { suppressions } from "./verbs/suppressions.ts";
import { task } from "./verbs/task.ts";
import { turnout } from "./verbs/turnout.ts";
import { unfinished } from "./verbs/unfinished.ts";
import { unplaced } from "./verbs/unplaced.ts";
import { workers } from "./verbs/workers.ts";

type Input<V extends keyof Store> = Parameters<
  Extract<NonNullable<Store[V]>, (...input: never[]) => unknown>
>;
type Answer<V extends keyof Store> = ReturnType<
  Extract<NonNullable<Store[V]>, (...input: never[]) => unknown>
>;

/** What a database does in its own way: see docs/stores/your-own.md. */
type DriverVerb = "claim" | "record" | "acknowledge" | "fold" | "permit" | "restored";
/** What only some stores have. */
type OptionalVerb = "deposit" | "arrive" | "depart" | "search" | "remarks" | "listen";

/** A verb that every driver has in common. */
export type SharedVerb = Exclude<
  keyof Store,
  "kind" | "open" | "close" | "migrations" | DriverVerb | OptionalVerb
>;

type Entry<V extends SharedVerb> =
  | { readonly reads: (reading: Reading, ...input: Input<V>) => Answer<V> }
  | { readonly writes: (work: Work, ...input: Input<V>) => Answer<V> };

/** Every shared verb, once: a snapshot is read, or a transaction written. */
const VERBS: { readonly [V in SharedVerb]: Entry<V> } = {
  acknowledged: { reads: acknowledged },
  bins: { reads: bins },
  contactsOf: { reads: contactsOf },
  count: { reads: count },
  errors: { reads: errors },
  events: { reads: events },
  incidents: { reads: incidents },
  known: { reads: known },
  lanes: { reads: lanes },
  leaves: { reads: leaves },
  list: { reads: list },
  masterKeys: { reads: masterKeys },
  outbox: { reads: outbox },
  outdated: { reads: outdated },
  owed: { reads: owed },
  read: { reads: read },
  receipts: { reads: receipts },
  refsOf: { reads: refsOf },
  replies: { reads: replies },
  seals: { reads: seals },
  standings: { reads: standings },
  suppressions: { reads: suppressions },
  turnout: { reads: turnout },
  unfinished: { reads: unfinished },
  unplaced: { reads: unplaced },
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
  move: { writes: move },
  recalled: { writes: recalled },
  recover: { writes: recover },
  resolve: { writes: resolve },
  retain: { writes: retain },
  rewrite: { writes: rewrite },
  seal: { writes: seal },
  settle: { writes: settle },
  suppress: { writes: suppress },
  task: { writes: task },
};

/** Statements that need nothing of the transaction: they travel with its begin, and `Work.opening` has their rows. */
export type Opening = (context: StoreContext, sql: Sql) => readonly (() => Promise<Row[]>)[];

/** Runs verbs as transactions. */
export interface Transactions {
  write<T>(
    verb: (work: Work) => Promise<T>,
    options?: { readonly opening?: Opening | undefined },
  ): Promise<T>;
  read<T>(verb: (reading: Reading) => Promise<T>): Promise<T>;
}

/** Names of the shared verbs. */
export const SHARED_VERBS: readonly SharedVerb[] = Object.keys(VERBS) as SharedVerb[];

/** The verbs over the transactions of a database. */
export function sharedVerbs(transactions: () => Transactions): Pick<Store, SharedVerb> {
  type Run<T> = (place: T, ...input: readonly unknown[]) => Promise<unknown>;
  const entries = VERBS as unknown as Record<
    string,
    { readonly reads?: Run<Reading>; readonly writes?: Run<Work> }
  >;
  const verbs = Object.entries(entries).map(([name, { reads, writes }]) => [
    name,
    async (...input: readonly unknown[]) =>
      reads === undefined
        ? transactions().write(async (work) => writes?.(work, ...input))
        : transactions().read((reading) => reads(reading, ...input)),
  ]);
  return {
    ...(Object.fromEntries(verbs) as Pick<Store, SharedVerb>),
    settle: async (worker, outcomes) =>
      transactions().write((work) => settle(work, worker, outcomes), {
        opening: (context, sql) => openSettle(context, sql, outcomes),
      }),
  };
}
