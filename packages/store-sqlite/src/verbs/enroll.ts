import type { EnrollAnswer, EnrollChunk, EnrollStatus, KeptRefusal } from "@relance/spec";
import {
  CHUNK_LINES,
  COUNTER,
  countLines,
  forgottenRow,
  type ImportSource,
  LATECOMER,
  LINE,
  lateRow,
  NOT_TAKEN,
  objectionTo,
  overRow,
  refusalOf,
  replayedChunk,
  type Takes,
  takes,
  turnedAway,
  type VersionFacts,
} from "@relance/store";
import {
  campaignState,
  extendedTo,
  setCampaignState,
  startCampaign,
  versionInForce,
} from "../campaigns/campaigns.ts";
import { Enrolling } from "../people/enrolling.ts";
import { keepKey } from "../people/person-keys.ts";
import type { PreparedRow } from "../people/prepared-row.ts";
import { settleRefusals } from "../people/settled-refusals.ts";
import { isBuried } from "../people/tombstones.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const REFUSE = `insert into refusals (campaign, import, line, key, reason, advice, contacts, digests)
  values (?, ?, ?, ?, ?, ?, ?, ?)`;

/** A chunk as it will be written. */
export interface PreparedChunk extends Omit<EnrollChunk, "rows"> {
  readonly rows: readonly PreparedRow[];
}

/** Writes one chunk of an import: its people, its refusals, its mark. A repeated chunk gets the first answer. */
export function enroll(work: Work, chunk: PreparedChunk): EnrollAnswer {
  const { campaign, seq } = chunk;
  if (chunk.isTrial === true) work.takeBack();
  const facts = work.context.versions.get(versionInForce(work.sql, campaign, chunk.version));
  const source = importOf(work, campaign, chunk.importId);
  const known = work.sql.row(
    "select new, same, contact_changed, repeated, refused from chunks where import = ? and seq = ?",
    source.id,
    seq,
  );
  if (known !== undefined) return replayedChunk(known);
  const whom = admits(work, campaign, facts);
  const enrolling = new Enrolling(work, facts, source, extendedTo(work.sql, campaign));
  if (whom === "nobody") return turnAway(work, enrolling, source, chunk, facts.isOpen);
  const statuses: EnrollStatus[] = [];
  const enrollments: number[] = [];
  const unusable: KeptRefusal[] = [];
  let uninvited = whom === "known" ? chunk.refused.length : 0;
  for (const row of chunk.rows) {
    if (whom === "known" && !enrolling.knows(row.key)) {
      uninvited += 1;
      statuses.push("refused");
      enrollments.push(0);
      continue;
    }
    const objection = objectionTo(row, isBuried(work, row.tombstones));
    if (objection !== undefined) unusable.push(objection);
    const enrolled = objection === undefined ? enrolling.add(row) : NOT_TAKEN;
    if (enrolled === LATECOMER) unusable.push(lateRow(readable(row)));
    const { status, enrollment } = enrolled;
    if (status === "new") settleRefusals(work, campaign, row.key);
    statuses.push(status);
    enrollments.push(enrollment);
  }
  const refused = whom === "known" ? [] : chunk.refused.map((row) => withoutForgotten(work, row));
  for (const row of [...refused, ...unusable]) refuse(work, campaign, source.id, row);
  const counts = countLines(statuses, chunk.refused.length);
  const counted = { ...counts, refused: counts.refused - uninvited };
  for (const [status, line] of CHUNK_LINES) work.count(campaign, COUNTER.lines, line, counted[status]);
  work.sql.run(
    "insert into chunks (import, seq, new, same, contact_changed, repeated, refused) values (?, ?, ?, ?, ?, ?, ?)",
    source.id,
    seq,
    ...CHUNK_LINES.map(([status]) => counts[status]),
  );
  return { statuses, enrollments, counts, refusals: unusable.map(refusalOf), replayed: false, uninvited };
}

/**
 * The campaign is over. Without a mark, because it may be extended and go on. Of an open audience the account says so, of
 * rows that are nobody's yet; a closed one has no place for them.
 */
function turnAway(
  work: Work,
  enrolling: Enrolling,
  source: ImportSource,
  { campaign, rows, refused }: PreparedChunk,
  isOpen: boolean,
): EnrollAnswer {
  const over = rows.map((row) => objectionTo(row, isBuried(work, row.tombstones)) ?? overRow(readable(row)));
  if (isOpen) {
    const unknown = over.filter(({ key }) => key === undefined || !enrolling.knows(key));
    const kept = [...refused.map((row) => withoutForgotten(work, row)), ...unknown];
    for (const row of kept) refuse(work, campaign, source.id, row);
    work.count(campaign, COUNTER.lines, LINE.refused, kept.length);
  }
  return turnedAway(over.map(refusalOf), refused.length);
}

function importOf(work: Work, campaign: number, name: string): ImportSource {
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

/** An open audience starts with its first row. */
function admits(work: Work, campaign: number, facts: VersionFacts): Takes {
  const state = campaignState(work.sql, campaign);
  if (state === "draft") {
    if (facts.isOpen) startCampaign(work, campaign);
    else setCampaignState(work, campaign, "enrolling");
  }
  return takes(state, facts.isOpen);
}

function refuse(work: Work, campaign: number, source: number, row: KeptRefusal): void {
  const reason = work.word(row.reason);
  const { line, key = null, advice, contacts, digests, personKey } = row;
  if (key !== null) settleRefusals(work, campaign, key);
  const readable = contacts === undefined ? null : JSON.stringify(contacts);
  const names = digests?.join(" ") ?? null;
  const id = work.sql.insert(REFUSE, campaign, source, line, key, reason, advice, readable, names);
  work.log.addRefusal(campaign, id, reason);
  if (personKey !== undefined) keepKey(work.sql, personKey.name, personKey.wrapped);
  work.count(campaign, COUNTER.refused, 0, 1, 0, reason);
}

/** As it came, as far as its refusal names it. */
function readable({ line, key, contacts, digests, keyName, wrappedKey }: PreparedRow) {
  const personKey =
    keyName === null || wrappedKey === null ? undefined : { name: keyName, wrapped: wrappedKey };
  return {
    line,
    key,
    contacts: JSON.parse(contacts) as KeptRefusal["contacts"],
    digests: digests.split(" "),
    personKey,
  };
}

function withoutForgotten(work: Work, row: KeptRefusal): KeptRefusal {
  return isBuried(work, row.tombstones?.join(" ") ?? "") ? forgottenRow(row) : row;
}
