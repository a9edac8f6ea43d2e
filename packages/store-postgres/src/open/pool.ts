import { ConfigError, StoreError } from "@relance/spec";
import pg from "pg";
import { StatementNames } from "../transaction/statement-names.ts";

/** `$1` is a placeholder to the adapters of other libraries, wherever it stands in a statement of ours. */
const PLAIN = /^[A-Za-z_](?:[A-Za-z0-9_-]|\$(?!\d)){0,62}$/;

/**
 * The user's schema name, quoted for SQL.
 * @throws {ConfigError} `config/invalid`
 */
export function quotedSchema(name: string): string {
  if (!PLAIN.test(name) || /^pg_/i.test(name))
    throw new ConfigError(
      "config/invalid",
      "postgresStore schema: write a name of letters, digits, _ and - that begins with a letter or _, at most 63 characters",
    );
  return `"${name}"`;
}

/** This long is a free connection waited for, in milliseconds. */
const CONNECT_MS = 10_000;

const KIND = /^(postgres(ql)?:\/\/|socket:|\/)/;

/**
 * Refuses an address that `pg` cannot read. It would say so itself only at the first connection, and a listener's first
 * connection is made where no caller waits for it.
 * @throws {ConfigError} `config/invalid`
 */
export function checkConnectionUrl(option: "url" | "listenUrl", url: string): void {
  if (KIND.test(url) && isReadable(url)) return;
  throw new ConfigError(
    "config/invalid",
    `postgresStore ${option}: write postgres://user:password@host:5432/database, with special characters as %20 and the like`,
  );
}

function isReadable(url: string): boolean {
  try {
    new pg.Client({ connectionString: url });
    return true;
  } catch {
    return false; // the reason is not passed on: it may quote the password
  }
}

/** A connection of a pool, in the shape that `pg` has. */
export interface PgClientLike {
  query(statement: object): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
  release(destroy?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

/** The socket of one of our own connections: what is written while it is corked leaves in one piece. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}

/** The socket under a connection of {@link ownPool}. */
export function socketOf(client: PgClientLike): Corkable | undefined {
  const { connection } = client as { readonly connection?: { readonly stream?: Partial<Corkable> } };
  const { stream } = connection ?? {};
  return stream?.cork === undefined || stream.uncork === undefined ? undefined : (stream as Corkable);
}

/** A pool of connections, in the shape that `pg.Pool` has. */
export interface PgPoolLike {
  connect(): Promise<PgClientLike>;
}

/** The store's connections: its own pool, or the application's. */
export interface Connections {
  readonly pool: PgPoolLike;
  /** Statements may be sent before the one before was answered. */
  readonly isPipelined: boolean;
  /** Absent: statements have no names. */
  readonly names?: StatementNames | undefined;
  /** Ends the pool, if it is ours. */
  end(): Promise<void>;
}

/** Our own pool. Statements of one transaction are sent without waiting for each other where they can be. */
export function ownPool(url: string, maxConnections: number): Connections {
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: 30_000,
    application_name: "relance",
    keepAlive: true,
    pipeline: true,
  });
  pool.on("error", () => {}); // an idle connection was lost: the next verb opens another
  return { pool: pool as unknown as PgPoolLike, isPipelined: true, names: new StatementNames(), end: () => pool.end() };
}

/**
 * The application's pool: never ended by us. Where all of its connections are in transactions that wait for a call of
 * ours, that call would wait for ever: the call fails instead.
 */
export function sharedPool(pool: PgPoolLike): Connections {
  return { pool: { connect: () => connectionOf(pool) }, isPipelined: false, end: async () => {} };
}

async function connectionOf(pool: PgPoolLike): Promise<PgClientLike> {
  const connecting = pool.connect();
  let timer: NodeJS.Timeout | undefined;
  const isOver = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), CONNECT_MS);
  });
  const client = await Promise.race([connecting, isOver]).finally(() => clearTimeout(timer));
  if (client !== undefined) return client;
  connecting.then(
    (late) => late.release(),
    () => {},
  );
  throw new StoreError(
    "store/unavailable",
    "no connection of your pool was free for 10 s: give the store a pool of its own (postgresStore({ url })), or yours more connections than it has transactions at once",
    { retryable: true },
  );
}
