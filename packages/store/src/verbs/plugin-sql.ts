import { hash } from "node:crypto";
import { type PluginRow, type PluginSqlAnswer, type PluginSqlInput, StoreError } from "@relance/spec";
import { FACT, KEEP_FACT } from "../rows/facts.ts";
import type { Work } from "../work/work.ts";
import { lease } from "./lease.ts";

const BEGIN = "insert into meta (name, value) values ($1, '0 ') on conflict do nothing";

export async function pluginSql(
  work: Work,
  { plugin, migrations = [], statements, save }: PluginSqlInput,
): Promise<PluginSqlAnswer> {
  for (const { text } of statements) refuseForeignTables(plugin, text, "statement");
  if (migrations.length > 0) await migrate(work, plugin, migrations);
  if (save !== undefined) {
    const { task: name, owner, leaseMs, data } = save;
    if ((await lease(work, { name, owner, leaseMs, save: { data } })).status !== "owned")
      return { status: "held", rows: [] };
  }
  const rows: (readonly PluginRow[])[] = [];
  for (const { text, values = [] } of statements) rows.push(await work.sql.all<PluginRow>(text, ...values));
  return { status: "run", rows };
}

/** `meta` stores the number of migrations. A transfer copies neither `meta` nor the plugin's tables. */
async function migrate({ sql }: Work, plugin: string, migrations: readonly string[]): Promise<void> {
  const name = `plugin:${plugin}`;
  await sql.run(BEGIN, name);
  const [kept] = (await sql.row(`${FACT} for update`, name)) ?? [];
  const [count = "0", checksum] = String(kept).split(" ");
  const done = Number(count);
  if (done > 0 && checksum !== hashMigrations(migrations.slice(0, done)))
    throw new StoreError(
      "store/damaged",
      `plugin ${plugin}: one of its first ${done} migrations changed after it was run; append a new migration instead`,
    );
  if (done >= migrations.length) return;
  for (const text of migrations.slice(done)) {
    refuseForeignTables(plugin, text, "migration");
    await sql.run(text);
  }
  await sql.run(KEEP_FACT, name, `${migrations.length} ${hashMigrations(migrations)}`);
}

function hashMigrations(migrations: readonly string[]): string {
  return hash("sha256", JSON.stringify(migrations)).slice(0, 32);
}

const FIRST = {
  statement: ["select", "insert", "update", "delete", "with"],
  migration: ["create", "alter", "drop"],
} as const;

/** Words before the name of a table. After `on`, a table name follows only in `create index`. */
const BEFORE_TABLE = ["from", "join", "using", "into", "update", "table", "index", "references"];
const SKIPPED = ["only", "if", "not", "exists", "lateral"];
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$\d+|[\p{L}_][\p{L}\p{N}_$]*|\S/gu;

/** Refuses SQL that by mistake names a table without the plugin's prefix. @throws {RangeError} */
export function refuseForeignTables(plugin: string, text: string, kind: keyof typeof FIRST): void {
  const tokens = [...text.matchAll(TOKEN)].map(([token]) => token).filter((token) => !/^(--|\/\*|')/.test(token));
  const words = tokens.map((token) => token.toLowerCase());
  const refuse = (why: string): never => {
    throw new RangeError(`plugin ${plugin}: ${why}, in: ${text.slice(0, 80)}`);
  };
  const first = words[0] ?? "";
  if (!(FIRST[kind] as readonly string[]).includes(first)) refuse(`a ${kind} begins with ${FIRST[kind].join(", ")}`);
  if (words.slice(0, -1).includes(";")) refuse("write one statement");
  const isIndex = kind === "migration" && words.slice(1, 3).includes("index");
  for (const name of namedTables(words, isIndex)) {
    if (!name.startsWith(`${plugin}_`)) refuse(`${name} is not a table of the plugin (${plugin}_…)`);
  }
}

function namedTables(words: readonly string[], isIndex: boolean): readonly string[] {
  const own = new Set(words.filter((_, at) => words[at + 1] === "as" && words[at + 2] === "(")); // `with recent as (`
  const found: string[] = [];
  words.forEach((word, at) => {
    if (!BEFORE_TABLE.includes(word) && !(isIndex && word === "on")) return;
    if (word === "update" && ["set", "nothing"].includes(words[at + 1] ?? "")) return; // "on conflict do update set"
    if (word === "from" && words[at - 1] === "distinct") return; // "is distinct from"
    found.push(...namesAfter(words, at + 1, word));
  });
  return found.filter((name) => !own.has(name));
}

/** Returns the table name at a position, or the comma-separated names after `from` and `using`, without functions. */
function namesAfter(words: readonly string[], from: number, before: string): readonly string[] {
  let at = from;
  while (SKIPPED.includes(words[at] ?? "")) at += 1;
  const name = (words[at] ?? "").replaceAll('"', "");
  const isList = before === "from" || before === "using";
  const isFunction = words[at + 1] === "(" && (isList || before === "join");
  const isTable = name !== "(" && name !== "" && !isFunction;
  const found = isTable ? [words[at + 1] === "." ? `${name}.${words[at + 2]}` : name] : [];
  if (!isList) return found;
  let depth = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "(") depth += 1;
    else if (word === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && END.has(word))) break;
    if (depth === 0 && word === ",") return [...found, ...namesAfter(words, at + 1, before)];
  }
  return found;
}

const END: ReadonlySet<string> = new Set(
  "where group order having limit offset union except intersect for returning join left right full inner cross on window set".split(
    " ",
  ),
);
