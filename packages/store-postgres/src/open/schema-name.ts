import { ConfigError } from "@relance/spec";

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
