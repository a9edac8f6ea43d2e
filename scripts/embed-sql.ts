import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * Puts the numbered SQL of the stores into TypeScript, because bundlers lose files beside the code.
 * Run by `npm run sql`; a test proves that the result is current.
 */
const schema = new URL("../packages/store-sqlite/schema/", import.meta.url);
const target = new URL("../packages/store-sqlite/src/migrations.generated.ts", import.meta.url);

export function embedSql(): string {
  const files = readdirSync(schema)
    .filter((name) => /^\d{4}-[a-z-]+\.sql$/.test(name))
    .sort();
  const entries = files.map((name, index) => {
    const number = Number.parseInt(name, 10);
    if (number !== index + 1) throw new Error(`${name}: migrations are numbered without a gap`);
    const sql = JSON.stringify(readFileSync(new URL(name, schema), "utf8"));
    return `  { number: ${number}, name: ${JSON.stringify(name.slice(5, -4))}, sql: ${sql} },\n`;
  });
  return `// Written by \`npm run sql\` from packages/store-sqlite/schema. Do not edit.
export const MIGRATIONS: readonly { readonly number: number; readonly name: string; readonly sql: string }[] = [
${entries.join("")}];
`;
}

if (import.meta.main) writeFileSync(target, embedSql());
