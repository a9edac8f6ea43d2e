import { readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  type Cell,
  type ChangedColumn,
  type Column,
  isList,
  type Row,
  type Sql,
  type Statement,
  type Value,
} from "@relance/store";

const SCHEMA = new URL(import.meta.resolve("@relance/store/schema/0001-relance.sql"));
/** What SQLite says for what PostgreSQL says, in this order. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/ for (no key update|update|share)( of \w+(, \w+)*)?( skip locked)?/g, ""],
  [/'\\x([0-9a-f]+)'::bytea/g, "x'$1'"],
  [/::\w+(\[\])?/g, ""],
  [/ collate "C"/g, ""],
  [/position\(decode\(([\w.]+), 'hex'\) in ([\w.]+)\)/g, "instr($2, unhex($1))"],
  [/encode\(([\w.]+), 'hex'\)/g, "nullif(lower(hex($1)), '')"],
  [/\bstrpos\(/g, "instr("],
  [/\bgreatest\(/g, "max("],
  [/\bleast\(/g, "min("],
];

const SCHEMA_WORDS: typeof WORDS = [
  ...WORDS,
  [/^ *-- only on PostgreSQL[\s\S]*?^ *-- end\n/gm, ""],
  [/\w+ +generated always as identity primary key/g, "integer primary key autoincrement"],
  [/default uuid_send\(gen_random_uuid\(\)\)/g, "default (randomblob(16))"],
  [/^\) with \([^;]*\);/gm, ");"],
];

function replaced(text: string, words: typeof WORDS): string {
  return words.reduce((all, [from, to]) => all.replace(from, to), text);
}

/** The tables, as SQLite reads them. */
const TABLES = replaced(readFileSync(SCHEMA, "utf8"), SCHEMA_WORDS);

type Bound = (values: readonly Value[]) => SQLInputValue;

/** A statement as SQLite reads it, and what each of its parameters is made of. Lists travel as JSON. */
function translate(statement: string): { readonly text: string; readonly bounds: readonly Bound[] } {
  const bounds: Bound[] = [];
  const parameter = (bound: Bound) => `?${bounds.push(bound)}`;
  const text = statement
    .replace(
      /unnest\(([^()]+)\)( with ordinality)?\s+(\w+) \(([^()]*)\)/g,
      (_, lists: string, ordinality: string | undefined, alias: string, names: string) => {
        const places = [...lists.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number) - 1);
        const columns = names.split(",").map((name, column) => {
          const isPlace = ordinality !== undefined && column === places.length;
          return `${isPlace ? "key + 1" : `value ->> ${column}`} as ${name}`;
        });
        const rows = parameter((values) => {
          const [first = [], ...others] = places.map((place) => listAt(values, place));
          return JSON.stringify(first.map((value, row) => [value, ...others.map((list) => list[row])]));
        });
        return `(select ${columns.join(", ")} from json_each(${rows})) ${alias}`;
      },
    )
    .replace(/= any\(\$(\d+)::\w+\[\]\)/g, (_, number: string) => {
      const list = parameter((values) => JSON.stringify(listAt(values, Number(number) - 1)));
      return `in (select value from json_each(${list}))`;
    })
    .replace(/\$(\d+)/g, (_, number: string) => parameter((values) => valueAt(values, Number(number) - 1)));
  return { text: replaced(text, WORDS), bounds };
}

function listAt(values: readonly Value[], place: number): readonly Cell[] {
  const list = values[place];
  if (isList(list)) return list;
  throw new Error("the SQL has a value where a list belongs");
}

function valueAt(values: readonly Value[], place: number): SQLInputValue {
  const value = values[place];
  if (isList(value) || value === undefined) throw new Error("the SQL has a list where a value belongs");
  return typeof value === "boolean" ? Number(value) : value;
}

interface Prepared {
  readonly statement: StatementSync;
  readonly bounds: readonly Bound[];
}

export class MemorySql implements Sql {
  readonly #db = new DatabaseSync(":memory:");
  readonly #prepared = new Map<string, Prepared>();
  readonly #wait: (() => Promise<void>) | undefined;

