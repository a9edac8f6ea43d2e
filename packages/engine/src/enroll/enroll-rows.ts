import { destinationFor, sendOrder } from "@relance/rules";
import {
  type Admission,
  type AdmittedRow,
  type CallerDb,
  type CompiledCampaign,
  type Contact,
  type DroppedContact,
  type EnrollAnswer,
  type EnrollChunk,
  type EnrollRow,
  isBuiltIn,
  type KeptContact,
  type KeptRefusal,
  type RawRow,
  type Refusal,
  type RefusedRow,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { contactDigests, storedNames } from "../base/keyed-hashes.ts";
import { digestPerson } from "../base/person-key.ts";
import { deposit } from "../deposit/deposit.ts";
import { refuseLinkless } from "./refuse-campaign.ts";

const CHUNK_ROWS = 2_000;
/** After this many rows, an import yields to other work of the process. */
const TOGETHER = 200;

export interface EnrollRowsInput {
  readonly loaded: CompiledCampaign;
  readonly defined: { readonly campaign: number; readonly version: number };
  readonly tenant: string;
  readonly importId: string;
  readonly source: AsyncIterable<RawRow>;
  readonly onProgress?: ((rows: number) => void) | undefined;
  readonly onRefused?: ((refusal: Refusal) => void) | undefined;
  readonly onDropped?: ((contact: DroppedContact, row: AdmittedRow) => void) | undefined;
  /** True = nothing is stored. */
  readonly isTrial?: boolean | undefined;
  /** The caller's transaction. The recipients are enrolled after its commit. */
  readonly db?: CallerDb | undefined;
}

export interface EnrollTotals {
  readonly chunks: number;
  readonly rows: number;
  /** Number of new recipients, including those of an interrupted import of the same file. */
  readonly enrolled: number;
  readonly refused: number;
  /** Number of valid rows that were refused because the recipient was erased or has too little time. */
  readonly turnedAway: number;
  readonly uninvited: number;
}

/** Streams an audience into the store. While one chunk is written, the next one is read and hashed. */
export async function enrollRows(context: EngineContext, input: EnrollRowsInput): Promise<EnrollTotals> {
  const { loaded, defined, tenant, importId } = input;
  const totals = { chunks: 0, rows: 0, enrolled: 0, refused: 0, turnedAway: 0, uninvited: 0 };
  let rows: AdmittedRow[] = [];
  let refused: KeptRefusal[] = [];
  let writing: Promise<void> = Promise.resolve();
  let isChecked = false;
  const dropped = new Map<string, number>();

  const isKnown = async (key: string) => (await context.store.read({ campaign: defined.campaign, key })) !== undefined;

  const flush = async () => {
    const [admitted, unwanted, seq] = [rows, refused, totals.chunks++];
    rows = [];
    refused = [];
    await context.plugins.beforeStore(loaded.definition.name, admitted, isKnown);
    const named = await toEnrollRows(context, { ...defined, tenant }, admitted);
    await writing;
    // recipients with adjacent send orders are claimed together, so they are stored together
    const ordered = named.sort((a, b) => a.sendOrder - b.sendOrder);
    const chunk = { ...defined, importId, seq, rows: ordered, refused: unwanted, isTrial: input.isTrial };
    writing = write(context, chunk, input.db).then(({ enrolled, refused, uninvited, refusals }) => {
      totals.enrolled += enrolled;
      totals.refused += refused;
      totals.turnedAway += refused - unwanted.length;
      totals.uninvited += uninvited;
      for (const one of [...unwanted, ...refusals].sort((a, b) => a.line - b.line)) input.onRefused?.(one);
      input.onProgress?.(totals.rows);
    });
    writing.catch(() => {}); // an error is thrown with the next chunk, or at the end of the import
  };

  const add = (row: AdmittedRow) => {
    if (!isChecked) refuseLinkless(context, loaded, row);
    isChecked = true;
    rows.push(row);
  };

  try {
    for await (const line of input.source) {
      totals.rows += 1;
      if (totals.rows % TOGETHER === 0) await context.runtime.yield();
      const admission: Admission =
        line.refused === undefined ? loaded.admit(line.raw, line.line) : { refused: line.refused };
      if (admission.refused === undefined) add(admission.row);
      else refused.push(hashRefused(context, tenant, admission.refused));
      for (const contact of admission.dropped ?? []) {
        const { channel, column, reason } = contact;
        const name = JSON.stringify({ channel, column, reason });
        dropped.set(name, (dropped.get(name) ?? 0) + 1);
        if (admission.row) input.onDropped?.(contact, admission.row);
      }
      if (rows.length + refused.length >= CHUNK_ROWS) await flush();
    }
    if (rows.length + refused.length > 0 || totals.chunks === 0) await flush();
  } finally {
    await writing.catch(() => {}); // if the source fails, waits for the last write
  }
  await writing;
  if (input.isTrial !== true)
    for (const [name, count] of dropped)
      context.log({ level: "warn", event: "audience.contacts-dropped", facts: { ...JSON.parse(name), count } });
  return totals;
}

async function write(
  context: EngineContext,
  chunk: EnrollChunk,
  db: CallerDb | undefined,
): Promise<Pick<EnrollTotals, "enrolled" | "refused" | "uninvited"> & Pick<EnrollAnswer, "refusals">> {
  if (db !== undefined) {
    await deposit(context, db, [{ verb: "enroll", chunk }]);
    return { enrolled: chunk.rows.length, refused: chunk.refused.length, uninvited: 0, refusals: [] };
  }
  const { counts, uninvited = 0, refusals } = await context.store.enroll(chunk);
  const enrolled = counts.new + counts.same + counts["contact-changed"];
  return { enrolled, refused: counts.refused, uninvited, refusals };
}

export async function toEnrollRows(
  context: EngineContext,
  { campaign, tenant }: { readonly campaign: number; readonly tenant: string },
  rows: readonly AdmittedRow[],
): Promise<EnrollRow[]> {
  const giveWay = () => context.runtime.yield();
  const contacts = await mapInTurns(rows, giveWay, (row) =>
    row.contacts.map(({ channel, address }) => contactDigests(context, channel, address)),
  );
  const names = (await storedNames(context, contacts.flat())).map(([name]) => name);
  let next = 0;
  return mapInTurns(rows, giveWay, (row) => {
    const digests = names.slice(next, next + row.contacts.length);
    next += row.contacts.length;
    const drawn = Number.parseInt(context.runtime.hash(`${campaign} ${row.key}`).slice(0, 8), 16) >>> 1;
    return {
      ...row,
      contacts: row.contacts.map(keptContact),
      digests,
      sendOrder: sendOrder(drawn, row.line),
      tombstones: digestPerson(context.signer, tenant, row.key),
    };
  });
}

/** Adds the destination to a contact of a custom channel: the store's thread may not know the channel. */
function keptContact(contact: Contact): KeptContact {
  const { channel, address } = contact;
  return isBuiltIn(channel) ? contact : { ...contact, destination: destinationFor(channel, address) };
}

/** Adds keyed hashes to a refused row. The store uses the hashes to recognize an erased recipient. */
function hashRefused({ signer }: Needs<"signer">, tenant: string, row: RefusedRow): KeptRefusal {
  const { key, contacts = [] } = row;
  const named = contacts.map(({ channel, address }) => contactDigests({ signer }, channel, address));
  const older = named.flatMap(([, ...others]) => others);
  return {
    ...row,
    digests: contacts.length === 0 ? undefined : [...named.map(([newest]) => newest), ...older],
    ...(key !== undefined && { tombstones: digestPerson(signer, tenant, key) }),
  };
}

/** Maps a list in batches. Between two batches, the process may do other work. */
async function mapInTurns<T, U>(items: readonly T[], giveWay: () => Promise<void>, map: (item: T) => U): Promise<U[]> {
  const mapped: U[] = [];
  for (const item of items) {
    if (mapped.length % TOGETHER === TOGETHER - 1) await giveWay();
    mapped.push(map(item));
  }
  return mapped;
}
