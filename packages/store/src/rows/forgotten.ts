import { FLAG } from "@relance/rules";
import { FORGOTTEN_KEY } from "@relance/spec";
import type { HotRow } from "./hot-row.ts";
import type { Sql } from "./sql.ts";

export function forgottenKey(enrollment: number): string {
  return `${FORGOTTEN_KEY}${enrollment}`;
}

export function forgottenPerson(tombstone: string): string {
  return `${FORGOTTEN_KEY}${tombstone}`;
}

export function isForgotten(row: Pick<HotRow, "flags"> | undefined): boolean {
  return row !== undefined && (row.flags & FLAG.forgotten) !== 0;
}

export type WasForgotten = (one: Named) => boolean;

type Named = { readonly tombstones?: readonly string[] | undefined };

export async function forgottenAmong(sql: Sql, all: readonly Named[]): Promise<WasForgotten> {
  const wanted = [...new Set(all.flatMap(({ tombstones = [] }) => tombstones))].filter((one) => !one.includes("\0"));
  const text = "select digest from forgotten_recipients where digest = any($1::text[])";
  const found = new Set(wanted.length === 0 ? [] : (await sql.rows(text, wanted)).map(([digest]) => digest));
  return ({ tombstones = [] }) => tombstones.some((digest) => found.has(digest));
}
