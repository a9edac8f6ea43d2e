import {
  ENROLLMENT_STATES,
  type ListInput,
  type Page,
  type RecipientRow,
  UNREACHED_STATES,
} from "@relance/spec";
import { type RefusalRow, refusedRow } from "@relance/store";
import { LOOKUP } from "../people/lookups.ts";
import { listedRow, SELECT_PERSON, type StoredPerson } from "../people/people.ts";
import type { StoreContext } from "../transaction/context.ts";

/** People looked at for one page: a rare state must not keep a read open for long. */
const MAX_SCAN = 20_000;

const PAGE = `${SELECT_PERSON} where e.campaign = ? and e.id > ? order by e.id limit ?`;
const SCAN = "select id, state from enrollments where campaign = ? and id > ? order by id limit ?";
const ONE = `${SELECT_PERSON} where e.id = ?`;
const BY_KEY = `${SELECT_PERSON} where p.key = ? and p.campaign = ?`;
const ONE_WITH = `${ONE} and e.campaign = ? and instr(' ' || p.digests || ' ', ' ' || ? || ' ') > 0`;
const REFUSED = `select r.id, r.line, r.key, r.contacts, w.word as reason from refusals r join words w on w.id = r.reason
  where r.campaign = ? and r.id > ? and r.settled = 0 order by r.id limit ?`;

const UNREACHED = UNREACHED_STATES.map((state) => ENROLLMENT_STATES.indexOf(state));

/** A page of people by key set; no snapshot is held over pages. A page may be short: only a missing cursor is the end. */
export function list(context: StoreContext, input: ListInput): Page<RecipientRow> {
  const { campaign, key, digest, cursor = "e0" } = input;
  if (digest !== undefined) return { rows: withContact(context, digest, input), cursor: undefined };
  if (key !== undefined) {
    const rows = context.sql.all<StoredPerson>(BY_KEY, key, campaign);
    return { rows: rows.map((row) => listedRow(context, row)), cursor: undefined };
  }
  const from = Number(cursor.slice(1));
  if (cursor.startsWith("r")) return refusedPage(context, input, from);
  const isFiltered = input.state !== undefined || input.unreached === true;
  const page = isFiltered ? filteredPage(context, input, from) : plainPage(context, input, from);
  if (page.cursor !== undefined || !input.unreached) return page;
  const rest = refusedPage(context, { ...input, limit: input.limit - page.rows.length }, 0);
  return { rows: [...page.rows, ...rest.rows], cursor: rest.cursor };
}

/** A lookup names whom a hash may lead to; the whole digest decides. */
function withContact(
  context: StoreContext,
  digest: string,
  { campaign, limit }: ListInput,
): readonly RecipientRow[] {
  const people = context.lookups
    .find(LOOKUP.contact, digest)
    .flatMap((id) => context.sql.one<StoredPerson>(ONE_WITH, id, campaign, digest) ?? []);
  return people.slice(0, limit).map((row) => listedRow(context, row));
}

function plainPage(context: StoreContext, { campaign, limit }: ListInput, from: number): Page<RecipientRow> {
  const found = context.sql.all<StoredPerson>(PAGE, campaign, from, limit);
  const last = found.at(-1);
  return {
    rows: found.map((row) => listedRow(context, row)),
    cursor: last === undefined || found.length < limit ? undefined : `e${last.id}`,
  };
}

function filteredPage(context: StoreContext, input: ListInput, from: number): Page<RecipientRow> {
  const { campaign, state, unreached = false, limit } = input;
  const wanted = state === undefined ? -1 : ENROLLMENT_STATES.indexOf(state);
  const scanned = context.sql.rows(SCAN, campaign, from, MAX_SCAN);
  const rows: RecipientRow[] = [];
  for (const [id, number] of scanned as readonly (readonly number[])[]) {
    if (id === undefined || number === undefined) continue;
    const isWanted = (wanted < 0 || number === wanted) && (!unreached || UNREACHED.includes(number));
    if (!isWanted) continue;
    const row = context.sql.one<StoredPerson>(ONE, id);
    if (row !== undefined) rows.push(listedRow(context, row));
    if (rows.length >= limit) return { rows, cursor: `e${id}` };
  }
  const last = scanned.at(-1)?.[0];
  return { rows, cursor: scanned.length < MAX_SCAN ? undefined : `e${last}` };
}

/** Rows of the audience that could not be enrolled: nobody is left out of the account (R16). */
function refusedPage(
  { sql }: StoreContext,
  { campaign, limit }: ListInput,
  from: number,
): Page<RecipientRow> {
  if (limit <= 0) return { rows: [], cursor: "r0" };
  const found = sql.all<RefusalRow>(REFUSED, campaign, from, limit);
  const last = found.at(-1);
  return {
    rows: found.map(refusedRow),
    cursor: last === undefined || found.length < limit ? undefined : `r${last.id}`,
  };
}
