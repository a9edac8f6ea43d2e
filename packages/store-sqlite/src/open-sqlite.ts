import { randomUUID } from "node:crypto";
import { StoreError } from "@relance/spec";
import { AttemptIds, ClockBeats, ClosedWalks, FairShares, SliceWalks } from "@relance/store";
import { Versions } from "./campaigns/versions.ts";
import { BinShelf } from "./counts/bin-shelf.ts";
import { noRecount } from "./counts/recounting.ts";
import { incarnationOf, migrate } from "./open/migrate.ts";
import { about, openFile } from "./open/open-file.ts";
import { placeOfFile } from "./open/place.ts";
import { infoOf } from "./open/store-info.ts";
import { Lookups } from "./people/lookups.ts";
import { readKeys } from "./people/person-keys.ts";
import { prepareRow, unpackRows } from "./people/prepared-row.ts";
import type { MaintainedStore } from "./sync-store.ts";
import { asGroup } from "./transaction/as-group.ts";
import type { StoreContext } from "./transaction/context.ts";
import { Sql } from "./transaction/sql.ts";
import { Storage } from "./transaction/storage.ts";
import { storeFailure } from "./transaction/store-failure.ts";
import { Words } from "./transaction/words.ts";
import type { Work } from "./transaction/work.ts";
import { acknowledge, acknowledged } from "./verbs/acknowledge.ts";
import { audit } from "./verbs/audit.ts";
import { bins } from "./verbs/bins.ts";
import { budget } from "./verbs/budget.ts";
import { charge } from "./verbs/charge.ts";
import { claim } from "./verbs/claim.ts";
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
import { fold } from "./verbs/fold.ts";
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
import { permit } from "./verbs/permit.ts";
import { read } from "./verbs/read.ts";
import { recalled } from "./verbs/recalled.ts";
import { receipts } from "./verbs/receipts.ts";
import { record } from "./verbs/record.ts";
import { recover } from "./verbs/recover.ts";
import { refsOf } from "./verbs/refs-of.ts";
import { replies } from "./verbs/replies.ts";
import { resolve } from "./verbs/resolve.ts";
import { restored } from "./verbs/restored.ts";
import { retain } from "./verbs/retain.ts";
import { seal } from "./verbs/seal.ts";
import { seals } from "./verbs/seals.ts";
import { settle } from "./verbs/settle.ts";
import { standings } from "./verbs/standings.ts";
import { suppress } from "./verbs/suppress.ts";
import { suppressions } from "./verbs/suppressions.ts";
import { task } from "./verbs/task.ts";
import { turnout } from "./verbs/turnout.ts";
import { unfinished } from "./verbs/unfinished.ts";
import { unplaced } from "./verbs/unplaced.ts";
import { workers } from "./verbs/workers.ts";
import { NO_PROCESSES, type Processes } from "./workers/process-identity.ts";

export interface OpenSqliteOptions {
  /** A path, or `:memory:`. */
  readonly file: string;
  /** The store's clock, milliseconds since 1970 (R12). */
  readonly now: () => number;
  /** The clock of leases and heartbeats. @default `now` */
  readonly liveNow?: (() => number) | undefined;
  /** A clock that never jumps. @default `now`: slices then never end by time, and no clock step is noticed */
  readonly steadyNow?: (() => number) | undefined;
  /** A set-based slice ends after this, in milliseconds of `steadyNow`. @default 50 */
  readonly maxSliceMs?: number | undefined;
  /** Only the oldest live worker sends. Simulations of several workers turn it off. @default true */
  readonly singleWorker?: boolean | undefined;
  /** Stops escalation for five minutes when the clock jumps against `steadyNow`. @default true when `steadyNow` is given */
  readonly watchClock?: boolean | undefined;
  /** Who else lives on this machine. @default nobody can tell: leases alone decide */
  readonly processes?: Processes | undefined;
  /** Names the store's life at its creation; part of event cursors. @default a random UUID */
  readonly id?: (() => string) | undefined;
}

/**
 * Opens a store in this thread: the synchronous half that the worker thread and simulations run.
 * @throws {StoreError} `store/sqlite-too-old`, `store/network-share`, `store/schema-too-new`, `store/damaged`,
 * `store/not-ours`, `store/unwritable`
 */
