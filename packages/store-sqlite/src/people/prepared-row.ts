import type { EnrollChunk, EnrollRow } from "@relance/spec";
import { channelNumber } from "@relance/store";

/** A row of the audience as it will be written: texts ready, no objects inside. */
export interface PreparedRow {
  readonly line: number;
  readonly key: string;
  /** JSON. */
  readonly contacts: string;
  /** One digit per contact: the channel's number. */
  readonly channels: string;
  /** One per contact, separated by blanks. */
  readonly digests: string;
  /** JSON. */
  readonly variables: string;
  readonly locale: string | null;
  readonly timezone: string | null;
  /** The legal end: an instant, or so long after enrollment. */
  readonly until: number;
  readonly isAfter: number;
  readonly steps: number;
  readonly ord: number;
  readonly zone: number;
  /** Keyed hashes of the person, separated by blanks. */
  readonly tombstones: string;
  readonly person: string | null;
  readonly keyName: string | null;
  readonly wrappedKey: string | null;
}

/** A chunk whose rows are one flat list: that travels between threads at a fifth of the cost of objects. */
export interface PackedChunk extends Omit<EnrollChunk, "rows"> {
  readonly rows: readonly (string | number | null)[];
}

const FIELDS = 17;

export function prepareRow(row: EnrollRow): PreparedRow {
  const { line, key, deadline, steps, ord } = row;
  let channels = "";
  for (const { channel } of row.contacts) channels += channelNumber(channel);
  return {
    line,
    key,
    contacts: JSON.stringify(row.contacts),
    channels,
    digests: row.digests.join(" "),
    variables: JSON.stringify(row.variables),
    locale: row.locale ?? null,
    timezone: row.timezone ?? null,
    until: "at" in deadline ? deadline.at : deadline.afterMs,
    isAfter: "at" in deadline ? 0 : 1,
    steps,
    ord,
    zone: row.zone ?? 0,
    tombstones: row.tombstones?.join(" ") ?? "",
    person: row.person ?? null,
    keyName: row.personKey?.name ?? null,
    wrappedKey: row.personKey?.wrapped ?? null,
  };
}

export function packChunk(chunk: EnrollChunk): PackedChunk {
  const rows: (string | number | null)[] = [];
  for (const one of chunk.rows) {
    const row = prepareRow(one);
    rows.push(row.line, row.key, row.contacts, row.channels, row.digests, row.variables, row.locale);
    rows.push(row.timezone, row.until, row.isAfter, row.steps, row.ord, row.zone, row.tombstones);
    rows.push(row.person, row.keyName, row.wrappedKey);
  }
  return { ...chunk, rows };
}

export function unpackRows(rows: PackedChunk["rows"]): PreparedRow[] {
  const unpacked: PreparedRow[] = [];
  for (let at = 0; at < rows.length; at += FIELDS) {
    unpacked.push({
      line: rows[at] as number,
      key: rows[at + 1] as string,
      contacts: rows[at + 2] as string,
      channels: rows[at + 3] as string,
      digests: rows[at + 4] as string,
      variables: rows[at + 5] as string,
      locale: rows[at + 6] as string | null,
      timezone: rows[at + 7] as string | null,
      until: rows[at + 8] as number,
      isAfter: rows[at + 9] as number,
      steps: rows[at + 10] as number,
      ord: rows[at + 11] as number,
      zone: rows[at + 12] as number,
      tombstones: rows[at + 13] as string,
      person: rows[at + 14] as string | null,
      keyName: rows[at + 15] as string | null,
      wrappedKey: rows[at + 16] as string | null,
    });
  }
  return unpacked;
}
