import { existsSync } from "node:fs";
import {
  type AcknowledgeAnswer,
  type AcknowledgeItem,
  nameAll,
  type RecordAnswer,
  type RecordItem,
  refuseUnknownNames,
  type Store,
  type StoreInfo,
  unknownNames,
} from "@relance/spec";
import { ANSWERS, GroupCommit, type PlainStore, REPORTS, SHARED_VERBS, withCodec } from "@relance/store";
import type { SharedClock } from "./driver/shared-clock.ts";
import { checkContent, reading } from "./open/check-content.ts";
import { isInMemory } from "./open/check-place.ts";
import { applied, planMigrations } from "./open/migrate.ts";
import { about } from "./open/open-file.ts";
import { storeFailure } from "./transaction/store-failure.ts";
import { depart } from "./transfer/depart.ts";
import { Thread } from "./transport/thread.ts";

export interface SqliteStoreOptions {
  /** Path of the database on a local disk, because SQLite loses data on network shares. A missing file is created. */
  readonly file: string;
  /** Controls campaign time in demonstrations and tests. Not for production. */
  readonly clock?: SharedClock | undefined;
  /** If true, only one live process sends, and the other processes wait on standby. @default true */
  readonly singleWorker?: boolean | undefined;
  /** URL of the thread's program if a bundler moved it: `import.meta.resolve("@relance/store-sqlite/worker")`. */
  readonly worker?: URL | undefined;
}

const NAMES = nameAll<SqliteStoreOptions>()("file clock singleWorker worker");

/**
 * The embedded store: one SQLite file. A separate thread writes the file, so the event loop never waits for a disk.
 *
 * A call returns once its data is on disk (`synchronous=FULL`). One process sends at a time; a second process waits and
 * takes over. `open` throws {@link StoreError} `store/sqlite-too-old`, `store/network-share`, `store/schema-too-new`,
 * `store/damaged`, `store/not-ours`, `store/moved` or `store/unwritable`, and then has not changed the file.
 *
 * @example
 * const store = sqliteStore({ file: "relance.db" });
 * @throws {ConfigError} `config/invalid` for an unknown option
 */
export function sqliteStore(options: SqliteStoreOptions): Store {
  refuseUnknownNames("sqliteStore", unknownNames(options, NAMES));
  const { file, clock, singleWorker } = options;
  const thread = new Thread({ file, clock: clock?.buffer, singleWorker }, options.worker);
  let opening: Promise<StoreInfo> | undefined;

  const called = <Item, Answer>(verb: "record" | "acknowledge", items: readonly Item[]) =>
    thread.call(verb, [items]) as Promise<readonly Answer[]>;
  const record = new GroupCommit<RecordItem, RecordAnswer>((items) => called("record", items), REPORTS);
  const acknowledge = new GroupCommit<AcknowledgeItem, AcknowledgeAnswer>(
    (items) => called("acknowledge", items),
    ANSWERS,
  );
  const verbs = SHARED_VERBS.map((verb) => [verb, (...input: unknown[]) => thread.call(verb, input)]);

  async function start(): Promise<StoreInfo> {
    thread.start();
    try {
      return (await thread.call("open", [])) as StoreInfo;
    } catch (error) {
      await thread.stop();
      throw error;
    }
  }

  return withCodec({
    ...(Object.fromEntries(verbs) as unknown as PlainStore),
    kind: "sqlite",
    open() {
      if (opening === undefined || !thread.isRunning) opening = start();
      return opening;
    },
    async close() {
      await opening?.catch(() => {}); // a store that failed to open is already closed
      opening = undefined;
      await thread.stop();
    },
    migrations: {
      plan: async () => planFor(file),
      async run() {
        const apart = sqliteStore(options);
        await apart.open().finally(() => apart.close());
      },
    },
    depart: async (to) => depart(file, to),
    record: (items) => record.add(items),
    acknowledge: (items) => acknowledge.add(items),
  });
}

/** Returns the SQL that opening this file would run, as one transaction; "" if none. @throws {StoreError} */
function planFor(file: string): string {
  if (isInMemory(file) || !existsSync(file)) return planMigrations([]);
  try {
    checkContent(file);
    return reading(file, (sql) => planMigrations(applied(sql)));
  } catch (error) {
    throw about(file, storeFailure(error));
  }
}
