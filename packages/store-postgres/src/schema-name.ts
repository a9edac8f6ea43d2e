import { ConfigError } from "@relance/spec";

const PLAIN = /^[A-Za-z_][A-Za-z0-9_$-]{0,62}$/;

/**
 * The user's schema name, quoted for SQL.
 * @throws {ConfigError} `config/invalid`
 */
export function quotedSchema(name: string): string {
  if (!PLAIN.test(name) || /^pg_/i.test(name))
    throw new ConfigError(
      "config/invalid",
      "postgresStore schema: write a name of letters, digits and _ that begins with a letter, at most 63 characters",
    );
  return `"${name}"`;
}
