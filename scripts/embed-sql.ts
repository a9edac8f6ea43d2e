import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Stores whose schema is numbered SQL. */
export const STORES: readonly string[] = ["store-sqlite", "store-postgres"];

/** Where the embedded SQL of a store stands. */
export function embeddedPath(store: string): string {
  return `packages/${store}/src/migrations.generated.ts`;
}

/**
 * Puts the numbered SQL of a store into TypeScript, because bundlers lose files beside the code.
 * Run by `npm run sql`; a test proves that the result is current.
 */
export function embedSql(store: string): string {
  const schema = new URL(`../packages/${store}/schema/`, import.meta.url);
  const files = readdirSync(schema)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .sort();
  const entries = files.map((name, index) => {
    const number = Number.parseInt(name, 10);
    if (number !== index + 1) throw new Error(`${name}: migrations are numbered without a gap`);
    const sql = JSON.stringify(readFileSync(new URL(name, schema), "utf8"));
    return `  { number: ${number}, name: ${JSON.stringify(name.slice(5, -4))}, sql: ${sql} },\n`;
  });
  return `// Written by \`npm run sql\` from packages/${store}/schema. Do not edit.
export const MIGRATIONS: readonly { readonly number: number; readonly name: string; readonly sql: string }[] = [
${entries.join("")}];
`;
}

if (import.meta.main) {
  const named = process.argv.slice(2);
  for (const store of named.length > 0 ? named : STORES) {
    writeFileSync(new URL(`../${embeddedPath(store)}`, import.meta.url), embedSql(store));
  }
}
