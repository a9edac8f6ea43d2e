import pg from "pg";

/** A connection of a pool, in the shape that `pg` has. */
export interface PgClientLike {
  query(statement: object): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
  release(destroy?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

/** A pool of connections, in the shape that `pg.Pool` has. */
export interface PgPoolLike {
  connect(): Promise<PgClientLike>;
}

/** The store's connections: its own pool, or the application's. */
export interface Connections {
  readonly pool: PgPoolLike;
  /** Ends the pool, if it is ours. */
  end(): Promise<void>;
}

/** A pool of our own. Statements of one transaction are sent without waiting for each other where they can be. */
export function ownPool(url: string, maxConnections: number): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    application_name: "relance",
    keepAlive: true,
  });
  pool.on("error", () => {}); // an idle connection was lost: the next verb opens another
  return { pool: pool as unknown as PgPoolLike, end: () => pool.end() };
}

/** The application's pool: never ended by us. */
export function sharedPool(pool: PgPoolLike): Connections {
  return { pool, end: async () => {} };
}
