import {
  type EnrollAnswer,
  type EnrollChunk,
  type EnrollRow,
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
  lockCampaign,
  ordersOf,
  setCampaignState,
  shareCampaign,
  startCampaign,
} from "../campaigns/campaigns.ts";
import { shareArrivals } from "../inbox/arrivals.ts";
import { type Enrolled, enrollRows, type Source, TOO_LATE } from "../people/enrolling.ts";
import { keepKeys } from "../people/person-keys.ts";
import { settleRefusals } from "../people/settled-refusals.ts";
import { buriedAmong, isBuried } from "../people/tombstones.ts";
import { texts } from "../transaction/literals.ts";
import { numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Longest key, locale or time zone. */
const MAX_TEXT = 500;
const BAD_TEXT = "write keys, locales and time zones as plain text of at most 500 characters";
const REFUSED: Enrolled = { status: "refused", enrollment: 0 };

type Counts = Record<EnrollStatus, number>;

const LINES: readonly (readonly [EnrollStatus, number])[] = [
  ["new", LINE.new],
  ["same", LINE.same],
  ["contact-changed", LINE.contactChanged],
  ["repeated", LINE.repeated],
  ["refused", LINE.refused],
];

const IMPORT = `with added as (
    insert into imports (campaign, name, started_at) values ($1, $2, $3) on conflict do nothing returning id, started_at)
  select id, started_at from added union all select id, started_at from imports where campaign = $1 and name = $2`;

/** The mark of a chunk is its fence: whoever writes it second waits for the first, and finds the first answer. */
const MARK = "insert into chunks (import, seq) values ($1, $2) on conflict do nothing";
const CHUNK = `select new, same, contact_changed, repeated, refused from chunks where import = $1 and seq = $2`;
const COUNTED = `update chunks set new = $3, same = $4, contact_changed = $5, repeated = $6, refused = $7
  where import = $1 and seq = $2`;

/** Writes one chunk of an import: its people, its refusals, its mark. A repeated chunk gets the first answer. */
export async function enroll(work: Work, chunk: EnrollChunk): Promise<EnrollAnswer> {
  const { campaign, seq } = chunk;
  await shareArrivals(work);
  const facts = await factsOf(work, chunk.version);
  const source = await importOf(work, campaign, chunk.importId);
  if ((await work.sql.run(MARK, source.id, seq)) === 0) {
    const known = await work.sql.row(CHUNK, source.id, seq);
    if (known !== undefined) return replay(known);
  }
  const whom = await admits(work, campaign, facts);
  if (whom === "nobody") {
    await work.sql.run("delete from chunks where import = $1 and seq = $2", source.id, seq);
    return turnedAway(chunk);
  }
  const buried = await buriedAmong(
    work.sql,
    [...chunk.rows, ...chunk.refused].flatMap(({ tombstones = [] }) => tombstones),
  );
  const invited = whom === "known" ? await enrolledAmong(work, campaign, chunk.rows) : chunk.rows;
  const objections = new Map(invited.flatMap((row) => objectionTo(row, buried)));
  const good = invited.filter((row) => !objections.has(row));
  const taken = new Set(good);
  const orders = await ordersOf(work, campaign);
  const inForce = orders.amended === 0 ? facts : await factsOf(work, orders.newest);
  const enrolled = (await enrollRows(work, inForce, source, good, orders)).values();
  const answers = chunk.rows.map((row) => (taken.has(row) ? (enrolled.next().value ?? REFUSED) : REFUSED));
  const late = chunk.rows.filter((_, place) => answers[place] === TOO_LATE).map(lateRow);
  const unusable = [...objections.values(), ...late];
  const refused =
    whom === "known"
      ? []
      : chunk.refused.map((row) => (isBuried(buried, row.tombstones) ? forgotten(row) : row));
  const statuses = answers.map(({ status }) => status);
  const added = chunk.rows.filter((_, place) => statuses[place] === "new");
  await settleRefusals(work, campaign, [
    ...added.map(({ key }) => key),
    ...[...refused, ...unusable].flatMap(({ key }) => key ?? []),
  ]);
  await refuse(work, campaign, source.id, [...refused, ...unusable]);
  const counts = countsOf(statuses, chunk.refused.length);
  const uninvited = chunk.rows.length - invited.length + (whom === "known" ? chunk.refused.length : 0);
  const counted = { ...counts, refused: counts.refused - uninvited };
  for (const [status, line] of LINES) work.count(campaign, COUNTER.lines, line, counted[status]);
  await work.sql.run(COUNTED, source.id, seq, ...LINES.map(([status]) => counts[status]));
  const enrollments = answers.map(({ enrollment }) => enrollment);
  return { statuses, enrollments, counts, replayed: false, uninvited };
}

async function factsOf({ context: { versions }, sql }: Work, version: number): Promise<VersionFacts> {
  await versions.need(sql, [version]);
  return versions.get(version);
}

function countsOf(statuses: readonly EnrollStatus[], refused: number): Counts {
  const counts: Counts = { new: 0, same: 0, "contact-changed": 0, repeated: 0, refused };
  for (const status of statuses) counts[status] += 1;
  return counts;
}

async function importOf(work: Work, campaign: number, name: string): Promise<Source> {
  const row =
    (await work.sql.row(IMPORT, campaign, name, work.now)) ??
    (await work.sql.row(IMPORT, campaign, name, work.now)); // another process added it meanwhile
  if (row === undefined) throw new Error("an import conflicts and cannot be found");
  return { id: numberAt(row, 0), startedAt: numberAt(row, 1) };
}

function replay(row: Row): EnrollAnswer {
  const [first = 0, same = 0, changed = 0, repeated = 0, refused = 0] = row as readonly number[];
  const counts = { new: first, same, "contact-changed": changed, repeated, refused };
  return { statuses: [], enrollments: [], counts, replayed: true };
}

/** An open audience starts with its first row. */
async function admits(work: Work, campaign: number, facts: VersionFacts): Promise<Takes> {
  const isDraft = (await campaignState(work, campaign)) === "draft";
  const state = await (isDraft ? lockCampaign : shareCampaign)(work, campaign);
  if (state === "draft") {
    if (facts.isOpen) await startCampaign(work, campaign);
    else await setCampaignState(work, campaign, "enrolling");
  }
  return takes(state, facts.isOpen);
}

async function enrolledAmong(
  work: Work,
  campaign: number,
  rows: readonly EnrollRow[],
): Promise<readonly EnrollRow[]> {
  const text = "select key from people where campaign = $1 and key = any($2::text[])";
  const found = await work.sql.rows(
    text,
    campaign,
    texts(rows.flatMap(({ key }) => (isStorable(key, MAX_TEXT) ? key : []))),
  );
  const keys = new Set(found.map(([key]) => key));
  return rows.filter(({ key }) => keys.has(key));
}

function turnedAway({ rows, refused }: EnrollChunk): EnrollAnswer {
  const counts = countsOf(
    rows.map(() => "refused"),
    refused.length,
  );
  return { statuses: rows.map(() => "refused"), enrollments: rows.map(() => 0), counts, replayed: false };
}

async function refuse(
  work: Work,
  campaign: number,
  source: number,
  rows: readonly KeptRefusal[],
): Promise<void> {
  await work.words.need(rows.map(({ reason }) => reason));
  await keepKeys(
    work.sql,
    rows.flatMap(({ personKey }) => personKey ?? []),
  );
  const into = work.side.into("refusals", [
    ["campaign", "int"],
    ["import", "int"],
    ["line", "int"],
    ["reason", "int"],
    ["key", "text"],
    ["advice", "text"],
    ["contacts", "text"],
    ["digests", "text"],
  ]);
  const last = new Map(rows.map(({ key }, place) => [key, place]));
  for (const [place, row] of rows.entries()) {
    const { line, key, reason, advice, contacts, digests } = row;
    const word = work.word(reason);
    work.count(campaign, COUNTER.refused, 0, 1, 0, word);
    if (key !== undefined && last.get(key) !== place) {
      work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, word); // the same key comes once more in this chunk
      continue;
    }
    into.add(
      campaign,
      source,
      line,
      word,
      key ?? null,
      advice,
      contacts === undefined ? null : JSON.stringify(contacts),
      digests?.join(" ") ?? null,
    );
  }
}

