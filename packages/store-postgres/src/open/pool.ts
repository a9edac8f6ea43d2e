import { hash } from "node:crypto";
import { ConfigError, StoreError } from "@relance/spec";
import pg from "pg";

/** A schema name must not contain `$1`, because adapters of other libraries replace it anywhere in a statement. */
const PLAIN = /^[A-Za-z_](?:[A-Za-z0-9_-]|\$(?!\d)){0,62}$/;

/** Quotes a schema name for SQL. @throws {ConfigError} `config/invalid` */
export function quotedSchema(name: string): string {
  if (!PLAIN.test(name) || /^pg_/i.test(name))
    throw new ConfigError(
      "config/invalid",
      "postgresStore schema: write a name of letters, digits, _ and - that begins with a letter or _, at most 63 characters",
    );
  return `"${name}"`;
}

const CONNECT_MS = 10_000;

const KIND = /^(postgres(ql)?:\/\/|socket:|\/)/;

/** Refuses a URL that `pg` would refuse only at the first connection. @throws {ConfigError} `config/invalid` */
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
    return false; // the parser's error may quote the password, so it is dropped
  }
}

export interface PgClientLike {
  query(statement: object): Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>;
  release(destroy?: Error | boolean): void;
  on(event: "error", listener: (error: Error) => void): unknown;
  removeListener(event: "error", listener: (error: Error) => void): unknown;
}

/** The socket of the store's own connections. The socket sends corked writes in one piece. */
export interface Corkable {
  cork(): void;
  uncork(): void;
}

export function readSocket(client: PgClientLike): Corkable | undefined {
  const { connection } = client as { readonly connection?: { readonly stream?: Partial<Corkable> } };
  const { stream } = connection ?? {};
  return stream?.cork === undefined || stream.uncork === undefined ? undefined : (stream as Corkable);
}

export interface PgPoolLike {
  connect(): Promise<PgClientLike>;
}

/** Maximum number of named statements per process. The server parses an unnamed statement each time. */
const MOST = 200;

/**
 * Names of prepared statements. The server parses and plans a named statement once, which saves a quarter of its work. A
 * transaction-pooling proxy may switch to a connection that does not know a name. The transaction is then repeated, and
 * this process stops using names.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #isGivenUp = false;

  nameOf(text: string): string | undefined {
    if (this.#isGivenUp) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= MOST) return known;
    const name = `relance_${hash("sha1", text)}`;
    this.#names.set(text, name);
    return name;
  }

  giveUp(): void {
    this.#isGivenUp = true;
  }
}

export interface Connections {
  readonly pool: PgPoolLike;
  /** True if a statement may be sent before the server has answered the previous one. */
  readonly isPipelined: boolean;
  readonly names?: StatementNames | undefined;
  /** Ends the pool, unless the application owns it. */
  end(): Promise<void>;
}

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
  pool.on("error", () => {}); // if an idle connection is lost, the next call opens another one
  return { pool: pool as unknown as PgPoolLike, isPipelined: true, names: new StatementNames(), end: () => pool.end() };
}

/** The application's pool. If no connection becomes free, the call fails, because it could otherwise wait forever. */
export function sharedPool(pool: PgPoolLike): Connections {
  return { pool: { connect: () => checkOut(pool) }, isPipelined: false, end: async () => {} };
}

async function checkOut(pool: PgPoolLike): Promise<PgClientLike> {
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
    "no connection of your pool was free for 10 s: give the store its own pool (postgresStore({ url })), or give your pool more connections than it has parallel transactions",
    { retryable: true },
  );
}
