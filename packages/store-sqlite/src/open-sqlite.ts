import { randomUUID } from "node:crypto";
import { type Store, StoreError } from "@relance/spec";
import { DUE, newContext, type PlainStore, type Processes, readId, sharedVerbs, withCodec } from "@relance/store";
import { sqliteDriver } from "./driver/driver.ts";
import { storePlace } from "./open/check-place.ts";
import { migrate, readFact, SCHEMA } from "./open/migrate.ts";
import { about, openFile } from "./open/open-file.ts";
import { SqliteSql } from "./transaction/sql.ts";
import { Storage } from "./transaction/storage.ts";
import { storeFailure } from "./transaction/store-failure.ts";

/** Rows per transaction. An inbound item waits for at most one transaction. */
const BATCH = 500;

export interface OpenSqliteOptions {
  readonly file: string;
  readonly now: () => number;
  /** The clock for leases and heartbeats. @default `now` */
  readonly liveNow?: (() => number) | undefined;
  /** A monotonic clock. @default `now`, which detects no clock jumps */
  readonly steadyNow?: (() => number) | undefined;
  /** If true, only the oldest live worker sends. Simulations of several workers set it to false. @default true */
  readonly singleWorker?: boolean | undefined;
  /** If true, escalation pauses for five minutes after a clock jump. @default true if `steadyNow` is given */
  readonly watchClock?: boolean | undefined;
  /** Detects which other processes on this machine are alive. @default none: only leases decide */
  readonly processes?: Processes | undefined;
  /** Creates the store's identity, which is set once and is part of event cursors. @default a random UUID */
  readonly id?: (() => string) | undefined;
}

export interface EmbeddedStore extends Store, Pick<PlainStore, "encrypted"> {
  /** Checkpoints the log if it is long; with `isIdle`, always. */
  maintain(isIdle: boolean): void;
}

/**
 * Opens a store in the current thread, as the worker thread, tests and simulations do.
 * @throws {StoreError} `store/sqlite-too-old`, `store/network-share`, `store/schema-too-new`, `store/damaged`,
 * `store/not-ours`, `store/unwritable`
 */
export function openSqlite(options: OpenSqliteOptions): EmbeddedStore {
  let storage: Storage | undefined;

  function opened(): Storage {
    if (storage === undefined) throw new StoreError("store/closed", "the store is not open");
    return storage;
  }

  const verbs = sharedVerbs(opened);
  return withCodec({
    ...verbs,
    kind: "sqlite",
    async open() {
      storage ??= openStorage(options);
      const { place } = storage.context;
      const life = await storage.write(({ sql }) => readId(sql, place));
      return { kind: "sqlite", ...life, schema: SCHEMA, engine: `SQLite ${process.versions.sqlite}` };
    },
    async close() {
      const closing = storage;
      storage = undefined;
      await closing?.close();
    },
    maintain: (isIdle) => storage?.maintain(isIdle),
    // a large file is audited in pages, because one long read would block the log
    async audit({ cursor, limit }) {
      const { audits } = opened();
      if (audits === undefined || cursor === DUE) return verbs.audit({ cursor, limit });
      return audits.page(cursor, limit);
    },
    // erased data must not stay in the log; if another process is reading it, the next pass truncates it
    async encrypted(input) {
      const answer = await verbs.encrypted(input);
      if (input.rewritten?.length === 0) await opened().cutLog();
      return answer;
    },
    async retain(input) {
      const answer = await verbs.retain(input);
      if (answer.cursor === undefined) await opened().cutLog();
      return answer;
    },
    async erase(input) {
      const answer = await verbs.erase(input);
      return { ...answer, isLogged: !answer.more && !(await opened().cutLog()) };
    },
  } satisfies PlainStore & Pick<EmbeddedStore, "maintain">);
}

/** @param isDeparting - true to ignore an unfinished transfer */
export function openStorage(options: OpenSqliteOptions, isDeparting: boolean = false): Storage {
  const { now, liveNow = now, steadyNow, id = randomUUID, singleWorker = true, processes } = options;
  const sql = new SqliteSql(openFile(options.file, isDeparting));
  try {
    migrate(sql, Math.floor(now()), id());
    const context = newContext({
      driver: sqliteDriver,
      settings: {
        batch: BATCH,
        isSingleWorker: singleWorker,
        watchesClock: options.watchClock ?? steadyNow !== undefined,
      },
      clock: { now, liveNow, steadyNow: steadyNow ?? now },
      incarnation: readFact(sql, "incarnation") ?? "",
      place: storePlace(options.file),
      processes,
    });
    return new Storage(context, sql, options.file, isDeparting);
  } catch (error) {
    sql.close();
    throw about(options.file, storeFailure(error));
  }
}