/** Why a row that was admitted is not taken after all; nothing of somebody who was forgotten is kept. */
function objectionTo(
  row: EnrollRow,
  buried: ReadonlySet<string>,
): readonly (readonly [EnrollRow, RefusedRow])[] {
  const { line } = row;
  if (!isUsable(row)) return [[row, { line, reason: "message/bad-row", advice: BAD_TEXT }]];
  if (isForgottenKey(row.key))
    return [[row, { line, reason: "message/bad-key", advice: FORGOTTEN_KEY_ADVICE }]];
  return isBuried(buried, row.tombstones) ? [[row, forgotten(row)]] : [];
}

/** With all contacts: it is on the list of whoever has to be reached another way (R16). */
function lateRow({ line, key, contacts, digests, personKey }: EnrollRow): KeptRefusal {
  const refusal = { line, key, reason: REASON_TOO_LATE, advice: TOO_LATE_ADVICE, contacts };
  return personKey === undefined ? refusal : { ...refusal, digests, personKey };
}

function forgotten({ line }: EnrollRow | RefusedRow): RefusedRow {
  return { line, reason: FORGOTTEN, advice: FORGOTTEN_ADVICE };
}

/** A row that slipped through the checks before is one that the database would not keep as it is (R18). */
function isUsable({ key, locale, timezone, deadline }: EnrollRow): boolean {
  return (
    Number.isFinite("at" in deadline ? deadline.at : deadline.afterMs) &&
    isStorable(key, MAX_TEXT) &&
    isStorable(locale, MAX_TEXT) &&
    isStorable(timezone, MAX_TEXT)
  );
}
