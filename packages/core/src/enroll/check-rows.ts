import { ConfigError } from "@relance/spec";

/** For callers without types: one row alone is no list of rows. @throws {ConfigError} `config/invalid` */
export function checkRows(rows: unknown): void {
  const isList = typeof rows === "object" && rows !== null && (Symbol.iterator in rows || Symbol.asyncIterator in rows);
  if (!isList) throw new ConfigError("config/invalid", 'write rows as an array of them, such as [{ key: "p2" }]');
}
