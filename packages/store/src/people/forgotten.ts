import { FLAG } from "@relance/rules";
import { type Contact, FORGOTTEN_KEY } from "@relance/spec";
import { listOf, type Sql } from "../transaction/sql.ts";
import type { HotRow } from "./hot-row.ts";

/** Why a row of somebody who was forgotten is refused. */
export const FORGOTTEN = "forgotten";
/** What such a line of the account says. */
export const FORGOTTEN_ADVICE =
  "this person was forgotten: relance holds nothing of them and takes nothing back";
/** What a line says whose key could come to be that of somebody who was forgotten. */
export const FORGOTTEN_KEY_ADVICE: string = `a key does not begin with ${FORGOTTEN_KEY}`;

/** What stands in place of the key of somebody who was forgotten: one a matter. */
export function forgottenKey(enrollment: number): string {
  return `${FORGOTTEN_KEY}${enrollment}`;
}

/** What stands in place of the person: by it the matters are found again. */
export function forgottenPerson(tombstone: string): string {
  return `${FORGOTTEN_KEY}${tombstone}`;
}

/** True for somebody about whom nothing is kept any more but the facts. */
export function isForgotten(row: Pick<HotRow, "flags"> | undefined): boolean {
  return row !== undefined && (row.flags & FLAG.forgotten) !== 0;
}

/** Every text in a stored JSON value, however deep. */
export function textsIn(json: string | null): string[] {
  return json === null ? [] : leaves(JSON.parse(json));
}

/** The addresses in the JSON of stored contacts. */
export function addressesIn(contacts: string | null): string[] {
  const all = contacts === null ? [] : (JSON.parse(contacts) as readonly Contact[]);
  return all.map(({ address }) => address);
}

/** By what is found what stands under an address alone: as it is stored, and as a keyed hash. */
export interface StrangerName {
  readonly address: string;
  readonly digest: string;
}

/** Each contact that has a keyed hash, once. */
export function strangerNames(contacts: string | null, digests: string | null): StrangerName[] {
  const named = (digests ?? "").split(" ");
  return addressesIn(contacts).map((address, place) => ({ address, digest: named[place] ?? "" }));
}

function leaves(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leaves);
}

/** A text as it may stand inside stored bytes: as it is, in JSON, in a form. */
export function textForms(text: string): string[] {
  const sane = text.toWellFormed();
  return [...new Set([text, JSON.stringify(text).slice(1, -1), encodeURIComponent(sane)])];
}

/** Which of these keyed hashes somebody was forgotten under. */
export async function buriedAmong(sql: Sql, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(digests)].filter((digest) => !digest.includes("\0"));
  if (wanted.length === 0) return new Set();
  const rows = await sql.rows("select digest from tombstones where digest = any($1::text[])", listOf(wanted));
  return new Set(rows.map((row) => row[0] as string));
}

/** Somebody was forgotten under one of these. */
export function isBuried(buried: ReadonlySet<string>, tombstones: readonly string[] = []): boolean {
  return tombstones.some((digest) => buried.has(digest));
}
