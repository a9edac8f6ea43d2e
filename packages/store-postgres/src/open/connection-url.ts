import { ConfigError } from "@relance/spec";
import pg from "pg";

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

const KIND = /^(postgres(ql)?:\/\/|socket:|\/)/;

/**
 * Refuses an address that `pg` cannot read. It would say so itself only at the first connection, and a listener's first
 * connection is made where nobody waits for it.
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