  /** @param wait awaited before each statement, as one that travels is */
  constructor(incarnation: string, wait?: () => Promise<void>) {
    this.#wait = wait;
    this.#db.exec(`begin; ${TABLES}; commit`);
    this.#db.prepare("insert into meta (name, value) values ('incarnation', ?)").run(incarnation);
  }

  async rows(text: string, ...values: Value[]): Promise<Row[]> {
    return (await this.#all(text, values, true)) as Row[];
  }

  async row(text: string, ...values: Value[]): Promise<Row | undefined> {
    return (await this.rows(text, ...values))[0];
  }

  async all<T>(text: string, ...values: Value[]): Promise<T[]> {
    return (await this.#all(text, values, false)) as T[];
  }

  async one<T>(text: string, ...values: Value[]): Promise<T | undefined> {
    return (await this.all<T>(text, ...values))[0];
  }

  async insert(...[table, columns, rows, rest]: Parameters<Sql["insert"]>): Promise<Row[]> {
    const places = columns.map((_, place) => `$${place + 1}`);
    const text = `insert into ${table} (${columns.map(([name]) => name)}) values (${places}) ${rest}`;
    const answers: Row[] = [];
    for (const row of rows) answers.push(...(await this.rows(text, ...row)));
    return answers;
  }

  async run(text: string, ...values: Value[]): Promise<number> {
    await this.#wait?.();
    const { statement, bounds } = this.#prepare(text, false);
    return Number(statement.run(...bounds.map((bound) => bound(values))).changes);
  }

  async together<T>(statements: readonly (() => Promise<T>)[]): Promise<T[]> {
    const answers: T[] = [];
    for (const statement of statements) answers.push(await statement());
    return answers;
  }

  exec(text: "begin" | "commit" | "rollback"): void {
    this.#db.exec(text);
  }

  close(): void {
    this.#db.close();
  }

  async #all(text: string, values: readonly Value[], isArray: boolean): Promise<unknown> {
    await this.#wait?.();
    const { statement, bounds } = this.#prepare(text, isArray);
    return statement.all(...bounds.map((bound) => bound(values)));
  }

  #prepare(text: string, isArray: boolean): Prepared {
    const name = `${isArray} ${text}`;
    const known = this.#prepared.get(name);
    if (known !== undefined) return known;
    const translated = translate(text);
    const statement = this.#db.prepare(translated.text);
    statement.setReturnArrays(isArray);
    const prepared = { statement, bounds: translated.bounds };
    this.#prepared.set(name, prepared);
    return prepared;
  }
}

/** What a transaction writes at its end: a statement a row. */
export class MemoryStatement implements Statement {
  readonly #sql: Sql;
  readonly #parts: (() => Promise<unknown>)[] = [];

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  insert(...added: Parameters<Statement["insert"]>): void {
    this.#parts.push(() => this.#sql.insert(...added, ""));
  }

  update(table: string, columns: readonly ChangedColumn[], rows: readonly (readonly Cell[])[]): void {
    const [[key] = ["id"], ...others] = columns;
    const place = (name: string) => columns.findIndex(([column]) => column === name) + 1;
    const sets = others.map(([name, , set = `u.${name}`]) => {
      const value = set.replace(/\bu\.(\w+)/g, (_, given: string) => `$${place(given)}`);
      return `${name} = ${value}`;
    });
    const text = `update ${table} as a set ${sets.join(", ")} where a.${key} = $1`;
    for (const row of rows) this.#parts.push(() => this.#sql.run(text, ...row));
  }

  addCounts(columns: readonly Column[], rows: readonly (readonly Cell[])[]): void {
    this.#parts.push(() => this.#sql.insert("counters", columns, rows, "on conflict do update set n = n + excluded.n"));
  }

  part(text: string, ...values: Value[]): void {
    this.#parts.push(() => this.#sql.run(text, ...values));
  }

  async run(): Promise<void> {
    for (const part of this.#parts) await part();
  }
}
