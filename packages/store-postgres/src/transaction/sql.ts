import { StoreError } from "@relance/spec";
import { type Cell, type ChangedColumn, type Column, isList, type Row, type Sql, type Value } from "@relance/store";
import pg from "pg";
import { type Connections, type PgClientLike, readSocket, type StatementNames } from "../open/pool.ts";
import { storeFailure } from "./store-failure.ts";

/** Encodes a column of values as an array literal: one parameter for a batch of any size. */
export function arrayLiteral(values: readonly Cell[]): string {
  return `{${values.map(toElement).join(",")}}`;
}

const SPECIAL = /["\\]/;

function toElement(value: Cell): string | number {
  if (typeof value === "number") return value;
  if (value === null) return "NULL";
  if (typeof value !== "string")
    return `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex")}"`;
  return SPECIAL.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : `"${value}"`;
}

/** Our transactions require this isolation level, whatever the default of the server, role or pool. */
export const BEGIN = "begin isolation level read committed";

const INT8 = 20;

/** Reads integers as numbers. Types are set per statement, because the application may share the pool. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === INT8
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig["getTypeParser"],
};

export class PgSql implements Sql {
  readonly #client: PgClientLike;
  readonly #isPipelined: boolean;
  readonly #names: StatementNames | undefined;
  readonly #patience: { readonly query_timeout?: number };

  /** @param answerMs - timeout after which the connection counts as lost; absent for no timeout */
  constructor(
    client: PgClientLike,
    { isPipelined, names }: Pick<Connections, "isPipelined" | "names">,
    answerMs: number | undefined,
  ) {
    this.#client = client;
    this.#isPipelined = isPipelined;
    this.#names = names;
    this.#patience = answerMs === undefined ? {} : { query_timeout: answerMs };
  }

  /** Runs independent statements in one round trip if possible. Throws the first error. */
  async together<T>(statements: readonly (() => Promise<T>)[]): Promise<T[]> {
    const answers: T[] = [];
    if (!this.#isPipelined) {
      for (const statement of statements) answers.push(await statement());
      return answers;
    }
    const socket = readSocket(this.#client);
    socket?.cork();
    const sent = statements.map((statement) => statement());
    socket?.uncork();
    for (const settled of await Promise.allSettled(sent)) {
      if (settled.status === "rejected") throw settled.reason;
      answers.push(settled.value);
    }
    return answers;
  }

  async rows(text: string, ...values: Value[]): Promise<Row[]> {
    return (await this.#query(text, values, "array")).rows as Row[];
  }

  async row(text: string, ...values: Value[]): Promise<Row | undefined> {
    return (await this.rows(text, ...values))[0];
  }

  async all<T>(text: string, ...values: Value[]): Promise<T[]> {
    return (await this.#query(text, values)).rows as T[];
  }

  async one<T>(text: string, ...values: Value[]): Promise<T | undefined> {
    return (await this.all<T>(text, ...values))[0];
  }

  async insert(...[table, columns, rows, rest]: Parameters<Sql["insert"]>): Promise<Row[]> {
    const values: Value[] = [];
    return this.rows(`${buildInsert(table, columns, rows, values)} ${rest}`, ...values);
  }

  async run(text: string, ...values: Value[]): Promise<number> {
    return (await this.#query(text, values)).rowCount ?? 0;
  }

  #query(text: string, values: readonly Value[], rowMode?: "array"): ReturnType<PgClientLike["query"]> {
    const name = this.#names?.nameOf(text);
    const statement = { text, ...(name !== undefined && { name }), ...(rowMode !== undefined && { rowMode }) };
    return this.#client.query({ ...statement, ...this.#patience, values: values.map(encoded), types });
  }

  /** Runs statements without parameters in one round trip, and returns the rows of the last one. */
  async script(text: string): Promise<Row[]> {
    const result: unknown = await this.#client.query({ text, ...this.#patience, rowMode: "array", types });
    const last = Array.isArray(result) ? result.at(-1) : result;
    return (last as { rows: Row[] }).rows;
  }
}

/** SQL: inserts these rows. Rows from another store keep their numbers. */
export function buildInsert(table: string, columns: readonly Column[], rows: Cells, values: Value[]): string {
  const names = columns.map(([name]) => name).join(", ");
  return `insert into ${table} (${names}) overriding system value select * from unnest(${buildArrays(columns, rows, values)})`;
}

export function buildArrays(columns: readonly ChangedColumn[], rows: Cells, values: Value[]): string {
  const array = (place: number) => values.push(rows.map((row) => row[place] ?? null));
  return columns.map(([, type], place) => `$${array(place)}::${type}[]`).join(", ");
}

type Cells = readonly (readonly Cell[])[];

function encoded(value: Value): unknown {
  return isList(value) ? arrayLiteral(value) : value;
}

function ignore(): void {}

/** Runs `body` on one connection. Closes it if it is lost or cannot roll back. A failure is rolled back. */
export async function connected<T>(
  connections: Omit<Connections, "end">,
  body: (sql: PgSql) => Promise<T>,
  answerMs?: number,
): Promise<T> {
  const client = await connections.pool.connect();
  client.on("error", ignore); // if the connection closes, the waiting statement fails too
  const sql = new PgSql(client, connections, answerMs);
  let failure: unknown;
  try {
    return await body(sql);
  } catch (error) {
    failure = await rollback(sql, error);
    throw error;
  } finally {
    client.removeListener("error", ignore);
    client.release(failure instanceof Error ? failure : failure !== undefined);
  }
}

async function rollback(sql: PgSql, error: unknown): Promise<unknown> {
  const mapped = storeFailure(error);
  if (mapped instanceof StoreError && mapped.code === "store/unavailable") return error;
  try {
    await sql.script("rollback");
    return undefined;
  } catch (second) {
    return second;
  }
}
