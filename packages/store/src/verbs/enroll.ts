import {
  type EnrollAnswer,
  type EnrollChunk,
  type EnrollRow,
  type KeptRefusal,
  type RefusedRow,
  type SealAnswer,
  type SealInput,
  StoreError,
} from "@relance/spec";
import {
  campaignState,
  lockCampaign,
  ordersOf,
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
  refusalOf,
  replayedChunk,
  SETTLED,
  settleRefusals,
  type Takes,
  takes,
  turnedAway,
  withdrawnAmong,
} from "../moves/row-objection.ts";
import { COUNTER, ROW } from "../rows/counters.ts";
import { buriedAmong, type IsBuried } from "../rows/forgotten.ts";
import { columnsOf, foundOrAdded, numberAt } from "../rows/sql.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";

const REFUSALS = columnsOf(`id bigint, campaign int, import int, line int, reason int, key text, advice text,
  contacts text, digests text, box text, settled smallint`);

const IMPORT = "insert into imports (campaign, name, started_at) values ($1, $2, $3) on conflict do nothing";
const IMPORTED = "select id, started_at, sealed from imports where campaign = $1 and name = $2";

/** Inserts the chunk's own row. A second writer of the chunk waits for the first, and returns its answer. */
const MARK = "insert into chunks (import, seq) values ($1, $2) on conflict do nothing";
const CHUNK = `select new, same, contact_changed, repeated, refused from chunks where import = $1 and seq = $2`;
const COUNTED = `update chunks set new = $3, same = $4, contact_changed = $5, repeated = $6, refused = $7
  where import = $1 and seq = $2`;

/** Writes one chunk of an import. A repeated chunk returns the first answer. */
export async function enroll(work: Work, chunk: EnrollChunk): Promise<EnrollAnswer> {
  const { campaign, seq } = chunk;
  work.isTakenBack = chunk.isTrial === true;
  await work.context.driver.holdArrivals(work.sql, "shared");
  const facts = await factsOf(work, chunk.version);
  const source = await importOf(work, campaign, chunk.importId);
  if ((await work.sql.run(MARK, source.id, seq)) === 0) {
    const known = await work.sql.row(CHUNK, source.id, seq);
    if (known !== undefined) return replayedChunk(known);
  }
  const whom = await admits(work, campaign, facts);
  const isBuried = await buriedAmong(work.sql, [...chunk.rows, ...chunk.refused]);
  if (whom === "none") return turnAway(work, source.id, chunk, isBuried, facts.isOpen);
  const invited = whom === "known" ? await enrolledAmong(work, campaign, chunk.rows) : chunk.rows;
  const objections = new Map(invited.flatMap((row) => objectionsTo(row, isBuried)));
  const good = invited.filter((row) => !objections.has(row));
  const taken = new Set(good);
  const orders = await ordersOf(work, campaign);
  const inForce = orders.amended === 0 ? facts : await factsOf(work, orders.newest);
  const enrolled = (await enrollRows(work, inForce, source, good, orders)).values();
  const answers = chunk.rows.map((row) => (taken.has(row) ? (enrolled.next().value ?? NOT_TAKEN) : NOT_TAKEN));
  const unusable = [...objections.values(), ...answers.flatMap(({ refusal }) => refusal ?? [])];
  const refused = whom === "known" ? [] : chunk.refused.map((row) => withoutForgotten(row, isBuried));
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
  return { statuses, enrollments, counts, refusals: unusable.map(refusalOf), replayed: false, uninvited };
}

/**
 * Refuses the rows of an ended campaign. The chunk is not recorded, because the campaign may be extended. An open
 * audience counts these rows as refused; a closed audience does not count them.
 */
async function turnAway(
  work: Work,
  source: number,
  { campaign, seq, rows, refused }: EnrollChunk,
  isBuried: IsBuried,
  isOpen: boolean,
): Promise<EnrollAnswer> {
  await work.sql.run("delete from chunks where import = $1 and seq = $2", source, seq);
  const objections = new Map(rows.flatMap((row) => objectionsTo(row, isBuried)));
  const over = rows.map((row) => objections.get(row) ?? overRow(row));
  if (isOpen) {
    const known = new Set(await enrolledAmong(work, campaign, rows));
    const unknown = over.filter((_, place) => !known.has(rows[place] as EnrollRow));
    const kept = [...refused.map((row) => withoutForgotten(row, isBuried)), ...unknown];
    await refuse(work, campaign, source, kept);
    work.count(campaign, COUNTER.rows, ROW.refused, kept.length);
  }
  return turnedAway(over.map(refusalOf), refused.length);
}

