import { wilson } from "./loss-likelihood.ts";

export interface ReceiptCount {
  readonly messages: number;
  readonly receipts: number;
}

/** Receipt counts of two vendors, summed over messages with the same minute, destination and step. */
export interface ComparedSums {
  readonly own: ReceiptCount;
  readonly other: ReceiptCount;
  readonly weight: number;
  readonly weighted: { readonly own: number; readonly other: number };
  readonly chance: { readonly own: number; readonly other: number };
}

const NO_MESSAGES: ReceiptCount = { messages: 0, receipts: 0 };

export const NOTHING_COMPARED: ComparedSums = {
  own: NO_MESSAGES,
  other: NO_MESSAGES,
  weight: 0,
  weighted: { own: 0, other: 0 },
  chance: { own: 0, other: 0 },
};

/**
 * Adds a stratum: the messages of both vendors with the same minute, destination and step. Skips a stratum with
 * messages of only one vendor (Mantel and Haenszel 1959).
 */
export function addCompared(sums: ComparedSums, own: ReceiptCount, other: ReceiptCount): ComparedSums {
  if (own.messages === 0 || other.messages === 0) return sums;
  const weight = (own.messages * other.messages) / (own.messages + other.messages);
  const share = ({ messages, receipts }: ReceiptCount) => (weight * receipts) / messages;
  return {
    own: added(sums.own, own),
    other: added(sums.other, other),
    weight: sums.weight + weight,
    weighted: { own: sums.weighted.own + share(own), other: sums.weighted.other + share(other) },
    chance: {
      own: sums.chance.own + weight ** 2 / own.messages,
      other: sums.chance.other + weight ** 2 / other.messages,
    },
  };
}

function added(one: ReceiptCount, other: ReceiptCount): ReceiptCount {
  return { messages: one.messages + other.messages, receipts: one.receipts + other.receipts };
}

/** The difference by which one vendor's share of messages with receipts is below another vendor's share. */
export interface ShareDifference {
  readonly likeliest: number;
  readonly atLeast: number;
  readonly atMost: number;
}

const LEAST_MESSAGES = 40;
const DEVIATIONS = 4;

/**
 * Compares the shares of receipts of two vendors, with an interval of four standard deviations (Newcombe 1998, method
 * 10). Returns `undefined` if a vendor has too few messages.
 */
export function compareShares({ own, other, weight, weighted, chance }: ComparedSums): ShareDifference | undefined {
  if (Math.min(own.messages, other.messages) < LEAST_MESSAGES) return undefined;
  const [mine, theirs] = [weighted.own / weight, weighted.other / weight];
  const interval = (share: number, spread: number) => {
    const messages = weight ** 2 / spread; // this many messages in a single stratum would have the same variance
    return wilson(share * messages, messages, DEVIATIONS);
  };
  const low = interval(mine, chance.own);
  const high = interval(theirs, chance.other);
  const likeliest = theirs - mine;
  return {
    likeliest,
    atLeast: likeliest - Math.hypot(theirs - high.low, low.high - mine),
    atMost: likeliest + Math.hypot(high.high - theirs, mine - low.low),
  };
}

export function reversed({ own, other, weight, weighted, chance }: ComparedSums): ComparedSums {
  const swap = <T>(both: { readonly own: T; readonly other: T }) => ({ own: both.other, other: both.own });
  return { own: other, other: own, weight, weighted: swap(weighted), chance: swap(chance) };
}

/** The counts of one minute, step and destination: its start, then the messages and receipts of each of two vendors. */
export type Stratum = readonly [at: number, own: number, ownReceipts: number, other: number, otherReceipts: number];

export interface ComparedMemory {
  readonly through: readonly number[];
  readonly lately: readonly Readonly<Record<string, readonly Stratum[]>>[];
  readonly sums: Readonly<Record<string, ComparedSums>>;
}

export function withStratum(sums: ComparedSums, [, own, ownReceipts, other, otherReceipts]: Stratum): ComparedSums {
  return addCompared(sums, { messages: own, receipts: ownReceipts }, { messages: other, receipts: otherReceipts });
}

export function pairName(key: string): string {
  return key.split(" ").slice(0, 2).join(" ");
}
