import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../src/migrations.generated.ts";

/** Tables that grow with recipients, their messages and their answers. */
const GROWING = "enrollments|people|attempts|inbox|raw|acknowledgements|events|contact_hashes|outbox|replies";
/** The table of the plugin that the contract of stores brings along. */
const PLUGIN_TABLE = /\bnotes_lines\b/;
/** What may read one: it proves the counters, once an audit asks for it. */
const MAY_SCAN = /^select 0 as source, campaign/;

/** Every statement that is prepared from now on. */
export function recordStatements(): { readonly statements: Set<string>; stop(): void } {
  const { prepare } = DatabaseSync.prototype;
  const statements = new Set<string>();
  DatabaseSync.prototype.prepare = function (text, ...more) {
    statements.add(text);
    return prepare.call(this, text, ...more);
  };
  return {
    statements,
    stop: () => {
      DatabaseSync.prototype.prepare = prepare;
    },
  };
}

/** The statements that read a growing table without an index, by the plan that SQLite makes. */
export function scansIn(statements: Iterable<string>): string[] {
  using db = new DatabaseSync(":memory:");
  for (const { sql } of MIGRATIONS) db.exec(sql);
  return [...statements].filter((text) => {
    if (!/^\s*(with|select|insert|update|delete)\b/.test(text) || MAY_SCAN.test(text)) return false;
    if (/\b(migrations|found)\b/.test(text) || PLUGIN_TABLE.test(text)) return false;
    const aliases = [...text.matchAll(new RegExp(`\\b(?:from|join|update) (${GROWING})(?: as)?(?: (\\w+))?`, "g"))];
    const names = new Set(aliases.flatMap(([, table = "", alias]) => (alias === undefined ? [table] : [table, alias])));
    const plan = db.prepare(`explain query plan ${text}`).all();
    return plan.some(({ detail }) => {
      const [, name] = /^SCAN (\w+)$/.exec(String(detail)) ?? [];
      return name !== undefined && names.has(name);
    });
  });
}