export function openSqlite(options: OpenSqliteOptions): MaintainedStore {
  let storage: Storage | undefined;

  function opened(): Storage {
    if (storage === undefined) throw new StoreError("store/closed", "the store is not open");
    return storage;
  }

  const write = <T>(verb: (work: Work) => T): T => opened().write(verb);
  const readOnly = <T>(verb: (context: StoreContext) => T): T => opened().read(verb);

  return {
    kind: "sqlite",
    open() {
      storage ??= openStorage(options);
      return infoOf(storage.context);
    },
    close() {
      storage?.close();
      storage = undefined;
    },
    maintain(isIdle) {
      storage?.maintain(isIdle);
    },
    define: (input) => write((work) => define(work, input)),
    versions: (ids) => readOnly((store) => versions(store, ids)),
    enroll: (chunk) => write((work) => enroll(work, { ...chunk, rows: chunk.rows.map(prepareRow) })),
    enrollPacked: (chunk) => write((work) => enroll(work, { ...chunk, rows: unpackRows(chunk.rows) })),
    seal: (input) => write((work) => seal(work, input)),
    claim: (request) => write((work) => claim(work, request)),
    settle: (worker, outcomes) => write((work) => settle(work, worker, outcomes)),
    charge: (items) => write((work) => charge(work, items)),
    owed: (worker) => readOnly((store) => owed(store, worker)),
    heartbeat: (input) => write((work) => heartbeat(work, input)),
    workers: () => readOnly(workers),
    recalled(answers) {
      const { told, isErased } = write((work) => recalled(work, answers));
      if (isErased) opened().cutLog(); // where somebody reads it, the next walk does
      return told;
    },
    recover: () => write(recover),
    resolve: (input) => write((work) => resolve(work, input)),
    record: (items) =>
      asGroup(items, (group) => write((work) => record(work, group)), {
        status: "refused",
        fold: "quarantined",
        code: "webhook/unreadable",
      }),
    fold: () => write(fold),
    acknowledge: (items) =>
      asGroup(items, (group) => write((work) => acknowledge(work, group)), {
        status: "refused",
        code: "message/bad-text",
        enrollments: [],
      }),
    acknowledged: (targets) => readOnly((store) => acknowledged(store, targets)),
    escalate: () => write(escalate),
    expire: () => write(expire),
    suppress: (rules) => write((work) => suppress(work, rules)),
    control: (changes) => write((work) => control(work, changes)),
    lanes: (campaign) => readOnly((store) => lanes(store, campaign)),
    budget: (change) => write((work) => budget(work, change)),
    move: (input) => write((work) => move(work, input)),
    unfinished: () => readOnly(unfinished),
    permit: (input) => write((work) => permit(work, input)),
    count: (campaign) => readOnly((store) => count(store, campaign)),
    read: (target) => readOnly((store) => read(store, target)),
    list: (input) => readOnly((store) => list(store, input)),
    receipts: (input) => readOnly((store) => receipts(store, input)),
    errors: (campaign) => readOnly((store) => errors(store, campaign)),
    replies: (input) => readOnly((store) => replies(store, input)),
    known: (digests) => readOnly((store) => known(store, digests)),
    suppressions: (input) => readOnly((store) => suppressions(store, input)),
    outbox: (input) => readOnly((store) => outbox(store, input)),
    events: (input) => readOnly((store) => events(store, input)),
    audit: (input) => write((work) => audit(work, input)),
    task: (input) => write((work) => task(work, input)),
    leaves: (input) => readOnly((store) => leaves(store, input)),
    keepSeals: (input) => write((work) => keepSeals(work, input)),
    seals: (input) => readOnly((store) => seals(store, input)),
    bins: (input) => readOnly((store) => bins(store, input)),
    turnout: (input) => readOnly((store) => turnout(store, input)),
    incident: (change) => write((work) => incident(work, change)),
    incidents: (input) => readOnly((store) => incidents(store, input)),
    personKeys: (names) => readOnly(({ sql }) => readKeys(sql, names)),
    masterKeys: () => readOnly((store) => masterKeys(store)),
    outdated: (input) => readOnly((store) => outdated(store, input)),
    rewrite(rows) {
      const written = write((work) => rewrite(work, rows));
      if (rows.length === 0) opened().cutLog(); // the walk is over: nothing readable is left in old pages
      return written;
    },
    restored: () => write(restored),
    retain(input) {
      const answer = write((work) => retain(work, input));
      if (answer.cursor === undefined) opened().cutLog(); // where somebody reads it, the next walk does
      return answer;
    },
    standings: (people) => readOnly((store) => standings(store, people)),
    contactsOf: (people) => readOnly((store) => contactsOf(store, people)),
    refsOf: (people) => readOnly((store) => refsOf(store, people)),
    unplaced: (cursor) => readOnly((store) => unplaced(store, cursor)),
    erase(input) {
      const answer = write((work) => erase(work, input));
      return { ...answer, isLogged: !answer.more && !opened().cutLog() };
    },
  };
}

/** @param isDeparting a move that did not end is no hindrance */
export function openStorage(options: OpenSqliteOptions, isDeparting: boolean = false): Storage {
  const { now, liveNow = now, steadyNow, id = randomUUID, maxSliceMs = 50, singleWorker = true } = options;
  const sql = new Sql(openFile(options.file, isDeparting));
  try {
    migrate(sql, Math.floor(now()), id());
    const words = new Words(sql);
    const incarnation = incarnationOf(sql);
    const context: StoreContext = {
      sql,
      words,
      shelf: new BinShelf(sql, words),
      versions: new Versions(sql),
      lookups: new Lookups(sql),
      parts: new Map(),
      shares: new FairShares(),
      walks: new SliceWalks(),
      closedWalks: new ClosedWalks(),
      clocks: { now, liveNow, steadyNow: steadyNow ?? now },
      settings: {
        maxSliceMs,
        isSingleWorker: singleWorker,
        watchesClock: options.watchClock ?? steadyNow !== undefined,
      },
      processes: options.processes ?? NO_PROCESSES,
      incarnation,
      attemptIds: new AttemptIds(incarnation),
      place: placeOfFile(options.file),
      beats: new ClockBeats(),
      recount: noRecount(),
    };
    return new Storage(context, options.file);
  } catch (error) {
    sql.close();
    throw about(options.file, storeFailure(error));
  }
}
