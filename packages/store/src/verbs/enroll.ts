import {
  type EnrollAnswer,
  type EnrollChunk,
  type EnrollRow,
  type KeptRefusal,
  type RefusedRow,
  type SealInput,
  StoreError,
} from "@relance/spec";
import {
  campaignState,
  lockCampaign,
  readOrders,
  setCampaignState,
  shareCampaign,
  startCampaign,
} from "../moves/campaigns.ts";
import { enrolledUnder } from "../moves/changing-contacts.ts";
import { enrollRows } from "../moves/enrolling.ts";
import {
  CHUNK_ROWS,
  countRows,
  forgottenRow,
  type ImportSource,
  NOT_TAKEN,
  objectionTo,
  overRow,
  SETTLED,
  settleRefusals,
  type Takes,
  takes,
  toRefusal,
} from "../moves/row-objection.ts";
import { COUNTER, ROW } from "../rows/counters.ts";
import { forgottenAmong, type WasForgotten } from "../rows/forgotten.ts";
import { foundOrAdded, type StoredRow, splitColumns } from "../rows/sql.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";

const REFUSALS = splitColumns(`id bigint, campaign int, import int, line int, reason int, key text, advice text,
  contacts text, digests text, box text, settled smallint`);

const IMPORT = "insert into imports (campaign, name, started_at) values ($1, $2, $3) on conflict do nothing";
const IMPORTED = 'select id, started_at as "startedAt" from imports where campaign = $1 and name = $2';

/** Inserts the chunk's own row. A second writer of this chunk waits for the first and returns its answer. */
const MARK = "insert into chunks (import, seq) values ($1, $2) on conflict do nothing";
const CHUNK = `select new, same, contact_changed as "contact-changed", repeated, refused from chunks where import = $1 and seq = $2`;
const COUNTED = `update chunks set new = $3, same = $4, contact_changed = $5, repeated = $6, refused = $7
  where import = $1 and seq = $2`;

/** Writes one chunk of an import. A repeated chunk returns its first answer. */
export async function enroll(work: Work, chunk: EnrollChunk): Promise<EnrollAnswer> {
  const { campaign, seq } = chunk;
  work.isTakenBack = chunk.isTrial === true;
  await work.context.driver.holdArrivals(work.sql, "shared");
  const facts = await readVersionFacts(work, chunk.version);
  const find = () => work.sql.one<ImportSource>(IMPORTED, campaign, chunk.importId);
  const source = await foundOrAdded(find, () => work.sql.run(IMPORT, campaign, chunk.importId, work.now));
  if ((await work.sql.run(MARK, source.id, seq)) === 0) {
    const counts = await work.sql.one<EnrollAnswer["counts"]>(CHUNK, source.id, seq);
    if (counts !== undefined) return { statuses: [], enrollments: [], counts, refusals: [], replayed: true };
  }
  const whom = await admits(work, campaign, facts);
  const wasForgotten = await forgottenAmong(work.sql, [...chunk.rows, ...chunk.refused]);
  if (whom === "none") return turnAway(work, source.id, chunk, wasForgotten, facts.isOpen);
  const invited = whom === "known" ? await enrolledAmong(work, campaign, chunk.rows) : chunk.rows;
  const objections = new Map(invited.flatMap((row) => objectionsTo(row, wasForgotten)));
  const good = invited.filter((row) => !objections.has(row));
  const taken = new Set(good);
  const orders = await readOrders(work, campaign);
  const inForce = orders.amended === 0 ? facts : await readVersionFacts(work, orders.newest);
  const enrolled = (await enrollRows(work, inForce, source, good, orders)).values();
  const answers = chunk.rows.map((row) => (taken.has(row) ? (enrolled.next().value ?? NOT_TAKEN) : NOT_TAKEN));
  const unusable = [...objections.values(), ...answers.flatMap(({ refusal }) => refusal ?? [])];
  const refused = whom === "known" ? [] : chunk.refused.map((row) => withoutForgotten(row, wasForgotten));
  const statuses = answers.map(({ status }) => status);
  const inside = chunk.rows.flatMap(({ key }, place) => (statuses[place] === "refused" ? [] : key));
  await settleRefusals(work, campaign, inside, SETTLED.since);
  await refuse(work, campaign, source.id, [...refused, ...unusable]);
  const counts = countRows(statuses, chunk.refused.length);
  const uninvited = chunk.rows.length - invited.length + (whom === "known" ? chunk.refused.length : 0);
  const counted = { ...counts, refused: counts.refused - uninvited };
  for (const [status, row] of CHUNK_ROWS) work.count(campaign, COUNTER.rows, row, counted[status]);
  await work.sql.run(COUNTED, source.id, seq, ...CHUNK_ROWS.map(([status]) => counts[status]));
  const enrollments = answers.map(({ enrollment }) => enrollment);
  return { statuses, enrollments, counts, refusals: unusable.map(toRefusal), replayed: false, uninvited };
}

