import {
  type EnrollAnswer,
  type EnrollChunk,
  type EnrollStatus,
  isForgottenKey,
  type KeptRefusal,
  type RefusedRow,
} from "@relance/spec";
import {
  COUNTER,
  FORGOTTEN,
  FORGOTTEN_ADVICE,
  FORGOTTEN_KEY_ADVICE,
  isStorable,
  LINE,
  TOO_LATE as REASON_TOO_LATE,
  type Takes,
  TOO_LATE_ADVICE,
  takes,
  type VersionFacts,
} from "@relance/store-kit";
import {
  campaignState,
  extendedTo,
  setCampaignState,
  startCampaign,
  versionInForce,
} from "../campaigns/campaigns.ts";
import { Enrolling, TOO_LATE } from "../people/enrolling.ts";
import { keepKey } from "../people/person-keys.ts";
import type { PreparedRow } from "../people/prepared-row.ts";
import { settleRefusals } from "../people/settled-refusals.ts";
import { isBuried } from "../people/tombstones.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

interface ChunkRow {
  readonly new: number;
  readonly same: number;
  readonly changed: number;
  readonly repeated: number;
  readonly refused: number;
}

/** Longest key, locale or time zone. */
const MAX_TEXT = 500;
const BAD_TEXT = "write keys, locales and time zones as plain text of at most 500 characters";
const REFUSED = { status: "refused", enrollment: 0 } as const;

type Counts = Record<EnrollStatus, number>;

const LINES: readonly (readonly [EnrollStatus, number])[] = [
  ["new", LINE.new],
  ["same", LINE.same],
  ["contact-changed", LINE.contactChanged],
  ["repeated", LINE.repeated],
  ["refused", LINE.refused],
];

