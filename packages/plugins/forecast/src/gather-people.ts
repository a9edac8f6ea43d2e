import { SeenRows, surveyAudience, textNumber, tooLate } from "@relance/campaign";
import { channelBits, contactBit, stepBit } from "@relance/rules";
import {
  type AdmittedRow,
  type Channel,
  type CompiledCampaign,
  channels,
  indexText,
  MAX_CONTACTS,
  type Plan,
  type RawRow,
  type RefusedRow,
} from "@relance/spec";
import type { TextCounter } from "./count-texts.ts";
import { Crowd } from "./crowd.ts";
import type { ForecastAudience, ForecastDuplicates, ForecastStep } from "./forecast.ts";

const NUMBERS = 2 ** 52;

interface GatherOptions {
  readonly plan: Plan;
  readonly startAt: number;
  readonly texts: TextCounter;
  /** Earlier deadlines are extended to this time, in milliseconds since 1970. @default the deadline of each row */
  readonly extendedTo?: number | undefined;
  readonly isSuppressed: (channel: Channel, address: string) => boolean;
  readonly onProgress?: ((rows: number, share?: number) => void) | undefined;
}

type StepAudience = {
  -readonly [Name in "meant" | "lacksContact" | "suppressed"]: ForecastStep[Name];
};

export interface Gathered {
  readonly crowd: Crowd;
  readonly audience: ForecastAudience;
  /** The number of recipients whom relance would refuse because their steps do not fit before the deadline. */
  readonly late: number;
  readonly steps: readonly StepAudience[];
  readonly duplicates: Duplicates;
  readonly deadlines: { readonly first: number; readonly last: number } | undefined;
}

/** Reads the audience in one pass. Stores numbers about each recipient, but no address. */
export async function gatherPeople(
  campaign: CompiledCampaign,
  rows: AsyncIterable<RawRow>,
  { plan, startAt, texts, extendedTo = Number.NEGATIVE_INFINITY, isSuppressed, onProgress }: GatherOptions,
): Promise<Gathered> {
  const crowd = new Crowd(plan, startAt);
  const duplicates = new Duplicates();
  const steps = plan.steps.map((): StepAudience => ({ meant: 0, lacksContact: 0, suppressed: 0 }));
  let late = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  function countKnown({ contacts, line }: AdmittedRow): { readonly knownContacts: number; readonly optedOut: number } {
    const seen: Partial<Record<Channel, number>> = {};
    let knownContacts = 0;
    let optedOut = 0;
    for (const { channel, address } of contacts) {
      const index = seen[channel] ?? 0;
      seen[channel] = index + 1;
      if (index >= MAX_CONTACTS) continue;
      duplicates.add(channel, textNumber(indexText(channel, address)), line);
      knownContacts |= contactBit(channel, index);
      if (isSuppressed(channel, address)) optedOut |= contactBit(channel, index);
    }
    return { knownContacts, optedOut };
  }

  function take(row: AdmittedRow, number: number): RefusedRow | undefined {
    const deadline = Math.max("at" in row.deadline ? row.deadline.at : startAt + row.deadline.afterMs, extendedTo);
    const { knownContacts, optedOut } = countKnown(row);
    const arrival = { knownContacts, optedOut, steps: row.steps, deadline, zone: row.zone ?? 0 };
    if (crowd.comesTooLate(arrival)) {
      late += 1;
      return tooLate(row);
    }
    first = Math.min(first, deadline);
    last = Math.max(last, deadline);
    const segments = plan.steps.map(({ channel }, k) => {
      const step = k + 1;
      const tally = steps[k];
      if (tally === undefined || (row.steps & stepBit(step)) === 0) return 0;
      const own = channelBits(channel);
      tally.meant += 1;
      if ((knownContacts & own) === 0) tally.lacksContact += 1;
      else if ((knownContacts & ~optedOut & own) === 0) tally.suppressed += 1;
      else if (texts.isCounted(step)) return texts.count(step, row, deadline);
      return 0;
    });
    crowd.add({ ...arrival, order: number / NUMBERS }, segments);
    return undefined;
  }

  const survey = await surveyAudience(campaign, rows, { take, onProgress });
  const { rows: read, refused, repeated, reasons, dropped } = survey;
  const deadlines = first <= last ? { first, last } : undefined;
  return { crowd, audience: { rows: read, refused, repeated, reasons, dropped }, late, steps, duplicates, deadlines };
}

const EXAMPLES = 5;

class Duplicates {
  readonly #channels = new Map<
    Channel,
    { seen: SeenRows; addresses: number; people: number; examples: { line: number; firstLine: number }[] }
  >();

  /** @param number - the number that stands for the address; equal addresses have equal numbers */
  add(channel: Channel, number: number, line: number): void {
    let known = this.#channels.get(channel);
    if (known === undefined) {
      known = { seen: new SeenRows(), addresses: 0, people: 0, examples: [] };
      this.#channels.set(channel, known);
    }
    const before = known.seen.add(number, line);
    if (before === undefined || before.line === line) return; // the same row contains the address twice
    known.people += before.isFirst ? 2 : 1;
    if (before.isFirst) known.addresses += 1;
    if (known.examples.length < EXAMPLES) known.examples.push({ line, firstLine: before.line });
  }

  found(): readonly ForecastDuplicates[] {
    return channels().flatMap((channel) => {
      const known = this.#channels.get(channel);
      if (known === undefined || known.addresses === 0) return [];
      const { addresses, people, examples } = known;
      return [{ channel, addresses, people, examples }];
    });
  }
}
