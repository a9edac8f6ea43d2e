import {
  ConfigError,
  nameAll,
  refuseUnknownNames,
  type Store,
  StoreError,
  type StoreInfo,
  unknownNames,
} from "@relance/spec";
import { newContext, type StoreClock, withCodec } from "@relance/store";
import { pgDriver } from "./driver/driver.ts";
import { Hints, hintedVerbs, listenOn, notifyChannel } from "./events/hints.ts";
import { identify, type MigrateMode, migrate, planMigrations } from "./open/migrate.ts";
import {
  type Connections,
  checkConnectionUrl,
  ownPool,
  type PgPoolLike,
  quotedSchema,
  sharedPool,
} from "./open/pool.ts";
import { Storage } from "./transaction/storage.ts";
import { createVerbs, type Verbs } from "./verbs.ts";

interface CommonOptions {
  /** Schema for all tables of relance. @default "relance" */
  readonly schema?: string | undefined;
  /** With `check`, the store refuses an older schema: an administrator migrates it. @default "run" */
  readonly migrate?: MigrateMode | undefined;
  /** Controls campaign time in demonstrations and tests. @default the server's clock, which production needs */
  readonly clock?: StoreClock | undefined;
}

export type PostgresStoreOptions =
  | (CommonOptions & {
      /** URL such as `postgres://user:password@host:5432/database`. A transaction-pooling proxy works too. */
      readonly url: string;
      /** Maximum number of connections that this process opens. @default 10 */
      readonly maxConnections?: number | undefined;
      /** URL for the connection that listens for new work, if `url` is a transaction-pooling proxy. @default `url` */
      readonly listenUrl?: string | undefined;
      readonly pool?: undefined;
    })
  | (CommonOptions & {
      /**
       * Your own `pg.Pool`, with more connections than parallel transactions. The store never ends it. A call that gets
       * no connection for ten seconds fails with `store/unavailable`.
       */
      readonly pool: PgPoolLike;
      /** URL for one connection that listens for new work. @default none, so workers poll */
      readonly listenUrl?: string | undefined;
      readonly url?: undefined;
    });

const NAMES = nameAll<PostgresStoreOptions>()("schema migrate clock url maxConnections listenUrl pool");

/**
 * The shared store: PostgreSQL 14 or later, used by any number of workers and receivers.
 *
 * A call returns once its data is committed, as durably as the server's `synchronous_commit` and replicas guarantee.
 * Row locks exist only within short transactions, so that a killed process leaves only its lease. `open` throws
 * {@link StoreError} `store/schema-too-new`, `store/schema-too-old`, `store/damaged`, `store/unwritable` or
 * `store/unavailable`, and {@link ConfigError} `config/invalid` if the schema has the name of the role.
 *
 * @example
 * const store = postgresStore({ url: "postgres://app@db.internal/app" });
 * @throws {ConfigError} `config/invalid`
 */
export function postgresStore(options: PostgresStoreOptions): Store {
  refuseUnknownNames("postgresStore", unknownNames(options, NAMES));
  const { schema = "relance" } = options;
  const quoted = quotedSchema(schema);
  const maxConnections = countConnections(options);
  const channel = notifyChannel(schema);
  const { listenUrl = options.url } = options;
  if (options.pool === undefined) checkConnectionUrl("url", options.url);
  if (listenUrl !== undefined) checkConnectionUrl("listenUrl", listenUrl);
  let opened: { readonly connections: Connections; readonly storage: Storage; readonly hints: Hints } | undefined;
  let opening: Promise<Omit<StoreInfo, "marks">> | undefined;

  async function start(): Promise<Omit<StoreInfo, "marks">> {
    const connections = options.pool ? sharedPool(options.pool) : ownPool(options.url, maxConnections);
    try {
      await migrate(connections.pool, quoted, options.migrate ?? "run");
      const { place, info } = await identify(connections.pool, quoted);
      const { clock } = options;
      const settings = { batch: 1_000, isSingleWorker: false, watchesClock: !clock || clock.steadyNow !== undefined };
      const context = newContext({ driver: pgDriver, settings, clock, incarnation: info.id, place });
      const hints = new Hints(connections.pool, channel);
      opened = { connections, storage: new Storage(context, connections, quoted), hints };
      return info;
    } catch (error) {
      await connections.end();
      opening = undefined;
      throw error;
    }
  }

  const plain: Verbs = createVerbs(() => {
    if (opened === undefined) throw new StoreError("store/closed", "the store is not open");
    return opened.storage;
  });
  const verbs = hintedVerbs(plain, () => opened?.hints);

  /** Runs migrations on a short-lived pool, because the store is not open yet. */
  async function apart<T>(work: (pool: PgPoolLike) => Promise<T>): Promise<T> {
    const connections = options.pool ? sharedPool(options.pool) : ownPool(options.url, 2);
    return work(connections.pool).finally(() => connections.end());
  }

  return withCodec({
    ...verbs,
    kind: "postgres",
    migrations: {
      plan: () => apart((pool) => planMigrations(pool, quoted)),
      run: () => apart((pool) => migrate(pool, quoted, "run")),
    },
    open() {
      opening ??= start();
      return opening;
    },
    async close() {
      await opening?.catch(() => {}); // a store that failed to open is already closed
      opening = undefined;
      const ending = opened;
      opened = undefined;
      await ending?.hints.close();
      await ending?.connections.end();
    },
    ...(listenUrl !== undefined && { listen: (onHint: () => void) => listenOn(listenUrl, channel, onHint) }),
  });
}

/** Requires at least two connections: on a single one, heartbeats would wait for slow verbs. */
function countConnections(options: PostgresStoreOptions): number {
  const { maxConnections = 10 } = "maxConnections" in options ? options : {};
  if (Number.isInteger(maxConnections) && maxConnections >= 2) return maxConnections;
  throw new ConfigError("config/invalid", "postgresStore maxConnections: write a whole number of at least 2");
}