const REFUSE = `insert into refusals (campaign, import, line, key, reason, advice, contacts, digests)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;

/** A chunk as it will be written. */
export interface PreparedChunk extends Omit<EnrollChunk, "rows"> {
  readonly rows: readonly PreparedRow[];
}

/** Writes one chunk of an import: its people, its refusals, its mark. A repeated chunk gets the first answer. */
export function enroll(work: Work, chunk: PreparedChunk): EnrollAnswer {
  const { campaign, seq } = chunk;
  const facts = work.context.versions.get(versionInForce(work.sql, campaign, chunk.version));
  const source = importOf(work, campaign, chunk.importId);
  const known = work.sql.one<ChunkRow>(
    "select new, same, contact_changed as changed, repeated, refused from chunks where import = ? and seq = ?",
    source.id,
    seq,
  );
  if (known !== undefined) return replay(known);
  const whom = admits(work, campaign, facts);
  if (whom === "nobody") return turnedAway(chunk);
  const enrolling = new Enrolling(work, facts, source, extendedTo(work.sql, campaign));
  const counts: Counts = {
    new: 0,
    same: 0,
    "contact-changed": 0,
    repeated: 0,
    refused: chunk.refused.length,
  };
  const statuses: EnrollStatus[] = [];
  const enrollments: number[] = [];
  const unusable: KeptRefusal[] = [];
  let uninvited = whom === "known" ? chunk.refused.length : 0;
  for (const row of chunk.rows) {
    if (whom === "known" && !enrolling.knows(row.key)) {
      counts.refused += 1;
      uninvited += 1;
      statuses.push("refused");
      enrollments.push(0);
      continue;
    }
    const objection = objectionTo(work, row);
    if (objection !== undefined) unusable.push(objection);
    const enrolled = objection === undefined ? enrolling.add(row) : REFUSED;
    if (enrolled === TOO_LATE) unusable.push(lateRow(row));
    const { status, enrollment } = enrolled;
    if (status === "new") settleRefusals(work, campaign, row.key);
    counts[status] += 1;
    statuses.push(status);
    enrollments.push(enrollment);
  }
  const refused = whom === "known" ? [] : chunk.refused.map((row) => withoutForgotten(work, row));
  for (const row of [...refused, ...unusable]) refuse(work, campaign, source.id, row);
  const counted = { ...counts, refused: counts.refused - uninvited };
  for (const [status, line] of LINES) work.count(campaign, COUNTER.lines, line, counted[status]);
  work.sql.run(
    "insert into chunks (import, seq, new, same, contact_changed, repeated, refused) values (?, ?, ?, ?, ?, ?, ?)",
    source.id,
    seq,
    ...LINES.map(([status]) => counts[status]),
  );
  return { statuses, enrollments, counts, replayed: false, uninvited };
}

function importOf(
  work: Work,
  campaign: number,
  name: string,
): { readonly id: number; readonly startedAt: number } {
  const row = work.sql.row(
    "select id, started_at from imports where campaign = ? and name = ?",
    campaign,
    name,
  );
  if (row !== undefined) return { id: numberAt(row, 0), startedAt: numberAt(row, 1) };
  const id = work.sql.insert(
    "insert into imports (campaign, name, started_at) values (?, ?, ?)",
    campaign,
    name,
    work.now,
  );
  return { id, startedAt: work.now };
}

function replay({ changed, ...known }: ChunkRow): EnrollAnswer {
  return { statuses: [], enrollments: [], counts: { ...known, "contact-changed": changed }, replayed: true };
}

/** An open audience starts with its first row. */
function admits(work: Work, campaign: number, facts: VersionFacts): Takes {
  const state = campaignState(work.sql, campaign);
  if (state === "draft") {
    if (facts.isOpen) startCampaign(work, campaign);
    else setCampaignState(work, campaign, "enrolling");
  }
  return takes(state, facts.isOpen);
}

function turnedAway({ rows, refused }: PreparedChunk): EnrollAnswer {
  const counts = {
    new: 0,
    same: 0,
    "contact-changed": 0,
    repeated: 0,
    refused: rows.length + refused.length,
  };
  return { statuses: rows.map(() => "refused"), enrollments: rows.map(() => 0), counts, replayed: false };
}

function refuse(work: Work, campaign: number, source: number, row: KeptRefusal): void {
  const reason = work.word(row.reason);
  const { line, key = null, advice, contacts, digests, personKey } = row;
  if (key !== null) settleRefusals(work, campaign, key);
  const readable = contacts === undefined ? null : JSON.stringify(contacts);
  work.sql.run(REFUSE, campaign, source, line, key, reason, advice, readable, digests?.join(" ") ?? null);
  if (personKey !== undefined) keepKey(work.sql, personKey.name, personKey.wrapped);
  work.count(campaign, COUNTER.refused, 0, 1, 0, reason);
}

/** Why a row that was admitted is not taken after all; nothing of somebody who was forgotten is kept. */
function objectionTo(work: Work, row: PreparedRow): RefusedRow | undefined {
  const { line } = row;
  if (!isUsable(row)) return { line, reason: "message/bad-row", advice: BAD_TEXT };
  if (isForgottenKey(row.key)) return { line, reason: "message/bad-key", advice: FORGOTTEN_KEY_ADVICE };
  if (!isBuried(work, row.tombstones)) return undefined;
  return { line, reason: FORGOTTEN, advice: FORGOTTEN_ADVICE };
}

/** With all contacts: it is on the list of whoever has to be reached another way (R16). */
function lateRow({ line, key, contacts, digests, keyName, wrappedKey }: PreparedRow): KeptRefusal {
  const refusal = { line, key, reason: REASON_TOO_LATE, advice: TOO_LATE_ADVICE };
  const readable = { ...refusal, contacts: JSON.parse(contacts) as RefusedRow["contacts"] };
  if (keyName === null || wrappedKey === null) return readable;
  return { ...readable, digests: digests.split(" "), personKey: { name: keyName, wrapped: wrappedKey } };
}

function withoutForgotten(work: Work, row: KeptRefusal): KeptRefusal {
  const isTheirs = isBuried(work, row.tombstones?.join(" ") ?? "");
  return isTheirs ? { line: row.line, reason: FORGOTTEN, advice: FORGOTTEN_ADVICE } : row;
}

/** A row that slipped through the checks before: one that the database would not keep as it is (R18). */
function isUsable({ key, locale, timezone, until }: PreparedRow): boolean {
  return (
    Number.isFinite(until) &&
    isStorable(key, MAX_TEXT) &&
    isStorable(locale ?? undefined, MAX_TEXT) &&
    isStorable(timezone ?? undefined, MAX_TEXT)
  );
}
