import { ConfigError } from "@relance/spec";
import pg from "pg";

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