function withoutForgotten(row: KeptRefusal, isBuried: IsBuried): KeptRefusal {
  return isBuried(row) ? forgottenRow(row) : row;
}

async function factsOf({ context: { versions }, sql }: Work, version: number): Promise<VersionFacts> {
  await versions.need(sql, [version]);
  return versions.get(version);
}

async function importOf(work: Work, campaign: number, name: string): Promise<ImportSource> {
  const find = () => work.sql.row(IMPORTED, campaign, name);
  const row = await foundOrAdded(find, () => work.sql.run(IMPORT, campaign, name, work.now));
  if (row === undefined) throw new Error("an import exists, but cannot be found");
  return { id: numberAt(row, 0), startedAt: numberAt(row, 1) };
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

async function refuse(work: Work, campaign: number, source: number, rows: readonly KeptRefusal[]): Promise<void> {
  if (rows.length === 0) return;
  const keys = rows.flatMap(({ key }) => key ?? []);
  await settleRefusals(work, campaign, keys, SETTLED.since);
  const enrolled = new Set(await enrolledAmong(work, campaign, rows));
  const withdrawn = await withdrawnAmong(work, campaign, keys);
  const last = new Map(rows.map(({ key }, place) => [key, place]));
  // a key that is enrolled, withdrawn, or repeated in this chunk has no open refusal
  const isLast = (key: string, place: number) => last.get(key) === place && !withdrawn.has(key);
  const isOpen = rows.map((row, place) => !enrolled.has(row) && (row.key === undefined || isLast(row.key, place)));
  const ids = await work.context.ids.take(work.sql, "refusal_ids", rows.length);
  await work.words.need(rows.map(({ reason }) => reason));
  const into = work.side.into("refusals", REFUSALS);
  for (const [place, row] of rows.entries()) {
    const { line, key = null, reason, advice, contacts, digests, box = null } = row;
    const word = work.word(reason);
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

function objectionsTo(row: EnrollRow, isBuried: IsBuried): readonly (readonly [EnrollRow, RefusedRow])[] {
  const objection = objectionTo(row, isBuried(row));
  return objection === undefined ? [] : [[row, objection]];
}

const SUMS = `select count(*), coalesce(sum(new), 0), coalesce(sum(same), 0), coalesce(sum(contact_changed), 0),
  coalesce(sum(repeated), 0), coalesce(sum(refused), 0) from chunks where import = $1 and seq < $2`;

/**
 * Completes an import once all its chunks are stored, and opens the queues. A repeated call returns the same totals.
 * @throws {StoreError} `store/import-incomplete`
 */
export async function seal(work: Work, { campaign, importId, chunks, start = true }: SealInput): Promise<SealAnswer> {
  const state = await lockCampaign(work, campaign);
  const [id, , sealed] = ((await work.sql.row(IMPORTED, campaign, importId)) ?? []) as [number?, number?, string?];
  const totals = sealed ? (JSON.parse(sealed) as SealAnswer) : await total(work, campaign, id, chunks);
  if (id !== undefined) await work.sql.run("update imports set sealed = $1 where id = $2", JSON.stringify(totals), id);
  const isUnsealed = state === "draft" || state === "enrolling";
  if (isUnsealed) await setCampaignState(work, campaign, "sealed", "campaign.sealed");
  if (start && (isUnsealed || state === "sealed")) await startCampaign(work, campaign);
  return totals;
}

const ENROLLED = `select coalesce(sum(n), 0)::bigint from all_counters c
  where campaign = $1 and (kind = ${COUNTER.rows} and a = ${ROW.new})`;

async function total(work: Work, campaign: number, source: number | undefined, chunks: number): Promise<SealAnswer> {
  const sums = source === undefined ? undefined : ((await work.sql.row(SUMS, source, chunks)) as readonly number[]);
  const [found = 0, added = 0, same = 0, changed = 0, repeated = 0, refused = 0] = sums ?? [];
  if (sums === undefined || found !== chunks)
    throw new StoreError("store/import-incomplete", `${found} of ${chunks} chunks of the import are stored`);
  const ofCampaign = numberAt((await work.sql.row(ENROLLED, campaign)) ?? [0], 0);
  const enrolled = added + same + changed;
  const rows = enrolled + repeated + refused;
  return { rows, enrolled, repeated, refused, removed: Math.max(0, ofCampaign - enrolled) };
}