/** Refuses rows because the campaign has ended. The chunk is not recorded, because the campaign may be extended. */
async function turnAway(
  work: Work,
  source: number,
  { campaign, seq, rows, refused }: EnrollChunk,
  wasForgotten: WasForgotten,
  isOpen: boolean,
): Promise<EnrollAnswer> {
  await work.sql.run("delete from chunks where import = $1 and seq = $2", source, seq);
  const objections = new Map(rows.flatMap((row) => objectionsTo(row, wasForgotten)));
  const over = rows.map((row) => objections.get(row) ?? overRow(row));
  if (isOpen) {
    const known = new Set(await enrolledAmong(work, campaign, rows));
    const unknown = over.filter((_, place) => !known.has(rows[place] as EnrollRow));
    const kept = [...refused.map((row) => withoutForgotten(row, wasForgotten)), ...unknown];
    await refuse(work, campaign, source, kept);
    work.count(campaign, COUNTER.rows, ROW.refused, kept.length);
  }
  const statuses = rows.map(() => "refused" as const);
  const counts = countRows(statuses, refused.length);
  return { statuses, enrollments: rows.map(() => 0), counts, refusals: over.map(toRefusal), replayed: false };
}

function withoutForgotten(row: KeptRefusal, wasForgotten: WasForgotten): KeptRefusal {
  return wasForgotten(row) ? forgottenRow(row) : row;
}

async function readVersionFacts({ context: { versions }, sql }: Work, version: number): Promise<VersionFacts> {
  await versions.need(sql, [version]);
  return versions.get(version);
}

async function admits(work: Work, campaign: number, facts: VersionFacts): Promise<Takes> {
  const isDraft = (await campaignState(work, campaign)) === "draft";
  const state = await (isDraft ? lockCampaign : shareCampaign)(work, campaign);
  if (state === "draft") {
    if (facts.isOpen) await startCampaign(work, campaign);
    else await setCampaignState(work, campaign, "enrolling");
  }
  return takes(state, facts.isOpen);
}

async function enrolledAmong<R extends Pick<KeptRefusal, "key">>(work: Work, campaign: number, rows: readonly R[]) {
  const keys = rows.flatMap(({ key }) => key ?? []);
  const known = await enrolledUnder(work, campaign, keys);
  return rows.filter(({ key }) => key !== undefined && known.has(key));
}

const WITHDRAWN = "select distinct key from refusals where campaign = $1 and key = any($2::text[]) and settled = $3";

async function refuse(work: Work, campaign: number, source: number, rows: readonly KeptRefusal[]): Promise<void> {
  if (rows.length === 0) return;
  const keys = rows.flatMap(({ key }) => key ?? []);
  await settleRefusals(work, campaign, keys, SETTLED.since);
  const enrolled = new Set(await enrolledAmong(work, campaign, rows));
  const settled = keys.length === 0 ? [] : await work.sql.rows(WITHDRAWN, campaign, keys, SETTLED.withdrawn);
  const withdrawn = new Set(settled.map(([key]) => key));
  const last = new Map(rows.map(({ key }, place) => [key, place]));
  // a key that is enrolled, withdrawn or repeated in this chunk has no open refusal
  const isLast = (key: string, place: number) => last.get(key) === place && !withdrawn.has(key);
  const isOpen = rows.map((row, place) => !enrolled.has(row) && (row.key === undefined || isLast(row.key, place)));
  const ids = await work.context.ids.take(work.sql, "refusal_ids", rows.length);
  await work.strings.need(rows.map(({ reason }) => reason));
  const into = work.health.into("refusals", REFUSALS);
  for (const [place, row] of rows.entries()) {
    const { line, key = null, reason, advice, contacts, digests, box = null } = row;
    const word = work.stringId(reason);
    const id = ids[place] ?? 0;
    const isKept = isOpen[place] === true;
    const readable = isKept && contacts !== undefined ? JSON.stringify(contacts) : null;
    const names = isKept && digests !== undefined ? digests.join(" ") : null;
    into.add(id, campaign, source, line, word, key, advice, readable, names, isKept ? box : null, isKept ? 0 : 1);
    work.log.addRefusal(campaign, id, word);
    work.count(campaign, COUNTER.refused, 0, 1, 0, word);
    if (!isKept) work.count(campaign, COUNTER.settledRefusals, 0, 1, 0, word);
  }
}

function objectionsTo(row: EnrollRow, wasForgotten: WasForgotten): readonly (readonly [EnrollRow, RefusedRow])[] {
  const objection = objectionTo(row, wasForgotten(row));
  return objection === undefined ? [] : [[row, objection]];
}

const STORED = `select count(*) as stored from imports i join chunks c on c.import = i.id
  where i.campaign = $1 and i.name = $2 and c.seq < $3`;

/** Completes an import and opens the queues. @throws {StoreError} `store/import-incomplete` if a chunk is missing */
export async function seal(work: Work, { campaign, importId, chunks }: SealInput): Promise<void> {
  const state = await lockCampaign(work, campaign);
  const { stored = 0 } = (await work.sql.one<StoredRow<"stored">>(STORED, campaign, importId, chunks)) ?? {};
  if (stored !== chunks)
    throw new StoreError("store/import-incomplete", `${stored} of ${chunks} chunks of the import are stored`);
  if (state !== "draft" && state !== "enrolling") return;
  work.log.addCampaign(campaign, "campaign.sealed");
  await startCampaign(work, campaign);
}
