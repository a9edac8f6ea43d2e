import pg from "pg";
import type { PgClientLike } from "./pool.ts";

/** A row as an array: cheaper than an object, for the hot paths. */
export type Row = readonly unknown[];

export type Value = string | number | boolean | null | Uint8Array;

const INT8 = 20;

/** Every integer of ours is a safe one. Set per statement: the pool may be the application's. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text") =>
    oid === INT8
      ? (text: string) => Number(text)
      : pg.types.getTypeParser(oid, format)) as pg.CustomTypesConfig["getTypeParser"],
};

/** One connection. Statements are unnamed, so that a proxy that pools transactions can stand between. */
export class Sql {
  readonly #client: PgClientLike;

  constructor(client: PgClientLike) {
    this.#client = client;
  }

  async rows(text: string, ...values: Value[]): Promise<Row[]> {
    const result = await this.#client.query({ text, values, rowMode: "array", types });
    return result.rows as Row[];
  }

  async row(text: string, ...values: Value[]): Promise<Row | undefined> {
    return (await this.rows(text, ...values))[0];
  }

  async all<T>(text: string, ...values: Value[]): Promise<T[]> {
    const result = await this.#client.query({ text, values, types });
    return result.rows as T[];
  }

  async one<T>(text: string, ...values: Value[]): Promise<T | undefined> {
    return (await this.all<T>(text, ...values))[0];
  }

  /** Rows changed. */
  async run(text: string, ...values: Value[]): Promise<number> {
    const result = await this.#client.query({ text, values, types });
    return result.rowCount ?? 0;
  }

  /** Several statements in one round trip, without parameters. Answers the rows of the last. */
  async script(text: string): Promise<Row[]> {
    const result: unknown = await this.#client.query({ text, rowMode: "array", types });
    const last = Array.isArray(result) ? result.at(-1) : result;
    return (last as { rows: Row[] }).rows;
  }
}

/** The number in a column that is never null. */
export function numberAt(row: Row, column: number): number {
  return row[column] as number;
}
