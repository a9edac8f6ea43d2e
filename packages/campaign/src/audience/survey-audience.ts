import { comesTooLate, contactBit, place } from "@relance/rules";
import {
  type AdmittedRow,
  type CampaignDefinition,
  type CompiledCampaign,
  channelOfProvider,
  type DroppedContact,
  type RawRow,
  type RefusedRow,
} from "@relance/spec";
import { compilePlan } from "../plan/compile-plan.ts";
import { SeenRows, textNumber } from "./seen-rows.ts";

interface LeftOut extends DroppedContact {
  readonly line: number;
  readonly key: string;
  /** True if the recipient also has a usable address of this channel. */
  readonly isReached: boolean;
}

interface RepeatedRow {
  readonly line: number;
  readonly key: string;
  /** Line of the first row with this key. Later rows are ignored. */
  readonly firstLine: number;
}

export interface AudienceSurvey {
  readonly rows: number;
  /** Number of different recipients whom a start would enroll. */
  readonly admitted: number;
  /** Number of rows that are ignored because an earlier row has the same key. */
  readonly repeated: number;
  readonly repeats: readonly RepeatedRow[];
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly examples: readonly RefusedRow[];
  /** Malformed addresses by code, of recipients who also have a usable address. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly leftOut: readonly LeftOut[];
  readonly withoutContact: number;
}

interface SurveyOptions {
  /** When the campaign would start, in milliseconds since 1970. @default no recipient counts as late */
  readonly now?: number | undefined;
  /** Gets each recipient's first row and the number of its key. Returns why a start would refuse the row. */
  readonly take?: ((row: AdmittedRow, number: number) => RefusedRow | undefined) | undefined;
  /** Called after every thousand rows and at the end. `share` is the share of the file that was read, if known. */
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

const EXAMPLES = 20;

/** Reads a whole audience without sending anything. Memory use is one number per recipient. */
export async function surveyAudience(
  campaign: CompiledCampaign,
  source: AsyncIterable<RawRow>,
  { now, take, onProgress }: SurveyOptions = {},
): Promise<AudienceSurvey> {
  const totals = { rows: 0, admitted: 0, repeated: 0, refused: 0, withoutContact: 0 };
  const keys = new SeenRows();
  const reasons: Record<string, number> = {};
  const dropped: Record<string, number> = {};
  const examples: RefusedRow[] = [];
  const repeats: RepeatedRow[] = [];
  const leftOut: LeftOut[] = [];
  const lateRow = now === undefined ? undefined : lateRows(campaign.definition, now);

  function refuse(row: RefusedRow): void {
    totals.refused += 1;
    count(reasons, row.reason);
    if (examples.length < EXAMPLES) examples.push(row);
  }

  function leave(contact: DroppedContact, { line, key, contacts }: AdmittedRow): void {
    count(dropped, contact.reason);
    if (leftOut.length >= EXAMPLES) return;
    const isReached = contacts.some(({ channel }) => channel === contact.channel);
    leftOut.push({ ...contact, line, key, isReached });
  }

  let share: number | undefined;
  for await (const line of source) {
    totals.rows += 1;
    share = line.share ?? share;
    if (totals.rows % 1_000 === 0) onProgress?.(totals.rows, share);
    const admission = line.refused === undefined ? campaign.admit(line.raw, line.line) : { refused: line.refused };
    if (admission.refused !== undefined) {
      refuse(admission.refused);
      continue;
    }
    const { key } = admission.row;
    const number = textNumber(key);
    const first = keys.add(number, line.line);
    if (first !== undefined) {
      totals.repeated += 1;
      if (repeats.length < EXAMPLES) repeats.push({ line: line.line, key, firstLine: first.line });
      continue;
    }
    const refused = lateRow?.(admission.row) ?? take?.(admission.row, number);
    if (refused !== undefined) {
      refuse(refused);
      continue;
    }
    totals.admitted += 1;
    if (admission.row.contacts.length === 0) totals.withoutContact += 1;
    for (const contact of admission.dropped ?? []) leave(contact, admission.row);
  }
  onProgress?.(totals.rows, share);
  return { ...totals, repeats, reasons, examples, dropped, leftOut };
}

function count(by: Record<string, number>, reason: string): void {
  by[reason] = (by[reason] ?? 0) + 1;
}

/** Refuses a row if its steps no longer fit before the deadline. */
export function tooLate({ line, key, contacts }: AdmittedRow): RefusedRow {
  const advice = "the steps no longer fit before the deadline with their full waits; reach this recipient another way";
  return { line, key, reason: "too-late", advice, contacts };
}

/** Finds rows that a start would refuse. The check does not know the store's suppressions and extended deadlines. */
function lateRows(definition: CampaignDefinition, now: number) {
  if (definition.ifLate !== "refuse") return undefined;
  const plan = compilePlan(definition, [], (provider) => {
    const channel = channelOfProvider(provider) ?? "sms";
    return { channel, vendor: "", receipts: false, lookup: false };
  });
  return (admitted: AdmittedRow): RefusedRow | undefined => {
    const { deadline, steps, zone } = admitted;
    let has = 0;
    for (const { channel } of admitted.contacts) has |= contactBit(channel, 0);
    const until = "at" in deadline ? deadline.at : now + deadline.afterMs;
    const { row } = place({ knownContacts: has, optedOut: 0, steps, deadline: until, zone }, plan, now);
    return comesTooLate(row, plan, now) ? tooLate(admitted) : undefined;
  };
}
